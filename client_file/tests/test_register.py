import io

import openpyxl
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestRegister(ClientFileCase, HttpCase):
    def test_register_holds_what_the_reader_may_see(self):
        mine, other = self._open_file(), self._open_file(self.other_rep)
        mine.partner_id.name = "=cmd|'/c calc'!A1"
        self.rep.group_ids += self.env.ref("base.group_allow_export")
        self.authenticate("clientfile_rep", "clientfile_rep")
        answer = self.url_open("/client_file/register.xlsx")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        numbers = [row[0].value for row in sheet.iter_rows(min_row=2)]
        self.assertIn(mine.number, numbers)
        self.assertNotIn(other.number, numbers)
        cell = sheet.cell(numbers.index(mine.number) + 2, 2)
        self.assertEqual((cell.data_type, cell.value), ("s", "=cmd|'/c calc'!A1"))
        # Asking for another's file by id changes nothing.
        answer = self.url_open(f"/client_file/register.xlsx?ids={other.id}")
        sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
        self.assertEqual(sheet.max_row, 1)

    def test_export_needs_odoos_export_right(self):
        self.rep.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self.env["client.file"].with_user(self.rep)._write_register(io.BytesIO(), [])

    def test_one_batch_costs_a_fixed_number_of_queries(self):
        self.manager.group_ids += self.env.ref("base.group_allow_export")
        files = self.env["client.file"].browse(self._create_file().id for _i in range(30))
        counts = []
        for number in (3, 30):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            files.with_user(self.manager)._write_register(
                io.BytesIO(), [("id", "in", files[:number].ids)]
            )
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1] - counts[0], 2)
