from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

from ...tools.dates import company_today
from . import exposure


class ClientCreditAccount(models.Model):
    """One credit account for a group of companies: every member draws on the same limit.

    The head is a client; its subsidiaries (contacts that are companies below it) belong to the
    group by themselves, affiliates without that tie are named here. Exposure counts what all
    members owe to all of our companies.
    """

    _name = "client.credit.account"
    _description = "Credit account"
    _inherit = ["client.file.owned"]

    partner_id = fields.Many2one(
        related="file_id.partner_id", store=True, index=True, string="Head of the group"
    )
    affiliate_ids = fields.Many2many(
        "res.partner",
        string="Affiliates",
        domain="[('parent_id', '=', False), ('id', '!=', partner_id)]",
        help="Companies of the same group that are not below the head in the contacts.",
    )
    member_ids = fields.Many2many("res.partner", compute="_compute_member_ids", string="Members")
    limit_ids = fields.One2many("client.credit.limit", "account_id", string="Limits")
    limit_id = fields.Many2one(
        "client.credit.limit", compute="_compute_standing", string="Limit in force"
    )
    state = fields.Selection(
        [
            ("none", "No limit"),
            ("cash", "Cash only"),
            ("limited", "Limited"),
            ("unlimited", "Unlimited, approved"),
            ("suspended", "Suspended"),
            ("lapsed", "Limit lapsed"),
        ],
        compute="_compute_standing",
        help="Never a bare zero: what holds is said in words.",
    )
    frozen = fields.Boolean(
        readonly=True, help="All credit is stopped until the reason is settled."
    )
    frozen_reason = fields.Text(readonly=True)
    amount = fields.Float(compute="_compute_standing", digits=(16, 2), string="Limit")
    exposure = fields.Float(compute="_compute_exposure", digits=(16, 2))
    overdue = fields.Float(compute="_compute_exposure", digits=(16, 2))
    headroom = fields.Float(compute="_compute_exposure", digits=(16, 2))
    utilisation = fields.Float(compute="_compute_exposure", digits=(8, 4))
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")

    _file_uniq = models.UniqueIndex("(file_id)", "This client already has a credit account.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"frozen", "frozen_reason"}

    @api.constrains("affiliate_ids", "file_id")
    def _check_one_account_each(self):
        """A company draws on one account only, or the same headroom would count twice."""
        for account in self:
            if account.file_id.state not in ("open", "closed"):
                raise ValidationError(self.env._("A credit account needs an opened client file."))
            found = self._find_for(account._get_members())
            if any(other != account.id for other in found.values()):
                raise ValidationError(
                    self.env._("A company of this group already belongs to another credit account.")
                )

    def _get_title(self):
        self.ensure_one()
        return self.sudo().partner_id.name

    def _compute_currency_id(self):
        self.currency_id = self.env["client.classification.rule"]._get_currency()

    @api.depends("partner_id", "affiliate_ids")
    def _compute_member_ids(self):
        members = self._get_members_by_account()
        for account in self:
            account.member_ids = [Command.set(members.get(account._origin.id, []))]

    def _get_members(self):
        """Head, affiliates and the companies below them (commercial partners)."""
        self.ensure_one()
        ids = self._get_members_by_account().get(self._origin.id, [])
        return self.env["res.partner"].sudo().browse(ids)

    def _get_members_by_account(self):
        """{account id: sorted ids of its members}, whatever the reader may see of them."""
        self.env["res.partner"].flush_model(["parent_id", "commercial_partner_id"])
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE member AS (
                    SELECT id AS account_id, partner_id FROM client_credit_account
                     WHERE id = ANY(%(ids)s)
                     UNION
                    SELECT client_credit_account_id, res_partner_id
                      FROM client_credit_account_res_partner_rel
                     WHERE client_credit_account_id = ANY(%(ids)s)
                     UNION
                    SELECT member.account_id, p.id
                      FROM member JOIN res_partner p ON p.parent_id = member.partner_id
                )
                SELECT account_id, array_agg(DISTINCT p.commercial_partner_id)
                  FROM member JOIN res_partner p ON p.id = member.partner_id
                 GROUP BY account_id
                """,
                ids=list(self._origin.ids),
            )
        )
        return {account_id: sorted(ids) for account_id, ids in self.env.cr.fetchall()}

    def _get_member_ids(self):
        """Ids of `_get_members` of a stored account by one statement, for whoever confirms."""
        self.ensure_one()
        self.env["res.partner"].flush_model(["parent_id", "commercial_partner_id", "active"])
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE head AS (
                    SELECT partner_id AS id FROM client_credit_account WHERE id = %(account)s
                     UNION
                    SELECT res_partner_id FROM client_credit_account_res_partner_rel
                     WHERE client_credit_account_id = %(account)s
                ), below AS (
                    SELECT id FROM head
                     UNION
                    SELECT p.id FROM below JOIN res_partner p ON p.parent_id = below.id
                )
                SELECT id FROM head
                 UNION
                SELECT p.commercial_partner_id FROM below JOIN res_partner p USING (id)
                 WHERE p.active
                """,
                account=self.id,
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _find_for(self, partners):
        """Which account each partner draws on: {partner id: account id}, nearest tie first."""
        if not partners:
            return {}
        self.env["res.partner"].flush_model(["parent_id", "commercial_partner_id"])
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                WITH RECURSIVE line AS (
                    SELECT id AS partner_id, commercial_partner_id AS node, 0 AS depth
                      FROM res_partner WHERE id = ANY(%s)
                     UNION ALL
                    SELECT line.partner_id, p.parent_id, depth + 1
                      FROM line JOIN res_partner p ON p.id = line.node
                     WHERE p.parent_id IS NOT NULL
                ), head AS (
                    SELECT partner_id, id AS account_id FROM client_credit_account
                     UNION ALL
                    SELECT res_partner_id, client_credit_account_id
                      FROM client_credit_account_res_partner_rel
                )
                SELECT DISTINCT ON (line.partner_id) line.partner_id, head.account_id
                  FROM line JOIN head ON head.partner_id = line.node
                 ORDER BY line.partner_id, depth, head.account_id
                """,
                list(partners.ids),
            )
        )
        return dict(self.env.cr.fetchall())

    # === What holds today ===

    @api.depends("limit_ids.state", "limit_ids.date_from", "limit_ids.date_to", "frozen")
    def _compute_standing(self):
        today = company_today(self.env)
        for account in self:
            standing = account._get_standing(today)
            account.state = standing["state"]
            account.limit_id = standing["limit"]
            account.amount = standing["amount"]

    def _get_standing(self, today):
        """What the account may draw on a day: dict `state`, `limit`, `amount` (None: no bound).

        Temporary increases add to the base limit inside their own dates. Dates decide, not the
        nightly run: a limit lapses by itself at midnight.
        """
        self.ensure_one()
        granted = self.sudo().limit_ids.filtered(
            lambda limit: limit.state in ("active", "lapsed") and limit.date_from <= today
        )
        bases = granted.filtered(lambda limit: not limit.is_temporary).sorted(
            lambda limit: (limit.date_from, limit.id), reverse=True
        )
        base = bases[:1]
        if not base:
            state, amount = "none", 0
        elif base.date_to < today:
            state, amount = "lapsed", 0
        elif base.kind == "limited":
            extra = granted.filtered(lambda limit: limit.is_temporary and limit.date_to >= today)
            state, amount = "limited", base.amount + sum(extra.mapped("amount"))
        else:
            state, amount = base.kind, None if base.kind == "unlimited" else 0
        if self.frozen:
            state, amount = "suspended", 0
        return {"state": state, "limit": base, "amount": amount}

    def _compute_exposure(self):
        # A number only: invoices of companies the reader does not see stay unseen.
        found = exposure.of_accounts(self.env, self._get_members_by_account())
        for account in self:
            owed = found.get(account._origin.id, {"exposure": 0, "overdue": 0})
            account.exposure = owed["exposure"]
            account.overdue = owed["overdue"]
            bounded = account.state == "limited"
            account.headroom = account.amount - owed["exposure"] if bounded else 0
            account.utilisation = (
                owed["exposure"] / account.amount if bounded and account.amount else 0
            )

    def action_new_limit(self):
        """A draft limit of this account, with its proposal."""
        self.ensure_one()
        limit = self.env["client.credit.limit"]._draft_for(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.credit.limit",
            "res_id": limit.id,
            "views": [(False, "form")],
        }

    # === Stopping ===

    def _freeze(self, reason):
        """Stop all credit at once; only an approved limit or an explicit release lifts it."""
        self._check_credit_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason why credit is stopped."))
        self._set_protected({"frozen": True, "frozen_reason": reason})
        self.file_id._log_event("credit_frozen", reason)

    def _unfreeze(self, reason):
        """Let the limit count again. Whoever stopped the credit does not lift it alone."""
        self._check_credit_manager()
        if not (reason or "").strip():
            raise UserError(self.env._("Give the reason why credit is allowed again."))
        last = self.env["client.file.event"].search(
            [("file_id", "=", self.file_id.id), ("kind", "=", "credit_frozen")], limit=1
        )
        if last.user_id == self.env.user and not self.env.user.has_group(
            "client_file.client_file_group_general_manager"
        ):
            raise UserError(
                self.env._("You stopped this client's credit. Another person allows it again.")
            )
        self._set_protected({"frozen": False, "frozen_reason": False})
        self.file_id._log_event("credit_unfrozen", reason)

    def _check_credit_manager(self):
        self.check_access("write")
        if not self.env.user.has_groups(
            "client_file.client_file_group_credit,client_file.client_file_group_general_manager"
        ):
            raise UserError(self.env._("Only a credit manager decides about this."))
