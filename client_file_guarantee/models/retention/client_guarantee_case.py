from odoo import api, fields, models

from odoo.addons.client_file.tools.dates import company_today
from odoo.addons.client_file.tools.words import join_words

from ...tools.retention import is_over
from ..cases.constants import ENDED
from . import clock

PHASES = [
    ("permanent", "Kept for good"),
    ("running", "Term running"),
    ("destroyed", "Papers destroyed"),
]
STAMPS = {
    "retention_phase",
    "retention_from",
    "retention_until",
    "retention_rule_id",
    "retained_until",
    "retained_reason",
    "retention_decision",
    "is_held",
    "destroyed_on",
    "destruction_id",
}


class ClientGuaranteeCase(models.Model):
    """How long a case is kept (part 3, 三, rule 5).

    For good while the client has any open case; three years from the client's last settlement
    when all are settled, or longer when a law, an appraisal or a hold says so. The columns are
    written by `clock` in one statement; nothing is ever destroyed by the clock itself.
    """

    _inherit = "client.guarantee.case"

    retention_phase = fields.Selection(
        PHASES,
        string="Retention status",
        default="permanent",
        required=True,
        readonly=True,
        copy=False,
    )
    retention_from = fields.Date(string="Term counted from", readonly=True, copy=False)
    retention_until = fields.Date(
        string="Kept until", readonly=True, copy=False, index="btree_not_null"
    )
    retention_rule_id = fields.Many2one(
        "client.retention.rule",
        string="Deciding term",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    retained_until = fields.Date(string="Kept on until", readonly=True, copy=False)
    retained_reason = fields.Char(string="Why it is kept on", readonly=True, copy=False)
    retention_decision = fields.Selection(
        [("destroy", "To be destroyed")],
        string="Appraised",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    is_held = fields.Boolean(string="On hold", readonly=True, copy=False)
    destroyed_on = fields.Datetime(string="Papers destroyed on", readonly=True, copy=False)
    destruction_id = fields.Many2one(
        "client.archive.destruction",
        string="Register of the destruction",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    retention_event_ids = fields.One2many(
        "client.retention.event", "case_id", string="Trace of the retention"
    )
    retention_words = fields.Text(compute="_compute_retention_words", string="Why so long")
    is_due = fields.Boolean(
        string="Due for appraisal",
        compute="_compute_is_due",
        search="_search_is_due",
        help="The term is over and nobody has decided yet; nothing happens by itself.",
    )

    _destroyed_whole = models.Constraint(
        "CHECK((retention_phase = 'destroyed') = "
        "(destroyed_on IS NOT NULL AND destruction_id IS NOT NULL))",
        "Papers are destroyed on a day, by a register.",
    )
    _running_until = models.Constraint(
        "CHECK(retention_phase <> 'running' OR retention_until IS NOT NULL)",
        "A running term has an end.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | STAMPS

    @api.model_create_multi
    def create(self, vals_list):
        cases = super().create(vals_list)
        # A new application makes the client an active one again: running clocks stop.
        cases.sudo()._refresh_clocks(cases.sudo().file_id.ids)
        cases.sudo()._refresh_held()
        return cases

    def _do_step(self, code, reason=False, date=None, amount=0, document=None):
        result = super()._do_step(code, reason, date, amount, document)
        self.sudo()._refresh_clocks(self.sudo().file_id.ids)
        return result

    @api.model
    def _refresh_clocks(self, file_ids=None):
        """Read the clocks again: of all cases, or of all cases of some client files."""
        clock.refresh(self.env, file_ids)

    @api.model
    def _cron_refresh_clocks(self):
        """Every night: what an enabled term, a changed paper or a repaired date means."""
        self.sudo()._refresh_clocks()

    def _refresh_held(self):
        """Whether a hold is on these cases, kept on them for lists and for parallel writers."""
        held = self.env["client.retention.hold"].search(
            [("state", "=", "active"), ("file_id", "in", self.file_id.ids)]
        )
        whole = held.filtered(lambda hold: not hold.case_id).file_id
        for case in self:
            case._set_protected({"is_held": case.file_id in whole or case in held.case_id})

    @api.depends("retention_until", "retention_phase", "retention_decision")
    def _compute_is_due(self):
        today = company_today(self.env)
        for case in self:
            case.is_due = (
                case.retention_phase == "running"
                and is_over(case.retention_until, today)
                and not case.retention_decision
            )

    def _search_is_due(self, operator, value):
        if operator != "in":
            return NotImplemented
        due = (
            fields.Domain("retention_phase", "=", "running")
            & fields.Domain("retention_until", "<", company_today(self.env))
            & fields.Domain("retention_decision", "=", False)
        )
        return due if True in value else ~due

    @api.depends("retention_until", "retention_phase", "retained_until", "retention_rule_id")
    @api.depends_context("lang", "uid")
    def _compute_retention_words(self):
        """The reason in words: for good because of which cases, or which term from which day."""
        open_cases = self.sudo().search(
            [("file_id", "in", self.sudo().file_id.ids), ("state", "not in", ENDED)]
        )
        by_file = open_cases.grouped("file_id")
        for case in self:
            case.retention_words = case._put_retention_in_words(
                by_file.get(case.sudo().file_id, case.browse())
            )

    def _put_retention_in_words(self, open_cases):
        self.ensure_one()
        if self.retention_phase == "destroyed":
            return self.env._(
                "The papers were destroyed on %(date)s; this record and the register stay.",
                date=fields.Date.to_string(self.destroyed_on),
            )
        if self.retention_phase == "permanent":
            if not open_cases:
                return self.env._("Kept for good: the client has no settled case yet.")
            return self.env._(
                "Kept for good while the client has an open case: %(cases)s.",
                cases=join_words(
                    self.env, open_cases.with_user(self.env.user).mapped("display_name")[:10]
                ),
            )
        rule = self.retention_rule_id.sudo()
        words = self.env._(
            "%(rule)s: %(years)s years from %(start)s, until %(until)s (%(law)s).",
            rule=rule.name or "",
            years=rule.years,
            start=self.retention_from,
            until=self.retention_until,
            law=rule.law or "",
        )
        if self.retained_until and self.retained_until == self.retention_until:
            words = self.env._(
                "Kept on by appraisal until %(until)s: %(reason)s",
                until=self.retained_until,
                reason=self.retained_reason or "",
            )
        return words

    def action_appraise(self):
        """Open an appraisal of these cases."""
        return self.env["client.archive.appraisal"]._open_for(self)
