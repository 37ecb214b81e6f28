import base64
import doctest
from contextlib import contextmanager
from unittest.mock import patch

import psycopg2
from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import HttpCase, JsonRpcException, TransactionCase, new_test_user, tagged
from odoo.tests.test_cursor import TestCursor
from odoo.tools import SQL, mute_logger

from ..tools import chain, recent, unusual
from .common import SecrecyCase
from .permits_common import make_pdf


class AccessLogCase(SecrecyCase):
    """Two readers, a security officer and an open file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log = cls.env["client.access.log"]
        cls.file = cls._create_file()
        cls.log._get_notes().clear()

    def _rows(self, **conditions):
        """Entries written since the test began, newest last."""
        self.log._flush_notes()
        domain = [("id", ">", self.first), *((key, "=", val) for key, val in conditions.items())]
        return self.log.search(domain, order="id")

    def setUp(self):
        super().setUp()
        self.log._flush_notes()
        self.first = self.log.search([], limit=1, order="id desc").id or 0

    def _acts(self, **conditions):
        return [(row.user_id, row.act, row.res_id) for row in self._rows(**conditions)]


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestAccessNotes(AccessLogCase):
    """What is noted, how often, and by whom."""

    def test_reading_is_noted_once_a_quarter_of_an_hour_with_its_times(self):
        mine = self.file.with_user(self.rep)
        for _time in range(3):
            mine.web_read({"partner_id": {}})
            self.log._flush_notes()
        row = self._rows()
        self.assertEqual(len(row), 1)
        self.assertEqual((row.user_id, row.act, row.hits), (self.rep, "read", 3))
        self.assertEqual((row.model, row.res_id, row.file_id), ("client.file", *2 * self.file.ids))

    def test_one_request_counts_a_record_once(self):
        for _time in range(3):
            self.file.with_user(self.rep).read(["number"])
        self.assertEqual(self._rows().hits, 1)

    def test_ids_alone_are_no_content(self):
        self.file.with_user(self.rep).web_read({})
        self.file.with_user(self.rep).read(["id"])
        self.assertFalse(self._rows())

    def test_lists_and_suggestions_are_noted_as_seen_in_a_list(self):
        files = self.env["client.file"].with_user(self.rep)
        domain = [("id", "=", self.file.id)]
        for call in (
            lambda: files.web_search_read(domain, {"partner_id": {}}),
            lambda: files.search_read(domain, ["partner_id"]),
            lambda: files.name_search("", domain),
        ):
            call()
            row = self._rows()[-1]
            self.assertEqual((row.user_id, row.act), (self.rep, "search"))
            self.assertEqual(row.seen, {"ids": self.file.ids, "files": self.file.ids})

    def test_a_list_is_one_entry_found_by_each_of_its_files(self):
        papers = self._create_document(self.file)
        other = self._create_file()
        papers |= self._create_document(other)
        documents = self.env["client.file.document"].with_user(self.rep)
        documents.web_search_read([("id", "in", papers.ids)], {"name": {}})
        row = self._rows()
        self.assertEqual(len(row), 1)
        self.assertEqual(row.seen["ids"], papers.ids)
        for file in (self.file, other):
            self.assertEqual(self.log.search([("about_file_id", "=", file.id)])[0], row)
        third = self._create_file()
        self.assertFalse(self.log.search([("about_file_id", "=", third.id)]))

    def test_parts_shown_on_a_form_are_noted_with_the_form(self):
        paper = self._create_document(self.file)
        self.file.with_user(self.rep).web_read({"document_ids": {"fields": {"name": {}}}})
        rows = self._rows(model="client.file.document")
        self.assertEqual((rows.res_id, rows.file_id), (paper.id, self.file.id))

    def test_groups_are_noted_for_the_kind(self):
        self.env["client.file"].with_user(self.rep).formatted_read_group([], ["state"], ["__count"])
        self.assertEqual(self._acts(), [(self.rep, "search", 0)])

    def test_jobs_of_the_system_are_not_noted_as_readers(self):
        self.file.sudo().with_user(1).read(["number"])
        self.assertFalse(self._rows())

    def test_sudo_does_not_hide_the_reader(self):
        self.file.with_user(self.rep).sudo().read(["number"])
        self.assertEqual(self._rows().user_id, self.rep)

    def test_exports_name_their_columns_and_every_record(self):
        self.rep.group_ids = [Command.link(self.env.ref("base.group_allow_export").id)]
        permit = self._give("export", self.file)
        self.file.with_user(self.rep).export_data(["number", "partner_id/name"])
        rows = self._rows(act="export")
        self.assertEqual(set(rows.mapped("res_id")), set(self.file.ids))
        self.assertEqual(
            set(rows.mapped("detail")), {permit.copy_ids.serial, "number, partner_id/name"}
        )

    def test_exports_are_written_before_the_end(self):
        """Not collected: the entry is there before anything else happens."""
        self.log.with_user(self.rep)._note("print", self.file, "by hand")
        self.assertFalse([row for row in self.log._get_notes() if row[1] == "print"])
        self.assertTrue(self.log.search([("id", ">", self.first), ("act", "=", "print")]))

    def test_a_refusal_is_noted_with_what_was_tried(self):
        other = self._user("other_reader", "client_file.client_file_group_user")
        for call in (
            lambda files: files.read(["number"]),
            lambda files: files.web_read({"number": {}}),
            lambda files: files.check_access("write"),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                call(self.file.with_user(other))
        rows = self._rows(user_id=other.id)
        self.assertEqual(set(rows.mapped("act")), {"deny"})
        self.assertEqual(set(rows.mapped("detail")), {"read", "write"})
        self.assertEqual(set(rows.mapped("res_id")), {self.file.id})

    def test_having_a_look_whether_one_may_is_no_refusal(self):
        other = self._user("other_looker", "client_file.client_file_group_user")
        self.file.with_user(other).has_access("read")
        self.assertTrue(self.file.with_user(other).display_name)
        self.assertFalse(self._rows(user_id=other.id))

    def test_decisions_share_the_fate_of_their_transaction(self):
        savepoint = self.env.cr.savepoint()
        self.log._note("freeze", self.rep, "tried")
        savepoint.close(rollback=True)
        self.assertFalse(self._rows(act="freeze"))
        self.log._note("freeze", self.rep, "done")
        self.assertEqual(self._rows(act="freeze").detail, "done")

    def test_many_records_cost_one_statement(self):
        files = self.file
        for _number in range(9):
            files |= self._create_file()
        self.log._flush_notes()
        files.with_user(self.rep).read(["number"])
        with self.assertQueryCount(1):
            self.log._flush_notes()
        self.assertEqual(len(self._rows(model="client.file", act="read")), 10)


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestAccessLogLocked(AccessLogCase):
    """Nobody changes the log: not by RPC, not by the ORM in sudo, not by SQL."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.log._note("print", cls.file, "for the test")
        cls.row = cls.log.search([], limit=1, order="id desc")
        cls.admin = cls.env.ref("base.user_admin")

    def _call(self, user, method, *args, model="client.access.log"):
        return call_kw(self.env[model].with_user(user), method, list(args), {})

    def test_the_security_officer_and_the_general_manager_read_it(self):
        for user in (self.security, self.general_manager):
            self.assertEqual(self._call(user, "read", self.row.ids, ["act"])[0]["act"], "print")

    def test_nobody_else_reads_it(self):
        for user in (self.rep, self.archivist, self.manager, self.outsider):
            with self.assertRaises(AccessError):
                self._call(user, "read", self.row.ids, ["act"])

    def test_rpc_writes_nothing_not_even_as_administrator(self):
        vals = {"act": "read", "model": "client.file", "user_id": self.rep.id, "hits": 1}
        for user in (self.security, self.general_manager, self.admin):
            for method, args in (
                ("create", [vals]),
                ("write", [self.row.ids, {"user_id": self.rep.id}]),
                ("unlink", [self.row.ids]),
                ("web_save", [self.row.ids, {"detail": "x"}, {}]),
                ("copy", [self.row.ids]),
            ):
                with self.subTest(f"{user.login} {method}"), self.assertRaises(AccessError):
                    self._call(user, method, *args)
        self.assertEqual(self.row.detail, "for the test")

    def test_sudo_writes_nothing(self):
        for model in ("client.access.log", "client.access.anchor"):
            record = self.env[model].sudo()
            with self.assertRaises(AccessError):
                record.create({})
            with self.assertRaises(AccessError):
                record.write({})
        with self.assertRaises(AccessError):
            self.row.sudo().unlink()
        with self.assertRaises(AccessError):
            self.env["client.access.verification"].sudo().create({})

    def test_private_steps_are_closed_to_rpc(self):
        for method in ("_note", "_seal", "_write_rows", "_flush_notes", "_cron_anchor"):
            with self.assertRaises(AccessError):
                self._call(self.admin, method)

    @mute_logger("odoo.sql_db")
    def _refused(self, query):
        with (
            self.assertRaises(psycopg2.errors.InsufficientPrivilege),
            self.env.cr.savepoint(flush=False),
        ):
            self.env.cr.execute(query)

    def test_sql_of_the_owner_is_refused_by_the_database(self):
        row = self.row.id
        for column, value in (
            ("user_id", "1"),
            ("at", "now()"),
            ("act", "'read'"),
            ("detail", "NULL"),
            ("hits", "7"),
            ("res_id", "0"),
            ("seq", "1"),
            ("hash", "repeat('0', 64)"),
        ):
            with self.subTest(column):
                self._refused(
                    SQL(
                        "UPDATE client_access_log SET %s = %s WHERE id = %s",
                        SQL.identifier(column),
                        SQL(value),
                        row,
                    )
                )
        self._refused(SQL("DELETE FROM client_access_log WHERE id = %s", row))
        self._refused(SQL("TRUNCATE client_access_log"))

    def test_a_replica_session_is_refused_as_well(self):
        """`session_replication_role` switches ordinary triggers off, not these."""
        self.assertEqual(self.env["client.security.health"]._count_log_triggers(), 6)

    def test_a_sealed_row_does_not_even_count(self):
        self.file.with_user(self.rep).read(["number"])
        self.log._flush_notes()
        row = self.log.search([("act", "=", "read")], limit=1, order="id desc")
        self.env.cr.execute(
            SQL("UPDATE client_access_log SET hits = hits + 1 WHERE id = %s", row.id)
        )
        self._refused(SQL("UPDATE client_access_log SET hits = hits - 1 WHERE id = %s", row.id))
        with patch.object(type(self.log), "_get_closed", lambda log: SQL("hash IS NULL")):
            self.log._seal()
        self._refused(SQL("UPDATE client_access_log SET hits = hits + 1 WHERE id = %s", row.id))
        # The next read of the quarter begins a row of its own.
        self.file.with_user(self.rep).read(["number"])
        self.log._flush_notes()
        self.assertEqual(self.log.search([("act", "=", "read")], limit=1, order="id desc").hits, 1)

    def test_a_wrong_seal_is_refused(self):
        self._refused(
            SQL(
                "UPDATE client_access_log SET seq = 99999, prev_hash = repeat('0', 64),"
                " hash = repeat('1', 64) WHERE id = %s",
                self.row.id,
            )
        )

    def test_anchors_and_head_only_grow(self):
        with patch.object(type(self.log), "_get_closed", lambda log: SQL("hash IS NULL")):
            self.log._seal()
        self.env["client.access.anchor"]._put("hand")
        self._refused(SQL("UPDATE client_access_anchor SET seq = 0"))
        self._refused(SQL("DELETE FROM client_access_anchor"))
        self._refused(SQL("UPDATE client_access_head SET seq = seq - 1"))
        self._refused(SQL("DELETE FROM client_access_head"))

    def test_whoever_stands_in_the_log_is_not_deleted(self):
        person = new_test_user(self.env, "clientfile_gone")
        self.log.with_user(person)._note("deny", self.file)
        self.log._flush_notes()
        with self.assertRaises(UserError):
            person.unlink()
        new_test_user(self.env, "clientfile_never_seen").unlink()

    def test_the_security_officer_sees_no_content(self):
        titles = self.row.with_user(self.security).subject
        self.assertNotIn(self.file.partner_id.name, titles)
        self.assertIn(str(self.file.id), titles)
        for name in ("read", "web_read"):
            with self.assertRaises(AccessError):
                argument = ["number"] if name == "read" else {"number": {}}
                self._call(self.security, name, self.file.ids, argument, model="client.file")


