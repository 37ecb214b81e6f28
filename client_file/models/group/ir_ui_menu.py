from odoo import models


class IrUiMenu(models.Model):
    """Companies without private networks have no menu of them.

    Not by the menu's groups: those say who may open it, and the switch is implied by everybody.
    """

    _inherit = "ir.ui.menu"

    def _load_menus_blacklist(self):
        hidden = super()._load_menus_blacklist()
        if not self.env.user.has_group("client_file.client_file_group_vpmn"):
            hidden.append(self.env.ref("client_file.client_file_menu_usage_months").id)
        return hidden
