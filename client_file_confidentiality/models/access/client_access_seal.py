from markupsafe import Markup
from odoo import api, fields, models
from odoo.tools import SQL

from ...tools import chain
from ...tools.chain_reader import CONTENT, LINE

BATCH = 10_000
# A quarter of an hour is closed when it is over and no request can still count in it.
_CLOSED_AFTER = {"minutes": 16}


class ClientAccessSeal(models.Model):
    """Sealing: closed rows get their place in the hash chain, in batches that stand or fall."""

    _inherit = "client.access.log"

    @api.model
    def _cron_seal(self):
        """Seal what is closed, a batch a transaction: killed in between, nothing is half."""
        while done := self._seal():
            remaining = self._count_closed()
            # `_commit_progress` commits; it answers how much time the job has left.
            if not self.env["ir.cron"]._commit_progress(done, remaining=remaining):
                break
            if not remaining:
                break

    @api.model
    def _get_closed(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), **_CLOSED_AFTER)
        return SQL("hash IS NULL AND (bucket IS NULL OR bucket < %s)", limit)

    @api.model
    def _count_closed(self):
        query = SQL("SELECT count(*) FROM client_access_log WHERE %s", self._get_closed())
        return self.env.execute_query(query)[0][0]

    @api.model
    def _seal(self, batch=BATCH):
        """Chain the next closed rows in the order of their ids, and move the head.

        Only one at a time: whoever comes second leaves it to the first.

        :return int: rows sealed
        """
        cr = self.env.cr
        cr.execute(SQL("SELECT pg_try_advisory_xact_lock(hashtext('client_access_log'))"))
        if not cr.fetchone()[0]:
            return 0
        seq, last = self.env["client.access.head"]._read(lock=True) or (0, chain.GENESIS)
        cr.execute(
            SQL(
                """
                SELECT id, seq, %(line)s
                  FROM (SELECT %(content)s, hits,
                               %(seq)s + row_number() OVER (ORDER BY id) AS seq
                          FROM (SELECT * FROM client_access_log WHERE %(closed)s
                                 ORDER BY id LIMIT %(batch)s) AS next) AS numbered
                 ORDER BY seq
                """,
                line=LINE,
                content=SQL(", ").join(SQL.identifier(name) for name in CONTENT),
                seq=seq,
                closed=self._get_closed(),
                batch=batch,
            )
        )
        rows = cr.fetchall()
        if not rows:
            return 0
        ids, numbers, lines = zip(*rows, strict=True)
        before, own = zip(*chain.seal(lines, last), strict=True)
        cr.execute(
            SQL(
                """
                UPDATE client_access_log AS log
                   SET seq = sealed.seq, prev_hash = sealed.before, hash = sealed.own
                  FROM unnest(%s::int[], %s::int[], %s::text[], %s::text[])
                       AS sealed(id, seq, before, own)
                 WHERE log.id = sealed.id
                """,
                list(ids),
                list(numbers),
                list(before),
                list(own),
            )
        )
        self._move_head(numbers[-1], own[-1])
        self.invalidate_model(["seq", "prev_hash", "hash"])
        return len(rows)

    @api.model
    def _move_head(self, seq, head):
        now = fields.Datetime.now()
        cr = self.env.cr
        cr.execute(
            SQL("UPDATE client_access_head SET seq = %s, hash = %s, at = %s", seq, head, now)
        )
        if not cr.rowcount:
            cr.execute(
                SQL(
                    "INSERT INTO client_access_head (seq, hash, at) VALUES (%s, %s, %s)",
                    seq,
                    head,
                    now,
                )
            )
        self.env["client.access.head"].invalidate_model()

    @api.model
    def _get_head(self):
        """The head as registers print it: number and hash in one word; empty before any sealing."""
        head = self.env["client.access.head"].sudo()._read()
        return chain.get_words(*head) if head else ""

    @api.model
    def _cron_anchor(self):
        """Once a day: seal, write the head down, and mail it to the general managers when due."""
        self._cron_seal()
        anchors = self.env["client.access.anchor"]
        days = int(
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("client_file_confidentiality.anchor_mail_days", 7)
        )
        mailed = anchors.search([("occasion", "=", "mail")], limit=1)
        due = not mailed or (fields.Datetime.now() - mailed.at).days >= days
        anchor = anchors._put("mail" if due else "day")
        if anchor and due:
            self._mail_head(anchor)
        self.env["client.access.verification"]._verify_and_record()

    @api.model
    def _mail_head(self, anchor):
        """The mail says a number and a hash, nothing about whom or what."""
        group = self.env.ref("client_file.client_file_group_general_manager")
        for user in group.all_user_ids.filtered("email"):
            log = self.with_context(lang=user.lang)
            body = Markup("<p>%s</p><p><code>%s</code></p><p>%s</p>") % (
                log.env._("The access log has grown to this head:"),
                anchor.words,
                log.env._(
                    "Keep this mail. With it anybody can find out later whether the log was cut "
                    "or written anew."
                ),
            )
            self.env["mail.mail"].sudo().create(
                {
                    "subject": log.env._("Head of the access log"),
                    "body_html": body,
                    "email_to": user.email_formatted,
                    "auto_delete": True,
                }
            )
