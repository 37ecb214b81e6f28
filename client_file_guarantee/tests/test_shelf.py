from datetime import timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, JsonRpcException, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .shelf_common import ShelfCase

TAGS = ("post_install", "-at_install", "client_file", "client_file_guarantee")


@tagged(*TAGS)
class TestShelf(ShelfCase):
    def test_one_click_makes_a_unit_of_what_came(self):
        handover = self._hand_over()
        action = handover.with_user(self.archivist).action_arrange()
        unit = handover.unit_ids
        self.assertEqual((action["res_model"], action["res_id"]), (unit._name, unit.id))
        self.assertEqual(unit.pages, 15)
        self.assertEqual(unit.document_ids, handover.line_ids.document_id)
        self.assertRegex(unit.number, rf"^YW-{self.today.year}-Y-\d{{4}}$")
        self.assertEqual(unit.arrange_due_on, handover.arrange_due_on)
        # A second click opens the same unit.
        self.assertEqual(handover.with_user(self.archivist).action_arrange()["res_id"], unit.id)

    def test_who_arranges(self):
        handover = self._hand_over()
        for user in (self.officer, self.guarantee_manager):
            with self._refused(AccessError):
                handover.with_user(user).action_arrange()
        draft = self.env["client.guarantee.handover"].with_user(self.officer)
        draft = draft.create([{"case_id": self.case.id}])
        with self._refused(UserError):
            draft.with_user(self.archivist).action_arrange()

    def test_numbers_follow_each_other_and_a_void_one_says_why(self):
        first, second = self._arrange(), self._arrange(self._hand_over())
        self.assertEqual(second.serial, first.serial + 1)
        with self._refused(UserError):
            second.with_user(self.archivist)._void(" ")
        papers = second.document_ids
        second.with_user(self.archivist)._void("件分错")
        self.assertEqual(second.state, "void")
        self.assertFalse(papers.unit_id)
        third = self._arrange(second.handover_id) - second
        self.assertEqual(third.serial, second.serial + 1)
        self._shelve(first)
        with self._refused(UserError):
            first.with_user(self.archivist)._void("不应作废")

    def test_a_number_is_allotted_once(self):
        unit = self._arrange()
        archivist = unit.with_user(self.archivist)
        for values in ({"year": 2020}, {"series": "QT"}, {"term": "D3"}):
            with self._refused(UserError):
                archivist.write(values)
        for values in ({"number": "X"}, {"state": "on_shelf"}, {"place_id": self.box.id}):
            with self._refused(AccessError):
                archivist.write(values)
            with self._refused(AccessError):
                archivist.create({"file_id": self.file.id, "name": "新件", **values})
        with self._refused(UserError):
            archivist.unlink()

    def test_a_paper_is_in_one_unit(self):
        unit = self._arrange()
        with self._refused(UserError):
            unit.document_ids.with_user(self.archivist).action_bind()
        with self._refused(AccessError):
            unit.document_ids.with_user(self.archivist).write({"unit_id": False})
        loose = self._create_document(self.file, user=self.officer, name="补充材料")
        with self._refused(AccessError):
            loose.with_user(self.officer).action_bind()
        loose.with_user(self.archivist).action_bind()
        self.assertEqual(loose.unit_id.series, "QT")
        other = self._create_document(self._open_file(self.officer), user=self.officer)
        with self._refused(UserError):
            both = other | self._create_document(self.file, user=self.officer)
            both.with_user(self.archivist).action_bind()

    def test_putting_away_clears_the_holder_and_closes_the_hand_over(self):
        unit = self._arrange()
        self.assertEqual(unit.document_ids.holder_id, self.archivist)
        self._shelve(unit)
        self.assertEqual((unit.state, unit.place_id), ("on_shelf", self.box))
        self.assertFalse(unit.document_ids.holder_id)
        self.assertEqual(set(unit.document_ids.mapped("place")), {self.box.complete_name})
        self.assertEqual(unit.handover_id.state, "closed")
        self._shelve(unit, self.box2)
        self.assertEqual(unit.place_id, self.box2)

    def test_where_and_by_whom_units_are_put_away(self):
        unit = self._arrange()
        with self._refused(UserError):
            self._shelve(unit, self.places["1_room"])
        with self._refused(AccessError):
            unit.with_user(self.officer)._put_away(self.box)
        with self._refused(ValidationError):
            self.box.create({"name": "乙柜", "kind": "2_cabinet", "parent_id": self.box.id})

    def test_arranging_has_an_end(self):
        unit = self._arrange()
        self.assertFalse(unit.is_late)
        target = "odoo.addons.client_file_guarantee.models.shelf.client_archive_unit.company_today"
        with patch(target, return_value=unit.arrange_due_on + timedelta(days=1)):
            unit.invalidate_recordset(["is_late"])
            self.assertTrue(unit.is_late)
            late = unit.search([("is_late", "=", True)])
            self.assertIn(unit, late)
            self._shelve(unit)
            self.assertNotIn(unit, unit.search([("is_late", "=", True)]))

    def test_uncleared_people_find_no_unit(self):
        unit = self._shelve()
        self._mark(self.file, "2")
        self._clear(self.officer_b, "1")
        uncleared = self._user("plain_archivist", "client_file.client_file_group_archivist")
        uncleared.company_ids |= self.company
        self.assertFalse(unit.with_user(uncleared)._find(unit.number))
        answer = self.env["client.archive.desk"].with_user(uncleared).scan("find", unit.number)
        self.assertEqual(list(answer), ["error"])
        self.assertTrue(unit.with_user(self.archivist)._find(unit.number))

    def test_a_secret_title_is_not_on_the_label(self):
        unit = self._shelve()
        Report = self.env["report.client_file_guarantee.report_unit_label"]
        Report = Report.with_user(self.archivist)
        with patch.object(type(unit), "_get_secrecy_rank", lambda _unit: 0):
            label = Report._get_report_values(unit.ids)["sheets"][0][0]
            self.assertEqual(label["name"], unit.name)
        self._mark(self.file, "2")
        label = Report._get_report_values(unit.ids)["sheets"][0][0]
        self.assertNotIn(unit.name, label["name"])
        self.assertTrue(label["bars"].startswith("data:image/svg+xml;base64,"))


