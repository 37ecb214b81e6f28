from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.numbers import clean_code

KINDS = [
    ("1_room", "Archive room"),
    ("2_cabinet", "Cabinet"),
    ("3_shelf", "Shelf board"),
    ("4_box", "Box"),
]
# Papers stand on a board or lie in a box, not loose in a room.
HOLDING = ("3_shelf", "4_box")


class ClientArchivePlace(models.Model):
    """Where archive units are: room, cabinet, shelf board, box (库房、柜、层、盒).

    Tells nothing of the units in it: whoever may read a unit sees its place, not the other way
    round.
    """

    _name = "client.archive.place"
    _description = "Place in the archive"
    _parent_store = True
    _rec_name = "complete_name"
    _rec_names_search = ["code", "complete_name"]
    _order = "complete_name, id"

    name = fields.Char(required=True)
    kind = fields.Selection(KINDS, string="Kind of place", required=True, default="4_box")
    parent_id = fields.Many2one(
        "client.archive.place", string="Stands in", index=True, ondelete="restrict"
    )
    parent_path = fields.Char(index=True)
    complete_name = fields.Char(
        string="Place", compute="_compute_complete_name", store=True, recursive=True, index=True
    )
    code = fields.Char(
        string="Place barcode",
        required=True,
        copy=False,
        default=lambda self: self.env["ir.sequence"].sudo().next_by_code("client.archive.place"),
    )
    note = fields.Char(string="Remark")
    unit_count = fields.Integer(
        string="Units",
        compute="_compute_unit_count",
        compute_sudo=False,
        help="Units standing in it, places inside included, as far as you may see them.",
    )

    _code_uniq = models.Constraint("UNIQUE(code)", "Another place has this barcode.")
    _code_clean = models.Constraint(
        "CHECK(code ~ '^[A-Z0-9-]+$')",
        "A barcode consists of capital letters, digits and hyphens.",
    )

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for place in self:
            above = place.parent_id.complete_name
            place.complete_name = f"{above} / {place.name}" if above else place.name

    def _compute_unit_count(self):
        Unit = self.env["client.archive.unit"]
        counts = {}
        if Unit.has_access("read") and self.ids:
            groups = Unit._read_group(
                [("place_id", "child_of", self.ids)], ["place_id"], ["__count"]
            )
            for place, count in groups:
                for above in (place.sudo().parent_path or "").split("/")[:-1]:
                    counts[int(above)] = counts.get(int(above), 0) + count
        for place in self:
            place.unit_count = counts.get(place.id, 0)

    @api.constrains("kind", "parent_id")
    def _check_order(self):
        for place in self:
            if place.parent_id and place.parent_id.kind >= place.kind:
                raise ValidationError(
                    self.env._(
                        "Rooms hold cabinets, cabinets shelf boards, shelf boards boxes: "
                        '"%(place)s" cannot stand in "%(parent)s".',
                        place=place.name,
                        parent=place.parent_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._clean(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._clean(vals))

    @api.model
    def _clean(self, vals):
        return {**vals, "code": clean_code(vals["code"])} if vals.get("code") else vals

    def action_open_units(self):
        """The units in this place and in the places inside it."""
        self.ensure_one()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "client_file_guarantee.client_archive_unit_action"
        )
        return {**action, "domain": [("place_id", "child_of", self.id)], "context": {}}
