from odoo.tests import TransactionCase, tagged

HISTORY = "html.field.history.mixin"


@tagged("post_install", "-at_install", "client_file_confidentiality", "client_file_attack")
class TestWallsRegistry(TransactionCase):
    """Looks through every model that is installed: the next addon that leaks fails here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.names = cls.env["client.secrecy.protected"]._get_protected_models()
        cls.protected = [cls.env[name] for name in cls.names]
        cls.open = [
            model
            for name in cls.env
            if name not in cls.names
            and not (model := cls.env[name])._abstract
            and not name.startswith("x_")
        ]

    def _follow(self, model, path):
        """Models that a dotted path of fields starting at `model` passes through."""
        passed = []
        for step in path.split("."):
            field = self.env[model]._fields.get(step)
            if field is None or not field.comodel_name:
                break
            model = field.comodel_name
            passed.append(model)
        return passed

    def test_there_is_something_to_look_at(self):
        self.assertIn("client.file", self.names)
        self.assertIn("client.file.document", self.names)
        self.assertGreater(len(self.names), 20)

    def test_nothing_derived_on_open_models(self):
        """L16 to L20, L31: related and stored computed fields through a protected model."""
        leaks = []
        for model in self.open:
            for field in model._fields.values():
                if field.inherited:
                    continue
                paths = [field.related] if field.related else []
                if field.compute and (field.store or field.compute_sudo):
                    paths += list(self.env.registry.field_depends[field])
                for path in paths:
                    # What comes out of the last step is the pointer itself, judged elsewhere.
                    through = self._follow(model._name, path.rpartition(".")[0])
                    if set(through) & set(self.names):
                        leaks.append(f"{field}: {path}")
                if getattr(field, "bypass_search_access", False) and (
                    field.comodel_name in self.names
                ):
                    leaks.append(f"{field}: bypass")
            leaks += [
                f"{model._name} _inherits {name}" for name in model._inherits if name in self.names
            ]
        self.assertEqual(leaks, [])

    def test_no_way_back_from_open_models(self):
        """L25: an inverse is searched in sudo; `!= False` tells who has a file."""
        leaks = [
            str(field)
            for model in self.open
            if not model._transient and not model._name.startswith("client.")
            for field in model._fields.values()
            if field.comodel_name in self.names
            and field.type in ("one2many", "many2many")
            and field.store
            and not field.groups
        ]
        self.assertEqual(leaks, [])

    def test_kinds_of_fields(self):
        """L07, L29, L30, L82 to L84: what keeps or opens content beside the record."""
        for model in self.protected:
            for field in model._fields.values():
                with self.subTest(str(field)):
                    self.assertNotIn(field.type, ("properties", "properties_definition"))
                    self.assertFalse(field.translate)
                    self.assertNotIn(field.name, ("access_token", "alias_id", "html_field_history"))
            self.assertFalse(model._inherits)
            self.assertFalse(model._parent_store)

    def test_constraints_have_messages(self):
        """L36: PostgreSQL's own words show the whole row."""
        for model in self.protected:
            if not model._auto:
                continue
            self.env.cr.execute(
                "SELECT conname FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid "
                "WHERE t.relname = %s AND contype IN ('c', 'u', 'x')",
                [model._table],
            )
            written = {name for (name,) in self.env.cr.fetchall()}
            for name, thing in model._table_objects.items():
                definition = thing.get_definition(self.registry).upper()
                if thing.full_name(model) in written or "UNIQUE" in definition:
                    with self.subTest(f"{model._name} {name}"):
                        self.assertTrue(thing.message)

    def test_windows_are_not_kept_on_disk(self):
        """L112, L91: the web client's cache; pivot tables and graphs that are exported."""
        actions = self.env["ir.actions.act_window"].search([("res_model", "in", self.names)])
        self.assertTrue(actions)
        for action in actions:
            with self.subTest(action.name):
                self.assertFalse(action.cache)
                self.assertFalse({"pivot", "graph"} & set(action.view_mode.split(",")))
        views = self.env["ir.ui.view"].search(
            [("model", "in", self.names), ("type", "in", ("pivot", "graph", "cohort"))]
        )
        self.assertFalse(views)

    def test_rules(self):
        """L11, L105: the global rule of each model is there, active and as it was written."""
        for model in self.protected:
            rules = self.env["ir.rule"].search(
                [
                    ("model_id.model", "=", model._name),
                    ("domain_force", "=", "[('secrecy_open', '=', True)]"),
                    ("groups", "=", False),
                    ("active", "=", True),
                ]
            )
            with self.subTest(model._name):
                self.assertEqual(len(rules), 1)
                self.assertTrue(rules.perm_read and rules.perm_write)
                self.assertTrue(rules.perm_create and rules.perm_unlink)

    def test_no_actions_run_on_them_past_their_rights(self):
        """L100, L108: server actions and automations of this and other addons."""
        actions = self.env["ir.actions.server"].search(
            [("model_id.model", "in", self.names), ("usage", "!=", "ir_cron")]
        )
        for action in actions:
            with self.subTest(action.name):
                self.assertFalse(action.group_ids)
                self.assertNotIn("sudo", action.code or "")

    def test_reports_are_not_kept(self):
        """L95: a printed report is not saved beside the record."""
        reports = self.env["ir.actions.report"].search([("model", "in", self.names)])
        self.assertFalse(reports.filtered("attachment"))

    def test_one_neutral_number(self):
        """L35, L39: numbers given by people would be asked for; sequences tell no level."""
        field = self.env["client.file"]._fields["number"]
        self.assertTrue(field.readonly)
        for name in ("1", "2", "3", "secret", "level"):
            self.assertFalse(
                self.env["ir.sequence"].search([("code", "=like", f"client.file%{name}")])
            )

    def test_titles_are_neutral_whatever_the_model(self):
        """HK2: the fallback of Odoo, model and number, is neutral too."""
        for model in self.protected:
            with self.subTest(model._name):
                self.assertTrue(
                    hasattr(model, "_get_neutral_title")
                    or (not model._rec_name and model._transient)
                )

    def test_threads_are_known(self):
        names = self.env["client.secrecy.wall"]._get_thread_names()
        self.assertIn("client.file", names)
