from odoo import api, fields, models

from ..tools.permits import get_median, is_unusual
from .client_secrecy_permit_process import GENERAL_MANAGER

DAYS = 30


class ClientSecrecyPermit(models.Model):
    """The decision card: exactly what leaves, and whether this person asks for much."""

    _inherit = "client.secrecy.permit"

    preview = fields.Html(
        string="What exactly leaves", compute="_compute_preview", compute_sudo=False, sanitize=False
    )
    made_lately = fields.Integer(string="Copies made lately", compute="_compute_usual")
    usual = fields.Float(string="Team's median", digits=(8, 1), compute="_compute_usual")
    unusual = fields.Boolean(compute="_compute_usual")
    usual_words = fields.Char(string="Copies in 30 days", compute="_compute_usual_words")
    may_decide = fields.Boolean(compute="_compute_may")
    may_consent = fields.Boolean(compute="_compute_may")
    is_mine = fields.Boolean(compute="_compute_may")
    consent_missing = fields.Char(
        string="Classifiers still to agree", compute="_compute_consent_missing"
    )

    @api.depends("line_ids", "state")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        for permit in self:
            items = [
                {
                    "title": line.title,
                    "level": line.level,
                    "levels": dict(line._fields["level"]._description_selection(self.env)),
                    "kind": self.env["ir.model"]._get(line.res_model).name,
                    "pages": (line.granted_pages if line.granted else line.pages) or "",
                    "values": permit._read_values(line),
                    "struck": permit.state in ("approved", "reduced", "used") and not line.granted,
                    "paper": line.res_model == "client.file.document"
                    and line._get_attachment().mimetype,
                    "id": line.res_id,
                }
                for line in permit.line_ids
                if line.res_id
            ]
            permit.preview = self.env["ir.qweb"]._render(
                "client_file_confidentiality.permit_preview", {"items": items}
            )

    def _read_values(self, line):
        """The values that leave, for readers of the record; nothing for others."""
        if not line._get_record().has_access("read"):
            return []
        return line._get_values(granted=line.granted)

    @api.depends("user_id")
    def _compute_usual(self):
        """Copies of 30 days, each person's against the median of their sales team."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=DAYS)
        counts = {
            user.id: count
            for user, count in self.env["client.secrecy.copy"]
            .sudo()
            ._read_group([("produced_on", ">=", since)], ["holder_id"], ["__count"])
        }
        teams = self.sudo().user_id.sale_team_id
        members = {team: team.member_ids.ids for team in teams}
        for permit in self:
            user = permit.sudo().user_id
            others = members.get(user.sale_team_id) or list(counts) or [user.id]
            permit.made_lately = counts.get(user.id, 0)
            permit.usual = get_median([counts.get(number, 0) for number in others])
            permit.unusual = is_unusual(permit.made_lately, permit.usual)

    @api.depends("made_lately", "usual")
    @api.depends_context("lang")
    def _compute_usual_words(self):
        for permit in self:
            values = {"count": permit.made_lately, "usual": f"{permit.usual:g}"}
            permit.usual_words = (
                self.env._("◷ %(count)s, unusually many: team's median %(usual)s", **values)
                if permit.unusual
                else self.env._("%(count)s (team's median %(usual)s)", **values)
            )

    @api.depends("state", "user_id")
    @api.depends_context("uid")
    def _compute_may(self):
        manager = self.env.user.has_group(GENERAL_MANAGER)
        delegations = self.env["client.secrecy.delegation"]._get_live()
        for permit in self:
            mine = permit.user_id == self.env.user
            waits = permit.state == "requested" and not mine
            permit.is_mine = mine
            permit.may_decide = waits and (
                manager or any(line._covers(permit.sudo()) for line in delegations)
            )
            permit.may_consent = (
                waits
                and self.env.user in permit.sudo().consent_ids
                and self.env.user not in permit._get_consenting()
            )

    def _get_consenting(self):
        """Who agreed to what is asked for now."""
        permit = self.sudo()
        return permit.signature_ids.filtered(
            lambda line: line.act == "consent" and line.sha256 == permit.sha256
        ).user_id

    @api.depends("state", "consent_ids", "signature_ids")
    def _compute_consent_missing(self):
        for permit in self:
            waiting = permit.sudo().consent_ids - permit._get_consenting()
            permit.consent_missing = (
                ", ".join(waiting.mapped("name")) if permit.state == "requested" else False
            )