@tagged(*TAGS)
class TestDesk(ShelfCase):
    def setUp(self):
        super().setUp()
        self.desk = self.env["client.archive.desk"].with_user(self.archivist)

    def test_units_then_their_place(self):
        first, second = self._arrange(), self._arrange(self._hand_over())
        answer = self.desk.scan("put", f" {first.number.lower()}\n")
        answer = self.desk.scan("put", second.number, [unit["id"] for unit in answer["units"]])
        ids = [unit["id"] for unit in answer["units"]]
        self.assertEqual(ids, [first.id, second.id])
        self.assertIn("done", self.desk.scan("put", self.box.code, ids))
        self.assertEqual((first | second).place_id, self.box)

    def test_a_place_alone_puts_nothing_away(self):
        self.assertIn("error", self.desk.scan("put", self.box.code))
        self.assertIn("error", self.desk.scan("put", "YW-1999-Y-0001"))

    def test_a_number_opens_its_unit(self):
        unit = self._arrange()
        self.assertEqual(self.desk.scan("find", unit.number)["action"]["res_id"], unit.id)
        action = self.desk.scan("find", self.box.code)["action"]
        self.assertEqual(action["res_model"], unit._name)

    def test_lend_and_take_back_by_scanning(self):
        unit = self._shelve()
        self.assertIn("error", self.desk.scan("lend", unit.number))
        loan = self._ask(unit)
        loan.with_user(self.manager)._approve()
        answer = self.desk.scan("lend", unit.number)
        self.assertEqual((answer["loans"][0]["id"], answer["pages"]), (loan.id, 15))
        self.desk.confirm("lend", loan.id, 15)
        self.assertEqual((unit.state, unit.holder_id), ("on_loan", self.officer))
        answer = self.desk.scan("return", unit.number)
        self.assertEqual(answer["pages"], "", "who takes back counts")
        self.desk.confirm("return", loan.id, 15)
        self.assertEqual((loan.state, unit.state), ("returned", "at_desk"))
        self.desk.scan("put", self.box2.code, unit.ids)
        self.assertEqual((loan.state, loan.checked_by), ("closed", self.archivist))

    def test_the_desk_is_the_archivists(self):
        unit = self._arrange()
        for user in (self.officer, self.guarantee_manager):
            desk = self.desk.with_user(user)
            with self._refused(AccessError):
                desk.scan("find", unit.number)
            with self._refused(AccessError):
                desk.scan("put", self.box.code, unit.ids)
        with self._refused(UserError):
            self.desk.scan("destroy", unit.number)


@tagged(*TAGS)
class TestShelfHttp(HttpCase, ShelfCase):
    @mute_logger("odoo.http")
    def test_protected_columns_over_rpc(self):
        unit = self._arrange()
        self.archivist.password = "archivist-secret-1"
        self.authenticate(self.archivist.login, "archivist-secret-1")

        def call(model, method, *args):
            params = {"model": model, "method": method, "args": args, "kwargs": {}}
            return self.make_jsonrpc_request(f"/web/dataset/call_kw/{model}/{method}", params)

        for values in ({"state": "on_shelf"}, {"holder_id": self.archivist.id}, {"serial": 9}):
            with self.assertRaises(JsonRpcException):
                call(unit._name, "write", unit.ids, values)
        with self.assertRaises(JsonRpcException):
            call("client.archive.series", "create", {"series": "YW", "year": 2000, "term": "Y"})
        with self.assertRaises(JsonRpcException):
            call(unit._name, "_put_away", unit.ids, self.box.id)
        answer = call("client.archive.desk", "scan", "put", unit.number, [])
        self.assertEqual(answer["units"][0]["id"], unit.id)
        self.env.invalidate_all()
        self.assertEqual(unit.state, "arranging")

    def test_lend_and_take_back_at_the_screen(self):
        unit = self._shelve()
        loan = self._ask(unit)
        loan.with_user(self.manager)._approve()
        self.start_tour(
            f"/odoo/archive-desk?unit={unit.number}",
            "client_file_guarantee_desk",
            login=self.archivist.login,
        )
        self.env.invalidate_all()
        self.assertEqual((loan.state, loan.pages_back, unit.state), ("returned", 15, "at_desk"))

    def test_one_serial_once(self):
        unit = self._arrange()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.cr.execute(
                "INSERT INTO client_archive_unit (file_id, name, series, year, term, serial, "
                "pages, state) SELECT file_id, name, series, year, term, serial, 0, 'arranging' "
                "FROM client_archive_unit WHERE id = %s",
                unit.ids,
            )
