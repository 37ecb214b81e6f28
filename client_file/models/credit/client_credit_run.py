from odoo import api, fields, models

from ...tools.analysis import accuracy

KEPT_DAYS = 730
QUARTER_DAYS = 80


class ClientCreditRun(models.Model):
    """One computing of all purchase patterns: what the models were fitted to.

    Kept so that a figure can be traced to the parameters it came from, and so that the groups
    can be compared with those of a quarter ago.
    """

    _name = "client.credit.run"
    _description = "Computing of purchase patterns"
    _inherit = ["client.file.titled"]

    as_of = fields.Date(readonly=True)
    clients = fields.Integer(readonly=True)
    repeaters = fields.Integer(string="Clients who came back", readonly=True)
    r = fields.Float(digits=(16, 6), readonly=True)
    alpha = fields.Float(digits=(16, 6), readonly=True)
    a = fields.Float(digits=(16, 6), readonly=True)
    b = fields.Float(digits=(16, 6), readonly=True)
    log_likelihood = fields.Float(digits=(16, 2), readonly=True)
    spend_p = fields.Float(string="Spend p", digits=(16, 6), readonly=True)
    spend_q = fields.Float(string="Spend q", digits=(16, 6), readonly=True)
    spend_gamma = fields.Float(string="Spend gamma", digits=(16, 6), readonly=True)
    season = fields.Json(readonly=True, help="Twelve factors of the calendar months.")
    counts = fields.Json(readonly=True, help="Clients of each group.")
    stability = fields.Float(
        digits=(8, 4),
        readonly=True,
        help="Population stability index of the groups against those of a quarter before: "
        "below 0.10 they hardly moved, above 0.25 look at them again.",
    )
    compared_on = fields.Date(string="Compared with", readonly=True)
    seconds = fields.Float(digits=(8, 1), readonly=True)

    def _get_title(self):
        self.ensure_one()
        return self.env._(
            "Patterns of %(date)s", date=fields.Date.to_string(self.sudo().as_of) or ""
        )

    @api.model
    def _get_last(self):
        return self.sudo().search([("clients", ">", 0)], order="id desc", limit=1)

    @api.model
    def _record(self, values):
        """Write down a run, compare its groups with those of a quarter before."""
        before = self.sudo().search(
            [
                ("as_of", "<=", fields.Date.subtract(values["as_of"], days=QUARTER_DAYS)),
                ("clients", ">", 0),
            ],
            order="as_of desc, id desc",
            limit=1,
        )
        counts, old = values["counts"], before.counts or {}
        # Groups found by another run are other groups; there is nothing to compare.
        if old and set(old) & set(counts):
            codes = sorted({*old, *counts})
            values["stability"] = accuracy.psi(
                [old.get(code, 0) for code in codes], [counts.get(code, 0) for code in codes]
            )
            values["compared_on"] = before.as_of
        self.sudo().search(
            [
                "|",
                ("as_of", "=", values["as_of"]),
                ("as_of", "<", fields.Date.subtract(values["as_of"], days=KEPT_DAYS)),
            ]
        ).unlink()
        return self.sudo().create([values])
