from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import SQL

from ..tools import chain, chain_reader
from .test_log import AccessLogCase


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestAccessChain(AccessLogCase):
    """Sealing, and every way to tamper with what is sealed: found and located."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.startClassPatcher(
            patch.object(type(cls.log), "_get_closed", lambda log: SQL("hash IS NULL"))
        )
        cls.log._seal()
        head = cls.env["client.access.head"]._read()
        cls.before = head[0] if head else 0
        for number in range(12):
            cls.log._note("print", cls.file, f"copy {number}")
        cls.log._seal()
        cls.entries = cls.log.search([("seq", ">", cls.before)], order="seq")

    def _verify(self, known=()):
        return chain_reader.verify(self.env.cr, known)

    def _tamper(self, query, *args):
        """What only the owner of the database can do: switch the trigger off."""
        self.env.cr.execute("ALTER TABLE client_access_log DISABLE TRIGGER USER")
        self.env.cr.execute(SQL(query, *args))
        self.env.cr.execute(
            "ALTER TABLE client_access_log ENABLE ALWAYS TRIGGER client_access_log_rows"
        )
        self.env.cr.execute(
            "ALTER TABLE client_access_log ENABLE ALWAYS TRIGGER client_access_log_all"
        )

    def test_twelve_entries_are_chained_without_a_gap(self):
        self.assertEqual(self.entries.mapped("seq"), [self.before + n for n in range(1, 13)])
        for first, second in zip(self.entries, self.entries[1:], strict=False):
            self.assertEqual(second.prev_hash, first.hash)
        result = self._verify()
        self.assertIsNone(result.broken)
        self.assertEqual((result.rows, result.head), (self.before + 12, self.entries[-1].hash))

    def test_any_changed_column_is_found(self):
        entry = self.entries[4]
        changes = {
            "at": "at + interval '1 microsecond'",
            "user_id": "user_id + 1",
            "act": "'read'",
            "model": "'res.partner'",
            "res_id": "res_id + 1",
            "file_id": "NULL",
            "seen": "'{}'",
            "detail": "''",
            "address": "'10.0.0.1'",
            "session": "'x'",
            "bucket": "at",
            "hits": "hits + 1",
            "prev_hash": "repeat('0', 64)",
            "hash": "repeat('0', 64)",
            "id": "id + 1000000",
        }
        for column, value in changes.items():
            with self.subTest(column):
                savepoint = self.env.cr.savepoint(flush=False)
                self._tamper(
                    "UPDATE client_access_log SET %s = %s WHERE seq = %s",
                    SQL.identifier(column),
                    SQL(value),
                    entry.seq,
                )
                broken = self._verify().broken
                savepoint.close(rollback=True)
                self.assertEqual(broken, chain.Break("changed", entry.seq))
        self.assertIsNone(self._verify().broken)

    def test_every_column_is_covered(self):
        """A column that is added later must get into the chain."""
        covered = {*chain_reader.CONTENT, "hits", "seq", "prev_hash", "hash"}
        columns = {name for name, field in self.log._fields.items() if field.store}
        self.assertEqual(columns, covered)

    def test_an_entry_changed_and_hashed_anew_is_found(self):
        """Whoever knows how it is done can make one entry right, not the one after it."""
        entry = self.entries[4]
        self._tamper("UPDATE client_access_log SET detail = 'else' WHERE seq = %s", entry.seq)
        self._tamper(
            "UPDATE client_access_log SET hash ="
            " encode(sha256(convert_to(prev_hash || %s, 'UTF8')), 'hex') WHERE seq = %s",
            chain_reader.LINE,
            entry.seq,
        )
        self.assertEqual(self._verify().broken, chain.Break("changed", entry.seq))

    def test_a_deleted_entry_is_found(self):
        entry = self.entries[6]
        number = entry.seq
        self._tamper("DELETE FROM client_access_log WHERE seq = %s", number)
        self.assertEqual(self._verify().broken, chain.Break("missing", number))

    def test_an_entry_taken_out_of_the_chain_is_found(self):
        number = self.entries[6].seq
        self._tamper("UPDATE client_access_log SET seq = NULL WHERE seq = %s", number)
        self.assertEqual(self._verify().broken, chain.Break("missing", number))

    def test_a_cut_tail_is_found_by_the_head(self):
        number = self.entries[9].seq
        self._tamper("DELETE FROM client_access_log WHERE seq >= %s", number)
        self.assertEqual(self._verify().broken, chain.Break("cut", number))

    def test_a_tail_cut_together_with_the_head_is_found_by_an_anchor(self):
        words = self.env["client.access.anchor"]._put("print").words
        number = self.entries[9].seq
        self._tamper("DELETE FROM client_access_log WHERE seq >= %s", number)
        self.env.cr.execute("ALTER TABLE client_access_head DISABLE TRIGGER USER")
        self.env.cr.execute(
            SQL(
                "UPDATE client_access_head SET seq = %s, hash = %s",
                number - 1,
                self.entries[8].hash,
            )
        )
        self.assertEqual(self._verify().broken, chain.Break("cut", number))
        # With the anchors gone too only paper and mail know.
        self.env.cr.execute("ALTER TABLE client_access_anchor DISABLE TRIGGER USER")
        self.env.cr.execute("DELETE FROM client_access_anchor")
        self.assertIsNone(self._verify().broken)
        self.assertEqual(self._verify([chain.read_words(words)]).broken, chain.Break("cut", number))

    def test_a_chain_written_anew_is_found_by_an_anchor(self):
        self.env["client.access.anchor"]._put("print")
        first = self.entries[3].seq
        self.env.cr.execute("ALTER TABLE client_access_log DISABLE TRIGGER USER")
        self.env.cr.execute(
            SQL("UPDATE client_access_log SET user_id = user_id + 1 WHERE seq = %s", first)
        )
        self.env.cr.execute(
            SQL(
                "UPDATE client_access_log SET seq = NULL, prev_hash = NULL, hash = NULL"
                " WHERE seq >= %s",
                first,
            )
        )
        self.env.cr.execute("ALTER TABLE client_access_head DISABLE TRIGGER USER")
        self.env.cr.execute(
            SQL(
                "UPDATE client_access_head SET seq = %s, hash = %s", first - 1, self.entries[2].hash
            )
        )
        self.log._seal()
        broken = self._verify().broken
        self.assertEqual(broken.kind, "rewritten")
        self.assertLessEqual(broken.seq, first)

    def test_sealing_goes_on_in_batches(self):
        for number in range(7):
            self.log._note("print", self.file, f"more {number}")
        self.assertEqual([self.log._seal(batch=3) for _time in range(4)], [3, 3, 1, 0])
        self.assertIsNone(self._verify().broken)

    def test_the_button_tells_and_keeps_the_result(self):
        checks = self.env["client.access.verification"].with_user(self.security)
        check = checks.browse(checks.action_verify()["res_id"])
        self.assertTrue(check.is_sound)
        self.assertEqual(check.user_id, self.security)
        number = self.entries[6].seq
        self._tamper("DELETE FROM client_access_log WHERE seq = %s", number)
        check = checks.browse(checks.action_verify()["res_id"])
        self.assertFalse(check.is_sound)
        self.assertIn(str(number), check.words)

    def test_the_button_takes_a_head_from_paper(self):
        words = self.log._get_head()
        wizards = self.env["client.access.check"].with_user(self.security)
        checks = self.env["client.access.verification"]
        good = wizards.create({"words": words.upper()}).action_check()
        self.assertTrue(checks.browse(good["res_id"]).is_sound)
        number = words.split("-")[0]
        bad = wizards.create({"words": number + "-" + "a" * 64}).action_check()
        self.assertEqual(checks.browse(bad["res_id"]).kind, "rewritten")
        with self.assertRaises(UserError):
            wizards.create({"words": "12-nonsense"}).action_check()

    def test_a_reader_without_duty_checks_nothing(self):
        with self.assertRaises(AccessError):
            self.env["client.access.verification"].with_user(self.rep).action_verify()

    def test_the_head_is_mailed_with_nothing_about_anybody(self):
        self.general_manager.email = "head@example.com"
        self.env["client.access.anchor"].search([])
        before = self.env["mail.mail"].search([], limit=1, order="id desc").id or 0
        self.log._mail_head(self.env["client.access.anchor"]._put("mail"))
        mails = self.env["mail.mail"].search([("id", ">", before)])
        mail = mails.filtered(lambda mail: "head@example.com" in mail.email_to)
        self.assertEqual(len(mail), 1)
        self.assertIn(self.log._get_head(), mail.body_html)
        for secret in (self.file.partner_id.name, self.rep.name):
            self.assertNotIn(secret, mail.body_html)
