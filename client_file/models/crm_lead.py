from odoo import models


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "client.file.trade", "client.file.pointer"]

    _client_file_columns = frozenset({"type", "won_status", "date_deadline", "active"})
