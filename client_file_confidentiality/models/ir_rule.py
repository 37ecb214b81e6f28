from odoo import api, models


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _ensure_secrecy_rules(self):
        """One global rule on every protected model, put back as it has to be at each update."""
        models_ = self.env["ir.model"].sudo()
        for name in self.env["client.secrecy.protected"]._get_protected_models():
            values = {
                "name": f"Secrecy: {name}",
                "model_id": models_._get(name).id,
                "domain_force": "[('secrecy_open', '=', True)]",
                "groups": False,
                "active": True,
                "perm_read": True,
                "perm_write": True,
                "perm_create": True,
                "perm_unlink": True,
            }
            xmlid = f"client_file_confidentiality.secrecy_rule_{name.replace('.', '_')}"
            self.sudo()._load_records([{"xml_id": xmlid, "values": values, "noupdate": False}])
