from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.group.client_business_event import BUSINESS_KINDS
from ..models.group.client_person_event import EVENT_KINDS
from ..tools.dates import company_today

PERSONNEL = [kind for kind, _label in EVENT_KINDS]
NEW_PEOPLE = ("noted", "joined")


class ClientGroupNewsAdd(models.TransientModel):
    """One small box for whatever is new at a client: what, who, since when, says who."""

    _name = "client.group.news.add"
    _description = "Add news of a group client"

    profile_id = fields.Many2one("client.group.profile", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("left", "Left the client"),
            ("joined", "Joined"),
            ("moved", "Moved"),
            ("promoted", "Promoted"),
            ("noted", "On record"),
            *(pair for pair in BUSINESS_KINDS if pair[0] != "other"),
            ("other", "Other business news"),
        ],
        string="What is new",
        required=True,
    )
    is_personnel = fields.Boolean(compute="_compute_is_personnel", string="Personnel")
    is_new_person = fields.Boolean(compute="_compute_is_personnel", string="New person")
    person_id = fields.Many2one(
        "client.key.person",
        string="Who",
        domain="[('profile_id', '=', profile_id), ('present', '=', True)]",
    )
    person_name = fields.Char(string="Name of the new person")
    job_title = fields.Char(string="Job title from then on")
    headline = fields.Char(string="In one line")
    date = fields.Date(string="Effective on", default=lambda self: company_today(self.env))
    source = fields.Char(help="Who told us, or where it was read.")
    more = fields.Boolean(string="Bosses and more")
    boss_id = fields.Many2one(
        "client.key.person",
        string="Reports to from then on",
        compute="_compute_bosses",
        store=True,
        readonly=False,
        domain="[('profile_id', '=', profile_id), ('id', '!=', person_id), ('present', '=', True)]",
    )
    second_boss_id = fields.Many2one(
        "client.key.person",
        string="Second boss from then on",
        compute="_compute_bosses",
        store=True,
        readonly=False,
        domain="[('profile_id', '=', profile_id), ('id', '!=', person_id), ('present', '=', True)]",
    )
    post_closed = fields.Boolean(string="The old post ceases")
    impact = fields.Selection(
        [("1", "↑ Good for us"), ("0", "→ No matter for us"), ("-1", "↓ Bad for us")],
        string="Impact on us",
        default="0",
    )

    @api.depends("kind")
    def _compute_is_personnel(self):
        for news in self:
            news.is_personnel = news.kind in PERSONNEL
            news.is_new_person = news.kind in NEW_PEOPLE

    @api.depends("person_id")
    def _compute_bosses(self):
        """Whoever moves keeps the bosses until told otherwise."""
        for news in self:
            news.boss_id = news.person_id.boss_id
            news.second_boss_id = news.person_id.second_boss_id

    def action_save(self):
        self.ensure_one()
        self.profile_id.check_access("read")
        if not (self.source or "").strip():
            raise UserError(self.env._("Say who told us, or where it was read."))
        if self.is_personnel:
            self.env["client.person.event"].create(self._prepare_person_event())
        else:
            self.env["client.business.event"].create(self._prepare_business_event())
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _prepare_person_event(self):
        values = {
            "profile_id": self.profile_id.id,
            "kind": self.kind,
            "effective_on": self.date,
            "source": self.source,
            "post_closed": self.post_closed,
        }
        if self.is_new_person:
            values.update(person_name=self.person_name)
        else:
            values.update(person_id=self.person_id.id)
        if self.kind != "left":
            values.update(
                job_title=self.job_title,
                boss_id=self.boss_id.id,
                second_boss_id=self.second_boss_id.id,
            )
        return values

    def _prepare_business_event(self):
        return {
            "profile_id": self.profile_id.id,
            "kind": self.kind,
            "name": self.headline,
            "date": self.date,
            "source": self.source,
            "impact": self.impact,
        }


class ClientFileStep(models.TransientModel):
    """Withdrawing a personnel event, with its reason."""

    _inherit = "client.file.step"

    step = fields.Selection(
        selection_add=[("withdraw_person_event", "Withdraw event")],
        ondelete={"withdraw_person_event": "cascade"},
    )

    def _get_steps(self):
        return {
            **super()._get_steps(),
            "withdraw_person_event": ("client.person.event", "_withdraw"),
        }
