from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..client_secrecy_protected import LEVELS
from .client_secrecy_register import READERS

INSIDE = {
    "room": (),
    "safe": ("room",),
    "shelf": ("room", "safe"),
    "box": ("room", "safe", "shelf"),
}


class ClientSecrecyPlace(models.Model):
    """Where secret papers lie: room, safe, shelf, box (article 11 (1), 设备完善的保险箱).

    A place counts as a safe when it is one or stands inside one. Rooms may also be approved as
    venues of secret meetings (article 12 (1)).
    """

    _name = "client.secrecy.place"
    _description = "Safe place"
    _inherit = ["client.file.titled"]
    _parent_store = True
    _order = "complete_name, id"

    name = fields.Char(string="Place name", required=True)
    kind = fields.Selection(
        [("room", "Room"), ("safe", "Strongbox"), ("shelf", "Rack"), ("box", "Box")],
        required=True,
        default="safe",
    )
    parent_id = fields.Many2one(
        "client.secrecy.place", string="Inside", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    child_ids = fields.One2many("client.secrecy.place", "parent_id", string="Places inside")
    complete_name = fields.Char(
        compute="_compute_complete_name", store=True, recursive=True, string="Full place"
    )
    counts_as_safe = fields.Boolean(
        help="The safe is locked, fireproof and checked: what lies in it lies as article 11 (1) "
        "demands."
    )
    in_safe = fields.Boolean(
        compute="_compute_in_safe", store=True, recursive=True, string="In a safe"
    )
    key_holder_ids = fields.Many2many("res.users", string="Key holders", groups=READERS)
    seal_number = fields.Char(string="Seal no.", groups=READERS)
    checked_on = fields.Date(string="Last inspected on")
    meeting_level = fields.Selection(
        LEVELS,
        string="Approved for meetings up to",
        help="Empty: not an approved venue (article 12 (1)).",
    )
    meeting_until = fields.Date(string="Approved as venue until")
    note = fields.Text(string="Equipment")
    document_count = fields.Integer(compute="_compute_document_count", string="Papers here")

    _safe_kind = models.Constraint(
        "CHECK(counts_as_safe IS NOT TRUE OR kind = 'safe')",
        "Only a safe can count as a safe; what stands inside it follows.",
    )
    _venue_kind = models.Constraint(
        "CHECK(meeting_level IS NULL OR kind = 'room')", "Only rooms are venues of meetings."
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for place in self:
            parent = place.parent_id.complete_name
            place.complete_name = f"{parent} › {place.name}" if parent else place.name

    @api.depends("counts_as_safe", "parent_id.in_safe")
    def _compute_in_safe(self):
        for place in self:
            place.in_safe = place.counts_as_safe or place.parent_id.in_safe

    @api.depends_context("uid")
    def _compute_document_count(self):
        groups = (
            self.env["client.file.document"]
            .sudo()
            ._read_group([("secrecy_place_id", "in", self.ids)], ["secrecy_place_id"], ["__count"])
        )
        counts = {place.id: count for place, count in groups}
        for place in self:
            place.document_count = counts.get(place.id, 0)

    @api.constrains("parent_id", "kind")
    def _check_parent(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A place cannot stand inside itself."))
        for place in self:
            if place.parent_id and place.parent_id.kind not in INSIDE[place.kind]:
                raise ValidationError(
                    self.env._(
                        '"%(place)s" cannot stand inside "%(parent)s".',
                        place=place.name,
                        parent=place.parent_id.name,
                    )
                )

    def _get_title(self):
        self.ensure_one()
        return self.complete_name or self.name or ""

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """A place that papers lie or lay in stays in the register."""
        movements = self.env["client.secrecy.movement"].sudo()
        used = ["|", ("place_from_id", "in", self.ids), ("place_to_id", "in", self.ids)]
        if movements.search_count(used, limit=1) or any(p.document_count for p in self):
            raise UserError(self.env._("Papers lie or lay in this place: it stays."))

    def _is_venue(self, rank, day):
        """Whether a meeting of that rank may be held here on that day."""
        self.ensure_one()
        approved = int(self.meeting_level or 0)
        return not rank or (
            approved >= rank and (not self.meeting_until or self.meeting_until >= day)
        )
