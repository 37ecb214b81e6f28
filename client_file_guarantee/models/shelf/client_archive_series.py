from odoo import api, fields, models
from odoo.tools import SQL


class ClientArchiveSeries(models.Model):
    """How far the numbers of a series, year and term have come.

    A number is taken in the transaction that makes its unit: with it or not at all. So the
    serials have no gap; a number whose unit was made void stays with that unit and its reason.
    """

    _name = "client.archive.series"
    _description = "Series of unit numbers"
    _inherit = ["client.file.guarded"]
    _order = "year desc, series, term"
    _rec_name = "series"

    series = fields.Char(required=True, readonly=True)
    year = fields.Integer(required=True, readonly=True)
    term = fields.Char(string="Term in the number", required=True, readonly=True)
    last = fields.Integer(string="Last serial", required=True, readonly=True)

    _series_uniq = models.Constraint("UNIQUE(series, year, term)", "There is this series already.")

    @api.model
    def _get_protected_fields(self):
        return super()._get_protected_fields() | {"series", "year", "term", "last"}

    @api.model
    def _take(self, series, year, term):
        """The next serial. Two at the same time: the later transaction is tried again by Odoo."""
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO client_archive_series AS s (series, year, term, last, create_date)
                     VALUES (%s, %s, %s, 1, now() AT TIME ZONE 'UTC')
                ON CONFLICT (series, year, term) DO UPDATE SET last = s.last + 1
                  RETURNING last
                """,
                series,
                year,
                term,
            )
        )
        [serial] = self.env.cr.fetchone()
        self.invalidate_model(["last"])
        return serial
