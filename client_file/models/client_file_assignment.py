from odoo import api, fields, models


class ClientFileAssignment(models.Model):
    """Who looked after a file, from when to when, and why that changed.

    The owner of a client is the company (centralised management, part 1 of the policies), so
    this history belongs to the file and nobody edits it.
    """

    _name = "client.file.assignment"
    _description = "Account manager history"
    _inherit = ["client.file.owned"]

    user_id = fields.Many2one(
        "res.users", string="Account manager", required=True, readonly=True, ondelete="restrict"
    )
    date_from = fields.Date(required=True, readonly=True)
    date_to = fields.Date(readonly=True)
    reason = fields.Char(required=True, readonly=True)
    assigned_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")

    _dates = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "An assignment ends after it begins."
    )
    _one_current = models.UniqueIndex(
        "(file_id) WHERE date_to IS NULL", "A file has one account manager at a time."
    )

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {
            "user_id",
            "date_from",
            "date_to",
            "reason",
            "assigned_by",
        }
