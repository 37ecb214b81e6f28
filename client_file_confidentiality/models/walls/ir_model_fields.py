from odoo import api, models
from odoo.exceptions import ValidationError


class IrModelFields(models.Model):
    """No field made by hand carries anything of a client file to an open model."""

    _inherit = "ir.model.fields"

    @api.constrains("related", "depends", "compute", "relation", "ttype", "model")
    def _check_secrecy(self):
        names = self.env["client.secrecy.wall"]._get_names()
        for field in self:
            if field.state != "manual":
                continue
            inside = field.model in names
            way = [field.related or ""]
            way += [path.strip() for path in (field.depends or "").split(",")]
            if (
                any(self._passes_secrecy(field.model, path) for path in way if path)
                or (field.relation in names and not inside)
                or (inside and (field.related or field.compute))
            ):
                raise ValidationError(
                    self.env._("Nothing of a client file is carried to other records.")
                )

    @api.model
    def _passes_secrecy(self, model, path):
        """Whether a dotted path of fields starting at `model` goes through a protected record."""
        names = self.env["client.secrecy.wall"]._get_names()
        for step in path.split("."):
            field = self.env[model]._fields.get(step) if model in self.env else None
            if field is None or not field.comodel_name:
                return False
            model = field.comodel_name
            if model in names:
                return True
        return False
