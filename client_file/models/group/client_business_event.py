from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...tools.dates import company_today

BUSINESS_KINDS = [
    ("listing", "Listed on the stock exchange"),
    ("merger", "Took over another company"),
    ("acquired", "Was taken over"),
    ("penalty", "Penalised"),
    ("other", "Other business news"),
]
TASK_DAYS = 5
# After these the credit of the client is looked at again, whatever their impact.
CREDIT_KINDS = {"merger", "acquired", "penalty"}


class ClientBusinessEvent(models.Model):
    """What happened to the client as a company: listed, merged, taken over, penalised (经营动态).

    A take-over asks for client files to be merged or split; what touches the client's credit
    is told to the credit team as a re-evaluation.
    """

    _name = "client.business.event"
    _description = "Business news of a group client"
    _inherit = ["client.group.owned"]
    _order = "date desc, id desc"
    _rec_names_search = ["name"]
    _bullet = "6.2"

    kind = fields.Selection(BUSINESS_KINDS, string="What happened to the client", required=True)
    name = fields.Char(string="In one line", required=True)
    date = fields.Date(
        string="Happened on", required=True, default=lambda self: company_today(self.env)
    )
    impact = fields.Selection(
        [("1", "↑ Good for us"), ("0", "→ No matter for us"), ("-1", "↓ Bad for us")],
        string="Impact on us",
        default="0",
        required=True,
    )
    source = fields.Char(required=True, help="Who told us, or where it was read.")
    note = fields.Text()
    told_by = fields.Many2one(
        "res.users",
        string="Entered by",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"told_by"}

    def _get_title(self):
        self.ensure_one()
        return self.name

    @api.constrains("date")
    def _check_date(self):
        latest = fields.Date.add(company_today(self.env), years=1)
        if any(event.date > latest for event in self):
            raise ValidationError(self.env._("An event begins within a year from now."))

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._start_follow_up()
        return events

    def write(self, vals):
        if vals.keys() & {"kind", "date", "name", "source"}:
            raise UserError(self.env._("News are kept as they were told. Enter what is new."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("News are kept as they were told."))

    def _start_follow_up(self):
        """Tasks for the account manager; the credit team looks again where it has to."""
        taken = self.filtered(lambda event: event.kind in ("merger", "acquired"))
        taken.profile_id._plan_task(self.env._("Merge or split client files"), TASK_DAYS)
        touching = self.filtered(
            lambda event: event.kind in CREDIT_KINDS or event.impact == "-1"
        ).sudo()
        self.env["client.credit.trigger"].sudo().with_context(mail_create_nolog=True)._draw(
            [
                {
                    "file_id": event.file_id.id,
                    "code": "business",
                    "key": str(event.id),
                    "severity": 1 if event.kind == "penalty" else None,
                    "values": {"name": event.name, "date": str(event.date)},
                    "model": event._name,
                    "id": event.id,
                }
                for event in touching
                if event.file_id.state == "open"
            ],
            company_today(self.env),
        )


class ClientGroupProfile(models.Model):
    _inherit = "client.group.profile"

    business_event_ids = fields.One2many(
        "client.business.event", "profile_id", string="Business news"
    )
