from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.base.models.res_users import check_identity
from odoo.addons.client_file.tools.dates import company_today

from .client_secrecy_protected import LEVELS

GENERAL_MANAGER = "client_file.client_file_group_general_manager"
OFFICE = "client_file_confidentiality.group_office"
SECURITY = "client_file_confidentiality.group_security"
# Files that only people named for them may know carry their rank plus this in `secrecy_key`.
NAMED = 10


class ClientSecrecyClearance(models.Model):
    """Up to which level a person may know secret client files, from when until when.

    Asked for by the general manager's office or a manager, granted by the general manager, who
    clears neither themselves nor what they asked for; a general manager is cleared by the
    security officer. It counts only while the person has signed the pledge to the rules in
    force (article 3) and is not frozen. Everything is judged at the moment of reading.
    """

    _name = "client.secrecy.clearance"
    _description = "Clearance"
    _inherit = ["client.file.guarded"]
    _order = "id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    level = fields.Selection(LEVELS, required=True, default="1")
    date_from = fields.Date(
        string="From", required=True, default=lambda self: company_today(self.env)
    )
    date_until = fields.Date(
        string="Until",
        required=True,
        default=lambda self: fields.Date.add(company_today(self.env), years=1),
    )
    reason = fields.Char(required=True, help="Which duty makes it necessary to know.")
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("revoked", "Revoked"),
        ],
        default="requested",
        required=True,
        readonly=True,
        index=True,
    )
    requested_by = fields.Many2one(
        "res.users", readonly=True, required=True, default=lambda self: self.env.uid
    )
    decided_by = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    revoked_by = fields.Many2one("res.users", readonly=True)
    revoked_on = fields.Datetime(readonly=True)
    has_pledged = fields.Boolean(
        string="Pledge signed",
        compute="_compute_has_pledged",
        help="Signed the rules now in force. A clearance without a pledge opens nothing.",
    )

    _transitions = frozenset(
        {("requested", "granted"), ("requested", "refused"), ("granted", "revoked")}
    )
    _right_dates = models.Constraint(
        "CHECK(date_until >= date_from)", "A clearance ends after it begins."
    )
    _other_person = models.Constraint(
        "CHECK(decided_by IS NULL OR (decided_by <> user_id AND decided_by <> requested_by))",
        "Nobody clears themselves, or whom they asked a clearance for.",
    )
    _decided = models.Constraint(
        "CHECK(state <> 'granted' OR (decided_by IS NOT NULL AND decided_on IS NOT NULL))",
        "A clearance is granted by somebody, at some time.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "state",
            "requested_by",
            "decided_by",
            "decided_on",
            "revoked_by",
            "revoked_on",
        }

    @api.depends("user_id")
    def _compute_display_name(self):
        levels = dict(self._fields["level"]._description_selection(self.env))
        for clearance in self:
            clearance.display_name = (
                f"{clearance.user_id.name}: {levels.get(clearance.level, '')}"
                if clearance.user_id
                else self.env._("New clearance")
            )

    def _compute_has_pledged(self):
        pledged = self.env["client.secrecy.pledge"]._get_signers(self.user_id)
        for clearance in self:
            clearance.has_pledged = clearance.user_id in pledged

    def write(self, vals):
        if vals.keys() & {"user_id", "level", "date_from", "date_until"} and any(
            clearance.state != "requested" for clearance in self
        ):
            raise UserError(
                self.env._("A decided clearance stays as it is. Revoke it and ask for another one.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Clearances are kept. Revoke what no longer holds."))

    @check_identity
    def action_grant(self):
        return self._grant()

    def _grant(self):
        self._decide("granted")

    def action_refuse(self):
        self._decide("refused")

    def _decide(self, state):
        user = self.env.user
        for clearance in self:
            needed = SECURITY if clearance.user_id.has_group(GENERAL_MANAGER) else GENERAL_MANAGER
            if not user.has_group(needed):
                raise AccessError(
                    self.env._(
                        "The general manager grants clearances; those of a general manager are "
                        "granted by the security officer."
                    )
                )
            if user in clearance.user_id | clearance.requested_by:
                raise AccessError(
                    self.env._("Nobody clears themselves, or whom they asked a clearance for.")
                )
        self.sudo().lock_for_update()
        self.sudo()._update_state(state, decided_by=self.env.uid, decided_on=fields.Datetime.now())
        self._forget_ranks()
        self._note_decision(state)

    def action_revoke(self):
        """Cut at once: by the general manager, their office or the security officer."""
        if not self.env.user.has_groups(f"{GENERAL_MANAGER},{OFFICE},{SECURITY}"):
            raise AccessError(
                self.env._(
                    "The general manager, their office and the security officer revoke clearances."
                )
            )
        self.sudo().lock_for_update()
        self.sudo()._update_state(
            "revoked", revoked_by=self.env.uid, revoked_on=fields.Datetime.now()
        )
        self._forget_ranks()
        self._note_decision("revoked")

    def _note_decision(self, state):
        if self:
            self.env["client.access.log"]._note("clearance", self, state)

    @api.model
    def _forget_ranks(self):
        """Later steps of this transaction judge anew; other transactions read it themselves."""
        self.env.flush_all()
        self.env.cr.cache.pop("client_secrecy", None)
        self.env.invalidate_all()

    @api.model
    def _get_live_rank(self, user_id=None):
        """Up to which level a person may know at this moment: 0 nothing secret, to 3 绝密.

        Read from the database once in a transaction, never from a cache that outlives it: a
        revocation holds from the next click on, in every worker.
        """
        return self._get_live(user_id or self.env.uid)[0]

    @api.model
    def _get_live(self, user_id):
        """`(rank, named)`: level of the person, and whether any file names them."""
        if user_id == SUPERUSER_ID:
            return 3, False
        known = self.env.cr.cache.setdefault("client_secrecy", {})
        if user_id not in known:
            known[user_id] = self._read_live(user_id)
        return known[user_id]

    @api.model
    def _read_live(self, user_id):
        """One query: what was granted around today, and whether any file names the person."""
        utc_day = fields.Date.today()
        self.env.cr.execute(
            SQL(
                """
                SELECT c.level::int, c.date_from, c.date_until,
                       EXISTS (SELECT FROM client_secrecy_knower k WHERE k.user_id = %(user)s)
                  FROM client_secrecy_clearance c
                 WHERE c.user_id = %(user)s AND c.state = 'granted'
                   AND c.date_from <= %(day)s::date + 1 AND c.date_until >= %(day)s::date - 1
                   AND EXISTS (SELECT FROM client_secrecy_pledge p
                                WHERE p.user_id = c.user_id
                                  AND p.policy_id = (SELECT id FROM client_secrecy_policy
                                                      WHERE state = 'in_force'))
                   AND NOT EXISTS (SELECT FROM client_secrecy_freeze f
                                    WHERE f.user_id = c.user_id AND f.lifted_on IS NULL)
                 ORDER BY c.level DESC
                """,
                user=user_id,
                day=utc_day,
            )
        )
        for level, start, end, named in self.env.cr.fetchall():
            # Only near its ends does it matter which day it is at the company.
            safe = start < utc_day - timedelta(days=1) and end > utc_day + timedelta(days=1)
            if safe or start <= company_today(self.env) <= end:
                return level, named
        return 0, False

    @api.model
    def _is_named_for_all(self):
        """The general manager, who decides about every mark, is bound by the clearance alone."""
        return self.env.user.has_group(GENERAL_MANAGER)

    @api.model
    def _get_file_domain(self):
        """Condition on `client.file` that leaves the files the current user may know."""
        if self.env.uid == SUPERUSER_ID:
            return Domain.TRUE
        rank, named = self._get_live(self.env.uid)
        domain = Domain("secrecy_key", "<=", rank)
        if not rank:
            return domain
        known = Domain("secrecy_key", ">", NAMED) & Domain("secrecy_key", "<=", NAMED + rank)
        if self._is_named_for_all():
            domain |= known
        elif named:
            domain |= known & Domain("id", "in", self._get_named_files())
        return domain

    @api.model
    def _get_named_files(self):
        """Sub-query: the files for which the current user is named today."""
        Knower = self.env["client.secrecy.knower"].sudo()
        return Knower._search(Knower._get_valid_domain(self.env.uid)).subselect("file_id")

    @api.model
    def _filter_open(self, files):
        """Those of `files` (in sudo) that the current user may know."""
        if self.env.uid == SUPERUSER_ID or not files:
            return files
        rank, named = self._get_live(self.env.uid)
        closed = files.filtered(lambda file: file.secrecy_key > rank)
        known = closed.filtered(lambda file: NAMED < file.secrecy_key <= NAMED + rank)
        if rank and known and not self._is_named_for_all():
            Knower = self.env["client.secrecy.knower"].sudo()
            domain = Knower._get_valid_domain(self.env.uid) & Domain("file_id", "in", known.ids)
            known = known & Knower.search(domain).file_id if named else known.browse()
        return files - (closed - known if rank else closed)
