from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from psycopg2.errors import ReadOnlySqlTransaction

from odoo.addons.client_file.tools.digests import digest

from ..tools.permits import is_within
from .client_secrecy_permit import LIVE_STATES


class ClientSecrecyPermit(models.Model):
    """Using a permit up: one statement, in the transaction that makes the product."""

    _inherit = "client.secrecy.permit"

    @api.model
    def _use_for(self, records, operation, names=None, product_format=None):
        """Use up the current user's permit that covers all these records.

        :param records: secret records of one model
        :param str operation: key of `OPERATIONS`
        :param names: names of the fields that leave, None for the whole record
        :param product_format: key of `FORMATS`
        :return: (permit, its lines for the records), in sudo
        :raise AccessError: when no live permit covers them, or another use was faster
        """
        changed = False
        for permit in self._find_live(operation, product_format):
            lines = permit._get_covering_lines(records, names)
            if len(lines) < len(records):
                continue
            if any(digest(line._get_content()) != line.sha256 for line in lines):
                changed = True
                continue
            if permit._use_up():
                return permit, lines
        if changed:
            raise AccessError(
                self.env._(
                    "What was permitted has changed since it was asked for. Ask for a new permit."
                )
            )
        raise AccessError(
            self.env._("This needs a permit of the general manager. Ask for one first.")
        )

    @api.model
    def _find_live(self, operation, product_format=None):
        """The current user's permits for an operation that can be used now, oldest first."""
        domain = self._get_live_domain() & fields.Domain(
            [("user_id", "=", self.env.uid), ("operation", "=", operation)]
        )
        if product_format:
            domain &= fields.Domain("product_format", "in", (product_format, False))
        return self.sudo().search(domain, order="valid_until, id")

    def _get_covering_lines(self, records, names=None):
        """The permitted lines for these records, if they give what leaves."""
        self.ensure_one()
        wanted = set(records.ids)
        asked = set(names) if names is not None else set()

        def gives(line):
            allowed = set(line._get_field_list(granted=True))
            return is_within(asked, allowed) and not (line.granted_pages and not asked)

        return self.line_ids.filtered(
            lambda line: (
                line.granted
                and line.res_model == records._name
                and line.res_id in wanted
                and gives(line)
            )
        )

    def _use_up(self):
        """Whether this call was the one that used the permit.

        Whoever comes second waits for the first: PostgreSQL then says that the row changed, the
        request is repeated, and finds the permit used.
        """
        self.ensure_one()
        if self.env.cr.readonly:
            # Odoo repeats the request where it can write, and so does every other reader.
            raise ReadOnlySqlTransaction("A permit is used up by a write")
        self.flush_recordset()
        now = fields.Datetime.now()
        # Being second is no error: the log stays quiet about it.
        self.env.cr.execute(
            SQL(
                """
                UPDATE client_secrecy_permit
                   SET used_at = %(now)s, state = 'used', write_date = %(now)s, write_uid = %(uid)s
                 WHERE id = %(id)s AND used_at IS NULL AND valid_until > %(now)s
                   AND state IN %(states)s AND user_id = %(uid)s
             RETURNING id
                """,
                now=now,
                uid=self.env.uid,
                id=self.id,
                states=LIVE_STATES,
            ),
            log_exceptions=False,
        )
        rows = self.env.cr.fetchall()
        self.invalidate_recordset(["used_at", "state", "write_date", "write_uid"])
        return bool(rows)

    def _make_copies(self, lines, kind, count=1):
        """Register the numbered copies that come out of this use, in sudo."""
        self.ensure_one()
        sequence = self.env["ir.sequence"].sudo()
        ranks = [line._get_record()._get_secrecy_rank() for line in lines]
        rank = max(ranks, default=0)
        top = lines[ranks.index(rank)] if lines else lines
        words = top._get_record()._get_secrecy_words() if top else ""
        rows = [
            {
                "serial": self.env["client.secrecy.copy"]._make_serial(
                    sequence.next_by_code("client.secrecy.copy")
                ),
                "permit_id": self.id,
                "parent_id": self.parent_id.id,
                "kind": kind,
                "position": f"{number}/{count}",
                "holder_id": self.user_id.id,
                "rank": rank,
                "level": str(rank) if rank else False,
                "mark": words,
                "line_ids": [fields.Command.set(lines.ids)],
                "return_due": self.return_due,
                "company_id": self.company_id.id,
            }
            for number in range(1, count + 1)
        ]
        copies = self.env["client.secrecy.copy"].sudo()._create_protected(rows)
        self.env["client.secrecy.signature"]._sign(
            self, "use", content={"copies": copies.mapped("serial"), "kind": kind}
        )
        return copies
