import base64
import hashlib
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import ClientFileCase


@tagged("post_install", "-at_install", "client_file")
class TestDocument(ClientFileCase):
    def test_bytes_get_size_hash_and_duplicates_are_found(self):
        first, second = self._create_file(), self._create_file()
        content = "同一份执照".encode()
        one = self._create_document(first, datas=base64.b64encode(content))
        two = self._create_document(second, datas=base64.b64encode(content))
        other = self._create_document(second, datas=base64.b64encode(b"another"))
        self.assertEqual(one.sha256, hashlib.sha256(content).hexdigest())
        self.assertEqual(one.size, len(content))
        self.assertEqual(one.duplicate_ids, two)
        self.assertFalse(other.duplicate_ids)
        # A duplicate in a file the reader may not see is not told.
        self.assertFalse(
            self._create_document(
                self._create_file(self.other_rep), self.other_rep, datas=one.datas
            )
            .with_user(self.other_rep)
            .duplicate_ids
        )

    def test_the_attachment_follows_the_files_access(self):
        file = self._create_file()
        document = self._create_document(file, datas=base64.b64encode(b"secret"))
        attachment = self.env["ir.attachment"].search(
            [
                ("res_model", "=", document._name),
                ("res_id", "=", document.id),
                ("res_field", "=", "datas"),
            ]
        )
        self.assertEqual(attachment.with_user(self.rep).raw, b"secret")
        with self.assertRaises(AccessError):
            attachment.with_user(self.other_rep).read(["raw"])

    def test_bytes_are_not_changed_behind_the_document(self):
        document = self._create_document(self._create_file(), datas=base64.b64encode(b"one"))
        document.with_user(self.supervisor).action_verify()
        target = {"res_model": document._name, "res_id": document.id, "res_field": "datas"}
        attachment = self.env["ir.attachment"].search(
            [(name, "=", value) for name, value in target.items()]
        )
        for user in (self.rep, self.archivist, self.env.ref("base.user_admin")):
            mine = attachment.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    mine.write({"raw": b"two"})
                with self.assertRaises(AccessError):
                    mine.write({"res_model": "res.partner", "res_field": False})
                with self.assertRaises(AccessError):
                    mine.unlink()
                with self.assertRaises(AccessError):
                    mine.create({"name": "x", "raw": b"two", **target})
                other = mine.create({"name": "x", "raw": b"two"})
                with self.assertRaises(AccessError):
                    other.write(target)
        self.assertEqual(attachment.raw, b"one")

    def test_adder_does_not_verify_and_verified_is_fixed(self):
        file = self._create_file(self.supervisor2)
        document = self._create_document(file, self.supervisor2)
        with self.assertRaisesRegex(AccessError, "You added this document"):
            document.with_user(self.supervisor2).action_verify()
        with self.assertRaises(AccessError):
            document.with_user(self.rep).action_verify()
        document.with_user(self.supervisor).action_verify()
        self.assertEqual(document.verified_by, self.supervisor)
        with self.assertRaisesRegex(UserError, "another document"):
            document.with_user(self.archivist).valid_until = "2030-01-01"

    def test_whoever_puts_in_other_bytes_does_not_verify_them(self):
        document = self._create_document(self._create_file(), datas=base64.b64encode(b"one"))
        self.supervisor2.group_ids += self.env.ref("client_file.client_file_group_archivist")
        document.with_user(self.supervisor2).datas = base64.b64encode(b"two")
        self.assertEqual(document.added_by, self.supervisor2)
        with self.assertRaisesRegex(AccessError, "You added this document"):
            document.with_user(self.supervisor2).action_verify()

    def test_documents_are_withdrawn_not_deleted(self):
        file = self._create_file()
        document = self._create_document(file)
        with self.assertRaises(UserError):
            document.with_user(self.rep).unlink()
        with self.assertRaises(UserError):
            document.sudo().unlink()
        document.with_user(self.rep)._withdraw("重复上传")
        self.assertEqual((document.state, document.state_reason), ("withdrawn", "重复上传"))
        self.assertEqual(file.missing_count, 3)

    def test_only_the_archivist_withdraws_a_verified_document(self):
        document = self._create_document(self._create_file())
        document.with_user(self.supervisor).action_verify()
        with self.assertRaisesRegex(AccessError, "Only an archivist"):
            document.with_user(self.rep)._withdraw("x")
        document.with_user(self.archivist)._withdraw("作废")
        self.assertEqual(document.state, "withdrawn")

    def test_completeness_counts_valid_required_types(self):
        file = self._create_file()
        self.assertEqual((file.completeness, file.missing_count), (0.0, 3))
        self.assertIn(self.licence, file.missing_type_ids)
        licence = self._create_document(file)
        self.assertAlmostEqual(file.completeness, 0.3333, 4)
        self.assertNotIn(self.licence, file.missing_type_ids)
        licence.write({"date": False, "valid_until": fields.Date.today() - timedelta(days=1)})
        self.assertEqual(file.completeness, 0.0)
        licence.write({"valid_until": fields.Date.today()})
        self.assertAlmostEqual(file.completeness, 0.3333, 4)
        licence.with_user(self.supervisor)._reject("不清晰")
        self.assertEqual(file.completeness, 0.0)

    def test_an_original_where_asked_for(self):
        self.env["client.file.requirement"].search([("type_id", "=", self.licence.id)]).write(
            {"original_only": True}
        )
        file = self._create_file()
        document = self._create_document(file, form="copy")
        self.assertEqual(file.completeness, 0.0)
        document.form = "original"
        self.assertAlmostEqual(file.completeness, 0.3333, 4)

    def test_a_subtype_meets_the_requirement_of_its_parent(self):
        kind = self.env["client.file.document.type"].create(
            {"name": "三证合一", "code": "test_sub", "parent_id": self.licence.id}
        )
        file = self._create_file()
        self._create_document(file, type_id=kind.id)
        self.assertAlmostEqual(file.completeness, 0.3333, 4)

    def test_papers_of_a_deal_depend_on_its_amount(self):
        file = self._open_file()
        order = self.env["sale.order"].create(
            {
                "partner_id": file.partner_id.id,
                "user_id": self.rep.id,
                "order_line": [
                    fields.Command.create(
                        {
                            "product_id": self.env["product.product"]
                            .create({"name": "减速机", "taxes_id": []})
                            .id,
                            "price_unit": 50000,
                        }
                    )
                ],
            }
        )
        codes = order.with_user(self.rep).client_file_missing_ids.mapped("code")
        self.assertEqual(set(codes), {"contract", "acceptance"})
        contract = self.env.ref("client_file.document_type_contract")
        self._create_document(file, type_id=contract.id, order_id=order.id)
        order.invalidate_recordset()
        self.assertEqual(
            order.with_user(self.rep).client_file_missing_ids.mapped("code"), ["acceptance"]
        )
        self.assertFalse(order.with_user(self.outsider).sudo(False).client_file_id)

    def test_papers_of_another_clients_deal_are_refused(self):
        file = self._create_file()
        lead = self.env["crm.lead"].create(
            {
                "name": "别家的商机",
                "partner_id": self._create_client().id,
                "user_id": self.rep.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "another client"):
            self._create_document(file, lead_id=lead.id)

    def test_expiry_warns_once_per_stage(self):
        today = fields.Date.today()
        file = self._open_file()
        document = self._create_document(file, date=False, valid_until=today + timedelta(days=20))
        kind = self.env.ref("client_file.mail_activity_type_expiry")
        for days, expected in ((0, 1), (1, 1), (14, 2), (15, 2), (21, 3), (40, 3)):
            with self.subTest(days=days), freeze_time(today + timedelta(days=days)):
                self._run_warnings()
                activities = file.activity_ids.filtered(lambda a: a.activity_type_id == kind)
                self.assertEqual(len(activities), expected)
        self.assertEqual(activities.user_id, self.rep)
        # A prolonged document is warned of again.
        document.valid_until = today + timedelta(days=365)
        self.assertEqual(document.warned_stage, 0)

    def _run_warnings(self):
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1000.0):
            self.env["client.file.document"]._cron_warn_expiry()

    def test_dates_and_pages_make_sense(self):
        file = self._create_file()
        for values, words in (
            ({"date": "2026-05-01", "valid_until": "2026-04-01"}, "valid_after_date"),
            ({"pages": -1}, "pages_positive"),
        ):
            with self.subTest(words), mute_logger("odoo.sql_db"):
                with self.assertRaisesRegex(IntegrityError, words), self.cr.savepoint():
                    self._create_document(file, **values).flush_recordset()

    def test_validity_can_be_searched(self):
        file = self._create_file()
        today = fields.Date.today()
        ends = {
            "expired": today - timedelta(days=1),
            "due": today + timedelta(days=10),
            "valid": today + timedelta(days=100),
            "none": False,
        }
        by_validity = {
            key: self._create_document(file, date=False, valid_until=end)
            for key, end in ends.items()
        }
        for key, document in by_validity.items():
            with self.subTest(key):
                found = self.env["client.file.document"].search(
                    [("file_id", "=", file.id), ("validity", "=", key)]
                )
                self.assertEqual(found, document)
                self.assertEqual(document.validity, key)
