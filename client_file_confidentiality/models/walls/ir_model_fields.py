from odoo import api, models
from odoo.exceptions import ValidationError


class IrModelFields(models.Model):
    """No field made by hand carries anything of a client file to an open model."""

    _inherit = "ir.model.fields"

    @api.constrains("related", "depends", "compute", "relation", "ttype", "model")
    def _check_secrecy(self):
        if self._find_secrecy_leaks():
            raise ValidationError(
                self.env._("Nothing of a client file is carried to other records.")
            )

    def _find_secrecy_leaks(self):
        """Fields made by hand that lead out of protected records, or derive something in them."""
        wall = self.env["client.secrecy.wall"]
        names = wall._get_names()

        def is_leak(field):
            inside = field.model in names
            way = [field.related or ""]
            way += [path.strip() for path in (field.depends or "").split(",")]
            return (
                any(wall._passes(field.model, path) for path in way if path)
                or (field.relation in names and not inside)
                or (inside and (field.related or field.compute))
            )

        return self.filtered(lambda field: field.state == "manual" and is_leak(field))
