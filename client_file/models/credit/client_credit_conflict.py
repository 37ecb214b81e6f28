from odoo import fields, models
from odoo.tools import SQL

from .report_constants import ORIGINS, SECTIONS


class ClientCreditConflict(models.Model):
    """A bought report and our own report say different things about the same value.

    Both stand with where they come from; nothing is decided here. Read from the newest report
    of each kind and provider, drafts of our own included.
    """

    _name = "client.credit.conflict"
    _description = "Conflict between sources"
    _inherit = ["client.file.titled", "client.secrecy.protected"]
    _secrecy_never_without_file = True
    _auto = False
    _log_access = False
    _order = "file_id, section, id"

    file_id = fields.Many2one("client.file", string="Client file", readonly=True)
    section = fields.Selection(SECTIONS, readonly=True)
    item_id = fields.Many2one("client.credit.item", readonly=True)
    own_id = fields.Many2one("client.credit.report.value", readonly=True)
    bought_id = fields.Many2one("client.credit.report.value", readonly=True)
    own_report_id = fields.Many2one("client.credit.report", readonly=True)
    bought_report_id = fields.Many2one(
        "client.credit.report", string="Bought report", readonly=True
    )
    own_text = fields.Text(related="own_id.value_input", related_sudo=False, string="We say")
    own_origin = fields.Selection(ORIGINS, string="Our origin", readonly=True)
    own_as_of = fields.Date(string="Ours as of", readonly=True)
    bought_text = fields.Text(
        related="bought_id.value_input", related_sudo=False, string="They say"
    )
    bought_note = fields.Char(related="bought_id.note", related_sudo=False, string="Page or remark")
    provider = fields.Char(readonly=True)
    bought_as_of = fields.Date(string="Theirs as of", readonly=True)
    reliability = fields.Selection(
        related="bought_report_id.reliability", related_sudo=False, readonly=True
    )

    @property
    def _table_query(self):
        """Numbers conflict from 1 % on, texts by their letters, dates at once."""
        return SQL(
            """
            WITH latest AS (
                SELECT DISTINCT ON (file_id, source_kind, COALESCE(provider, '')) id, file_id,
                       source_kind, provider, provider_date
                  FROM client_credit_report
                 WHERE (source_kind = 'own' OR state = 'issued')
                 ORDER BY file_id, source_kind, COALESCE(provider, ''), as_of DESC, id DESC
            )
            SELECT b.id, b.file_id, b.section, b.item_id, o.id AS own_id, b.id AS bought_id,
                   o.report_id AS own_report_id, b.report_id AS bought_report_id,
                   o.origin AS own_origin, o.as_of AS own_as_of, theirs.provider,
                   theirs.provider_date AS bought_as_of
              FROM latest theirs
              JOIN latest ours ON ours.file_id = theirs.file_id AND ours.source_kind = 'own'
              JOIN client_credit_report_value b ON b.report_id = theirs.id AND b.is_set
              JOIN client_credit_report_value o ON o.report_id = ours.id
               AND o.item_id = b.item_id AND o.is_set
              JOIN client_credit_item i ON i.id = b.item_id AND i.threshold <> 'none'
             WHERE theirs.source_kind = 'bought'
               AND CASE
                   WHEN i.value_type = 'date' THEN o.value_date <> b.value_date
                   WHEN i.value_type IN ('number', 'monetary', 'percent', 'boolean') THEN
                       abs(o.value_number - b.value_number)
                       > 0.01 * GREATEST(abs(o.value_number), abs(b.value_number))
                   ELSE lower(regexp_replace(o.value_text, '\\s', '', 'g'))
                       <> lower(regexp_replace(b.value_text, '\\s', '', 'g'))
               END
            """
        )

    def _get_title(self):
        self.ensure_one()
        return self.item_id.name
