from odoo import api, fields, models
from odoo.exceptions import UserError

from .client_secrecy_register import READERS

WHERE = ("holder_id", "place", "secrecy_place_id")


class ClientFileDocument(models.Model):
    """Where a secret paper is follows the register of movements and nothing else."""

    _name = "client.file.document"
    _inherit = "client.file.document"

    secrecy_place_id = fields.Many2one(
        "client.secrecy.place",
        string="Safe place of the paper",
        index="btree_not_null",
        ondelete="restrict",
        groups=READERS,
        copy=False,
        help="Shown to those who keep the papers only.",
    )
    secrecy_left = fields.Boolean(
        string="Sent out of the house",
        readonly=True,
        copy=False,
        help="The register says that this paper was dispatched for good.",
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"secrecy_left"}

    def write(self, vals):
        """A secret paper changes hands in the register (article 11 (3)), not by a field."""
        if vals.keys() & set(WHERE):
            for document in self:
                if not document._is_where_changed(vals):
                    continue
                if document.sudo()._get_secrecy_rank() or document._is_under_way():
                    raise UserError(
                        self.env._(
                            "Where this paper is follows the register: enter a movement "
                            "(article 11 (3))."
                        )
                    )
        return super().write(vals)

    def _is_where_changed(self, vals):
        self.ensure_one()
        stored = self.sudo()
        return any(
            (self._fields[name].convert_to_write(stored[name], stored) or False)
            != (vals[name] or False)
            for name in WHERE
            if name in vals
        )

    def _is_under_way(self):
        movements = self.env["client.secrecy.movement"].sudo()
        return bool(
            movements.search_count(
                [("document_id", "in", self.ids), ("state", "=", "out")], limit=1
            )
        )

    def _move_paper(self, holder=None, place=None, left=False):
        """Put down who has the paper and where it lies. Private: for registers only."""
        for document in self.sudo():
            secret = document._get_secrecy_rank()
            document._set_protected(
                {
                    "holder_id": holder.id if holder else False,
                    "secrecy_place_id": place.id if place else False,
                    # The open column is read by salespersons: a safe is not told to them.
                    "place": place.complete_name if place and not secret else False,
                    "secrecy_left": left,
                }
            )
