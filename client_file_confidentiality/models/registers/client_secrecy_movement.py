from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.client_file.tools.dates import company_today

from ..client_secrecy_protected import LEVELS
from .client_secrecy_register import level_of

KINDS = [
    ("receipt", "Receipt"),
    ("dispatch", "Dispatch"),
    ("transmission", "Transmission"),
    ("carry_out", "Carrying out"),
]
# Columns that are filled in while the paper is under way.
AT_THE_END = ("place_to_id", "pages_back", "proof", "note")


class ClientSecrecyMovement(models.Model):
    """One line of the register of secret papers (收发登记): who takes what where until when.

    Articles 11 (3) and 15. The paper's holder and place follow in the same transaction; 绝密
    takes two persons, as the state's own rules demand of theirs (保守国家秘密法实施条例 art. 29).
    """

    _name = "client.secrecy.movement"
    _secrecy_is_register = True
    _description = "Movement of a paper"
    _inherit = ["client.secrecy.register", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"

    number = fields.Char(readonly=True, copy=False, index=True, string="Register no.")
    kind = fields.Selection(KINDS, string="Kind of movement", required=True, default="carry_out")
    document_id = fields.Many2one(
        "client.file.document",
        string="Client paper",
        required=True,
        index=True,
        ondelete="restrict",
    )
    paper_number = fields.Integer(
        store=False,
        help="Type or scan the number of the paper when you may not read its file.",
    )
    level = fields.Selection(LEVELS, string="Secrecy level", readonly=True)
    pages = fields.Integer(string="Pages out", readonly=True)
    carrier_id = fields.Many2one(
        "res.users",
        string="Carried by",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('share', '=', False)]",
    )
    second_carrier_id = fields.Many2one(
        "res.users",
        string="Second person",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="Two persons go with a top secret paper.",
    )
    receiver_id = fields.Many2one(
        "res.users",
        string="Received by",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('share', '=', False)]",
        help="The colleague who takes over the paper (transmission).",
    )
    counterpart = fields.Char(
        string="From or to", help="Organisation or person outside, or where it is carried to."
    )
    purpose = fields.Char(string="What for")
    route = fields.Char(string="Route and means")
    measures = fields.Text(string="Safety measures")
    seal_number = fields.Char(string="Seal no.")
    place_from_id = fields.Many2one(
        "client.secrecy.place", string="Taken from", readonly=True, ondelete="restrict"
    )
    place_to_id = fields.Many2one(
        "client.secrecy.place", string="Put into", index="btree_not_null", ondelete="restrict"
    )
    due_back = fields.Date(string="Back or there by")
    pages_back = fields.Integer(string="Pages back")
    proof = fields.Char(string="Proof of delivery", help="Receipt number and who signed it.")
    note = fields.Text(string="Remarks")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("out", "Under way"),
            ("done", "Completed"),
            ("lost", "Gone missing"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        index=True,
    )
    out_by = fields.Many2one(
        "res.users", string="Handed out by", readonly=True, ondelete="restrict"
    )
    out_at = fields.Datetime(string="Handed out at", readonly=True)
    done_by = fields.Many2one(
        "res.users", string="Taken back by", readonly=True, ondelete="restrict"
    )
    done_at = fields.Datetime(string="Completed at", readonly=True)
    escalated_on = fields.Date(readonly=True)
    overdue = fields.Boolean(compute="_compute_overdue", search="_search_overdue")
    held_words = fields.Text(compute="_compute_held_words", string="The carrier also holds")

    _transitions = frozenset(
        {
            ("draft", "out"),
            ("draft", "done"),
            ("draft", "cancelled"),
            ("out", "done"),
            ("out", "lost"),
            ("lost", "done"),
        }
    )

    _one_under_way = models.UniqueIndex(
        "(document_id) WHERE state = 'out'", "This paper is under way already."
    )
    _two_persons = models.Constraint(
        "CHECK(second_carrier_id IS NULL OR second_carrier_id <> carrier_id)",
        "The second person is another one.",
    )
    _top_secret = models.Constraint(
        "CHECK(level IS NULL OR level <> '3' OR state IN ('draft', 'cancelled') "
        "OR second_carrier_id IS NOT NULL)",
        "Two persons go with a top secret paper.",
    )
    _other_hands = models.Constraint(
        "CHECK(out_by IS NULL OR out_by NOT IN (carrier_id, COALESCE(second_carrier_id, 0)))",
        "Who hands out a paper does not carry it.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "number",
            "level",
            "pages",
            "place_from_id",
            "state",
            "out_by",
            "out_at",
            "done_by",
            "done_at",
            "escalated_on",
        }

    @api.depends("state", "due_back")
    def _compute_overdue(self):
        today = company_today(self.env)
        for line in self:
            late = line.due_back and line.due_back < today
            line.overdue = bool(line.state == "out" and late)

    def _search_overdue(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = company_today(self.env)
        late = fields.Domain([("state", "=", "out"), ("due_back", "<", today)])
        wanted = [late if item else ~late for item in value]
        return fields.Domain.OR(wanted)

    @api.depends("carrier_id")
    @api.depends_context("uid")
    def _compute_held_words(self):
        """Everything the carrier holds beside this paper: what an escalation has to show."""
        carriers = self.carrier_id
        others = self.sudo().search(
            [("carrier_id", "in", carriers.ids), ("state", "in", ("out", "lost"))]
        )
        for line in self:
            held = others.filtered(
                lambda other, line=line: (
                    other.carrier_id == line.carrier_id and other != line._origin
                )
            )
            line.held_words = "\n".join(
                f"{other.number} · {other.due_back or '—'}" for other in held
            )

    @api.onchange("paper_number")
    def _onchange_paper_number(self):
        if self.paper_number:
            self.document_id = self._find_paper(self.paper_number)

    @api.model
    def _find_paper(self, number):
        document = self.env["client.file.document"].sudo().browse(number).exists()
        if not document:
            raise UserError(self.env._("There is no paper %(number)s.", number=number))
        return document.with_env(self.env)

    @api.constrains("document_id")
    def _check_is_paper(self):
        for line in self.sudo():
            if line.document_id.form == "electronic":
                raise ValidationError(
                    self.env._("Only papers are carried. Files leave by a permit.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        """Number and level are put down by the system; the level again when the paper leaves."""
        self._check_registrar()
        rows = []
        for vals in vals_list:
            vals = dict(vals)
            paper = vals.pop("paper_number", 0)
            if paper and not vals.get("document_id"):
                vals["document_id"] = self._find_paper(paper).id
            rows.append(vals)
        lines = super().create(rows)
        for line in lines:
            number = self.env["ir.sequence"].sudo().next_by_code("client.secrecy.movement")
            document = line.document_id.sudo()
            line._set_protected(
                {
                    "number": number,
                    "level": level_of(document._get_secrecy_rank()),
                    "pages": document.pages,
                }
            )
        return lines

    def write(self, vals):
        vals = {key: value for key, value in vals.items() if key != "paper_number"}
        self._check_registrar()
        self.filtered(lambda line: line.state != "draft")._check_unchanged(vals, AT_THE_END)
        self.filtered(lambda line: line.state in ("done", "cancelled"))._check_unchanged(
            vals, ("note",)
        )
        result = super().write(vals)
        if "document_id" in vals:
            for line in self:
                document = line.document_id.sudo()
                rank = document._get_secrecy_rank()
                line._set_protected({"level": level_of(rank), "pages": document.pages})
        return result

    def _get_title(self):
        self.ensure_one()
        return self.number or self._get_neutral_title()

    def _get_carriers(self):
        self.ensure_one()
        return self.carrier_id | self.second_carrier_id

    def message_get_followers(self, after=None, limit=100, filter_recipients=False):
        """Who follows a movement is told only to those who may read it."""
        self.check_access("read")
        return super().message_get_followers(after, limit, filter_recipients)