@contextmanager
def committing_test_cursor():
    """Let the cursors of requests run their hooks after the commit, as real ones do."""
    plain = TestCursor.commit

    def commit(self):
        self.flush()
        hooks = list(self.postcommit._funcs)
        plain(self)
        for hook in hooks:
            hook()

    with patch.object(TestCursor, "commit", commit):
        yield


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestAccessLogRequests(HttpCase, AccessLogCase):
    """The same over HTTP: routes that may only read, refusals that roll back, streams."""

    def _rpc(self, model, method, *args):
        with committing_test_cursor():
            return self.make_jsonrpc_request(
                f"/web/dataset/call_kw/{model}/{method}",
                {"model": model, "method": method, "args": list(args), "kwargs": {}},
            )

    def _refused_rpc(self, *args):
        """A call that is refused; `assertRaises` would roll the entry back with its savepoint."""
        try:
            self._rpc(*args)
        except JsonRpcException as error:
            self.assertIn("AccessError", str(error))
        else:
            self.fail("not refused")

    def _written(self, **conditions):
        domain = [("id", ">", self.first), *((key, "=", val) for key, val in conditions.items())]
        return self.log.search(domain, order="id")

    def test_a_read_only_route_notes_its_reading(self):
        self.authenticate("clientfile_rep", "clientfile_rep")
        self._rpc("client.file", "web_read", self.file.ids, {"number": {}})
        row = self._written(act="read", model="client.file")
        self.assertEqual(
            (row.user_id, row.res_id, row.address), (self.rep, self.file.id, "127.0.0.1")
        )
        self.assertEqual(len(row.session), 16)

    @mute_logger("odoo.http")
    def test_a_refusal_survives_its_rollback(self):
        self.authenticate("clientfile_outsider", "clientfile_outsider")
        self._refused_rpc("client.file", "web_read", self.file.ids, {"number": {}})
        self._refused_rpc("client.file", "write", self.file.ids, {"number": "x"})
        rows = self._written(user_id=self.outsider.id)
        self.assertEqual(
            [(row.act, row.res_id, row.detail) for row in rows],
            [("deny", self.file.id, "web_read"), ("deny", self.file.id, "write")],
        )

    @mute_logger("odoo.http")
    def test_a_forged_decision_is_a_refusal(self):
        self.authenticate("clientfile_rep", "clientfile_rep")
        self._refused_rpc("client.file", "write", self.file.ids, {"state": "open"})
        row = self._written(act="deny", res_id=self.file.id)
        self.assertEqual((row.user_id, row.detail), (self.rep, "write"))

    @mute_logger("odoo.http")
    def test_a_streamed_file_is_noted(self):
        """Shown with a watermark it was looked at; by a permit it left."""
        paper = self._create_document(
            self.file, filename="licence.pdf", datas=base64.b64encode(make_pdf("licence"))
        )
        self.authenticate("clientfile_rep", "clientfile_rep")
        url = f"/web/content/client.file.document/{paper.id}/datas"
        with committing_test_cursor():
            self.assertEqual(self.url_open(url).status_code, 200)
        row = self._written(act="read", model="client.file.document")
        self.assertEqual((row.user_id, row.res_id), (self.rep, paper.id))
        self.assertEqual(row.file_id, self.file.id)
        self.assertFalse(self._written(act="download"))
        permit = self._give("download", paper)
        with committing_test_cursor():
            self.assertEqual(self.url_open(f"{url}?download=true").status_code, 200)
        row = self._written(act="download")
        self.assertEqual((row.user_id, row.res_id), (self.rep, paper.id))
        self.assertEqual((row.file_id, row.detail), (self.file.id, permit.copy_ids.serial))

    def test_a_print_is_noted_with_what_it_shows(self):
        report = self.env["ir.actions.report"].create(
            {
                "name": "Any print",
                "model": "client.file",
                "report_type": "qweb-html",
                "report_name": "client_file_confidentiality.any_print",
            }
        )
        permit = self._give("print", self.file)
        reports = self.env["ir.actions.report"].with_user(self.rep)
        reports._get_rendering_context(report, self.file.ids, {"report_type": "html"})
        rows = self._written(act="print")
        for row in rows:
            self.assertEqual((row.user_id, row.res_id), (self.rep, self.file.id))
        self.assertEqual(
            set(rows.mapped("detail")),
            {permit.copy_ids.serial, f"{report.report_name} html"},
        )


@tagged("post_install", "-at_install", "client_file")
class TestAccessTools(TransactionCase):
    def test_doctests(self):
        for module in (chain, recent, unusual):
            result = doctest.testmod(module)
            self.assertTrue(result.attempted)
            self.assertFalse(result.failed)
