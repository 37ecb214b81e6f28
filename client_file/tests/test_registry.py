from odoo.tests import TransactionCase, tagged

MODELS = (
    "client.file",
    "client.credit",
    "client.group",
    "client.key",
    "client.usage",
    "client.product",
    "client.need",
    "client.poach",
    "client.competitor",
    "client.decision",
    "client.person",
    "client.business",
    "client.sensitive",
    "client.visit",
    "client.promise",
    "client.guarantee",
)
OPEN_MODELS = ("res.partner", "crm.lead", "sale.order", "account.move", "calendar.event")


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestRegistry(TransactionCase):
    """Hooks for secrecy that any later model must keep: looked up in the whole registry."""

    def _own(self):
        return [
            self.env[name]
            for name in self.env
            if name.startswith(MODELS) and not self.env[name]._abstract
        ]

    def test_open_models_hold_nothing_derived_from_a_file(self):
        own = {model._name for model in self._own()}
        leaks = []
        for name in self.env:
            if name in own or self.env[name]._abstract:
                continue
            for field in self.env[name]._fields.values():
                points = field.comodel_name in own
                through = field.related and any(
                    step in self.env[name]._fields
                    and self.env[name]._fields[step].comodel_name in own
                    for step in field.related.split(".")[:1]
                )
                # Users inherit the partner's way to the file, which judges the real reader.
                if field.inherited:
                    continue
                if (points or through) and (field.store or field.compute_sudo or through):
                    leaks.append(f"{name}.{field.name}")
        self.assertEqual(leaks, [])

    def test_no_file_model_has_active_alias_portal_or_properties(self):
        for model in self._own():
            with self.subTest(model._name):
                self.assertNotIn("active", model._fields)
                self.assertNotIn("access_token", model._fields)
                self.assertNotIn("alias_id", model._fields)
                kinds = {field.type for field in model._fields.values()}
                self.assertFalse(kinds & {"properties", "properties_definition"})

    def test_every_model_of_the_file_is_owned_titled_and_ruled(self):
        outside = {
            "client.file.document.type",
            "client.file.requirement",
            "client.group.bullet",
            "client.group.cadence",
            "client.file.dirty",
            "client.credit.policy",
            # Of all clients together, for credit managers and managers alone.
            "client.credit.backtest",
            "client.credit.backtest.client",
            "client.credit.backtest.line",
            "client.credit.backtest.person",
            "client.credit.budget",
            "client.credit.authority",
            "client.credit.reservation",
            "client.credit.scorecard",
            "client.credit.factor",
            "client.credit.bin",
            "client.credit.statement.alias",
            "client.credit.water.weight",
            "client.file.milestone",
            "client.file.standing",
            "client.classification.rule",
            "client.credit.item",
            "client.credit.report.template",
            "client.credit.report.template.line",
            # Registers of words that lie in no file.
            "client.group.service",
            "client.competitor",
            "client.poach.means",
            # Of the guarantee company, not of a client.
            "client.guarantee.book",
            "client.guarantee.net.assets",
            "client.guarantee.product",
            "client.guarantee.requirement",
            "client.guarantee.return",
            "client.guarantee.return.item",
            "client.guarantee.return.kind",
            "client.guarantee.return.row",
            "client.guarantee.snapshot",
            "client.guarantee.weight",
        }
        for model in self._own():
            if model._transient or model._name in outside or not model._auto:
                continue
            with self.subTest(model._name):
                self.assertTrue(hasattr(model, "_get_neutral_title"))
                rules = self.env["ir.rule"].search([("model_id.model", "=", model._name)])
                self.assertTrue(any(not rule.groups for rule in rules), "no global rule")
                self.assertTrue(any(rule.groups for rule in rules), "no rule for groups")

    def test_constraints_have_messages(self):
        """Without one, PostgreSQL's own text shows the whole row."""
        for model in self._own():
            for name, constraint in model._table_objects.items():
                if hasattr(constraint, "message"):
                    with self.subTest(f"{model._name} {name}"):
                        unique = "UNIQUE" in constraint.get_definition(self.registry).upper()
                        self.assertTrue(constraint.message or not unique)

    def test_actions_are_not_cached_and_show_no_pivot(self):
        actions = self.env["ir.actions.act_window"].search([("res_model", "like", "client.%")])
        self.assertTrue(actions)
        for action in actions:
            with self.subTest(action.name):
                self.assertFalse(action.cache)
                self.assertNotIn("pivot", action.view_mode)
                self.assertNotIn("graph", action.view_mode)

    def test_every_menu_opens_for_its_groups(self):
        menus = self.env["ir.ui.menu"].search([("action", "!=", False)])
        menus = menus.filtered(
            lambda menu: (menu.get_external_id()[menu.id] or "").startswith("client_file.")
        )
        self.assertTrue(menus)
        for menu in menus:
            if menu.action._name != "ir.actions.act_window":
                continue
            groups = (
                menu.group_ids or menu.parent_id.group_ids or menu.parent_id.parent_id.group_ids
            )
            access = self.env["ir.model.access"].search(
                [("model_id.model", "=", menu.action.res_model), ("perm_read", "=", True)]
            )
            for group in groups:
                with self.subTest(f"{menu.name} {group.name}"):
                    self.assertTrue(access.group_id & group.all_implied_ids)
