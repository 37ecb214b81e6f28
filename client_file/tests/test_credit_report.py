import json
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw, get_public_method
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from ..tools.digests import digest
from .common import ClientFileCase


class CreditReportCase(ClientFileCase):
    """Adds the people of credit: two investigators, a credit manager, a general manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        group = "client_file.client_file_group_"
        cls.investigator2 = cls._user("investigator2", f"{group}investigator")
        cls.credit2 = cls._user("credit2", f"{group}credit,{group}manager")
        cls.general = cls._user("general", f"{group}general_manager")

    @classmethod
    def _create_report(cls, file=None, user=None, **values):
        file = file or cls._open_file()
        values.setdefault(
            "template_id", cls.env.ref("client_file.credit_report_template_standard").id
        )
        reports = cls.env["client.credit.report"].with_user(user or cls.investigator)
        return reports.create({"file_id": file.id, "language": "en_US", **values}).with_env(cls.env)

    @classmethod
    def _submit(cls, report):
        report = report.with_user(cls.investigator)
        report._set_values({"appraisal.opinion": ("Pays on time.", False)})
        report.action_submit()

    @classmethod
    def _issue(cls, report):
        cls._submit(report)
        report.with_user(cls.credit).action_review()
        report.with_user(cls.general).action_approve()

    @classmethod
    def _value(cls, report, code):
        return report.value_ids.filtered(lambda line: line.item_id.code == code)


@tagged("post_install", "-at_install", "client_file")
class TestCreditReport(CreditReportCase):
    def test_three_people_issue_a_report(self):
        report = self._create_report()
        self.assertEqual(report.state, "draft")
        self.assertEqual(report.author_id, self.investigator)
        self._issue(report)
        self.assertEqual(report.state, "issued")
        self.assertEqual(report.reviewer_id, self.credit)
        self.assertEqual(report.approver_id, self.general)
        self.assertEqual(report.approval_ids.mapped("act").count("approve"), 1)
        self.assertTrue(report.is_intact)
        self.assertEqual(
            [line["name"] for line in report.snapshot["signatures"]],
            [self.investigator.name, self.credit.name, self.general.name],
        )
        kinds = report.file_id.event_ids.mapped("kind")
        self.assertTrue({"report_submitted", "report_reviewed", "report_issued"} <= set(kinds))

    def test_the_author_does_not_review_and_the_reviewer_does_not_approve(self):
        report = self._create_report(user=self.credit)
        report.with_user(self.credit)._set_values({"appraisal.opinion": ("Fine.", False)})
        report.with_user(self.credit).action_submit()
        with self.assertRaisesRegex(AccessError, "You wrote"):
            report.with_user(self.credit).action_review()
        report.with_user(self.credit2).action_review()
        with self.assertRaisesRegex(AccessError, "already signed"):
            report.with_user(self.credit2).action_approve()
        report.with_user(self.general).action_approve()
        self.assertEqual(report.state, "issued")

    def test_whoever_wrote_one_value_does_not_judge(self):
        report = self._create_report()
        report.with_user(self.credit)._set_values({"profile.status": ("In business", False)})
        self._submit(report)
        with self.assertRaisesRegex(AccessError, "a part of it"):
            report.with_user(self.credit).action_review()
        report.with_user(self.credit2).action_review()

    def test_only_the_groups_of_each_step(self):
        file = self._open_file()
        for user in (self.rep, self.supervisor, self.manager, self.outsider):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._create_report(file, user)
        report = self._create_report(file)
        self._submit(report)
        for user in (self.investigator2, self.general, self.supervisor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                report.with_user(user).action_review()
        report.with_user(self.credit).action_review()
        for user in (self.investigator2, self.supervisor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                report.with_user(user).action_approve()

    def test_steps_are_taken_in_order(self):
        report = self._create_report()
        for user, step in ((self.credit, "action_review"), (self.general, "action_approve")):
            with self.subTest(step), self.assertRaises(UserError):
                getattr(report.with_user(user), step)()
        self._submit(report)
        with self.assertRaises(UserError):
            report.with_user(self.general).action_approve()
        with self.assertRaisesRegex(UserError, "while it is a draft"):
            report.with_user(self.investigator).action_submit()

    def test_a_report_without_an_opinion_is_not_submitted(self):
        report = self._create_report()
        with self.assertRaisesRegex(UserError, "Opinion"):
            report.with_user(self.investigator).action_submit()

    def test_a_change_after_a_signature_voids_it(self):
        file = self._open_file()
        report = self._create_report(file)
        self._submit(report)
        fact = self._create_fact(file)
        with self.assertRaisesRegex(UserError, "changed since"):
            report.with_user(self.credit).action_review()
        fact.with_user(self.investigator).unlink()
        report.with_user(self.credit).action_review()

    def test_verifying_a_fact_voids_no_signature(self):
        file = self._open_file()
        fact = self._create_fact(file)
        report = self._create_report(file)
        self._submit(report)
        fact.with_user(self.credit).action_verify()
        report.with_user(self.credit).action_review()
        self.assertEqual(report.state, "approval")

    def test_returned_with_a_reason_and_submitted_again(self):
        report = self._create_report()
        self._submit(report)
        with self.assertRaises(AccessError):
            report.with_user(self.investigator2)._return("No")
        step = self.env["client.file.step"].with_user(self.credit)
        step.create(
            {"step": "return_report", "reason": "Visit missing", "res_ids": report.ids}
        ).action_apply()
        self.assertEqual((report.state, report.return_reason), ("returned", "Visit missing"))
        self.assertEqual(report.file_id.activity_ids.user_id, self.investigator)
        report.with_user(self.investigator).action_submit()
        self.assertEqual(report.state, "review")
        self.assertFalse(report.file_id.activity_ids)

    def _create_fact(self, file, **values):
        facts = self.env["client.credit.fact"].with_user(self.investigator)
        values = {"kind": "shareholder", "name": "甲集团", "share": 0.6, **values}
        return facts.create({"file_id": file.id, **values}).with_env(self.env)

    # === Frozen ===

    def test_nothing_of_an_issued_report_is_written(self):
        report = self._create_report()
        self._issue(report)
        line = self._value(report, "profile.status")
        admin = self.env.ref("base.user_admin")
        for user in (self.investigator, self.credit, self.general, admin):
            with self.subTest(user.login), self.assertRaises(UserError):
                line.with_user(user).write({"value_input": "Revoked"})
            with self.subTest(user.login), self.assertRaises(UserError):
                line.with_user(user).write({"note": "x"})
            with self.subTest(user.login), self.assertRaises(UserError):
                report.with_user(user).write({"validity_months": 12, "cost": 1})
            with self.subTest(user.login), self.assertRaises(UserError):
                report.with_user(user).unlink()
        self.assertTrue(report.is_intact)

    def test_forged_columns_are_refused(self):
        """By every door RPC has: create, write, x2many commands, call_kw."""
        file = self._open_file()
        report = self._create_report(file)
        forged = {
            "state": "issued",
            "snapshot": {"a": 1},
            "sha256": "0" * 64,
            "author_id": self.rep.id,
            "approver_id": self.investigator.id,
            "reviewer_id": self.investigator.id,
            "valid_to": "2030-01-01",
            "number": "ZX1",
            "tables": [1],
        }
        for name, value in forged.items():
            with self.subTest(f"create {name}"), self.assertRaises(AccessError):
                self._create_report(file, **{name: value})
            with self.subTest(f"write {name}"), self.assertRaises(AccessError):
                call_kw(
                    self.env["client.credit.report"].with_user(self.investigator),
                    "write",
                    [report.ids, {name: value}],
                    {},
                )
        line = self._value(report, "profile.code")
        for name in ("origin", "value_text", "edited_by", "as_of", "auto"):
            with self.subTest(f"value {name}"), self.assertRaises(AccessError):
                value = self.rep.id if name == "edited_by" else "2020-01-01"
                report.with_user(self.investigator).write(
                    {"value_ids": [Command.update(line.id, {name: value})]}
                )
        with self.assertRaises(AccessError):
            self.env["client.credit.report.value"].with_user(self.investigator).create(
                {"file_id": file.id, "report_id": report.id, "item_id": line.item_id.id}
            )
        with self.assertRaises(UserError):
            report.value_ids.with_user(self.investigator).unlink()

    def test_forged_defaults_do_not_come_through(self):
        reports = self.env["client.credit.report"].with_user(self.investigator)
        report = reports.with_context(
            default_state="issued", default_approver_id=self.investigator.id
        ).create({"file_id": self._open_file().id, "language": "en_US"})
        self.assertEqual((report.state, report.approver_id.id), ("draft", False))

    def test_private_steps_are_not_for_rpc(self):
        report = self._create_report()
        for name in ("_issue", "_set_protected", "_fill", "_sign", "_supersede"):
            with self.subTest(name), self.assertRaises(AccessError):
                get_public_method(report, name)

    def test_the_database_refuses_one_person_twice(self):
        report = self._create_report()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError), self.cr.savepoint():
            report._set_protected({"reviewer_id": report.author_id.id})
            report.flush_recordset()

    def test_a_changed_snapshot_is_noticed_and_not_handed_out(self):
        report = self._create_report()
        self._issue(report)
        self.env.cr.execute(
            "UPDATE client_credit_report SET snapshot = jsonb_set(snapshot, '{number}', '\"X\"')"
            " WHERE id = %s",
            [report.id],
        )
        report.invalidate_recordset()
        self.assertFalse(report.is_intact)
        for export in (report._get_json, report._get_xlsx):
            with self.assertRaisesRegex(UserError, "digest"):
                export()
        with self.assertRaisesRegex(UserError, "digest"):
            self.env["report.client_file.report_credit"]._get_report_values(report.ids)

    def test_the_snapshot_stays_when_the_file_goes_on(self):
        file = self._open_file()
        report = self._create_report(file)
        self._issue(report)
        file.partner_id.name = "改名有限公司"
        self._create_fact(file)
        report.invalidate_recordset()
        self.assertTrue(report.is_intact)
        self.assertNotIn("改名", json.dumps(report._get_document(), ensure_ascii=False))

    def test_a_snapshot_survives_the_database_to_the_letter(self):
        """Numbers that JSON and PostgreSQL write differently must not break the digest."""
        template = self.env.ref("client_file.credit_report_template_deep")
        report = self._create_report(template_id=template.id)
        report.with_user(self.investigator)._set_values(
            {
                "advice.limit": ("9876543210123.45", False),
                "operations.share": ("0.001%", False),
                "advice.days": ("0", False),
            }
        )
        self._issue(report)
        report.invalidate_recordset()
        self.assertEqual(digest(report.snapshot), report.sha256)
        values = {
            value["code"]: value["value"]
            for section in report.snapshot["sections"]
            for value in section["values"]
        }
        self.assertEqual(values["advice.limit"], 9876543210123.45)
        self.assertEqual(values["advice.days"], 0.0)

    # === Validity ===

    def test_validity_follows_the_class(self):
        ordinary = self._open_file()
        core = self._open_file()
        core._set_protected({"credit_class": "core"})
        self.assertEqual(self._create_report(ordinary).validity_months, 6)
        report = self._create_report(core, template_id=False)
        self.assertEqual((report.validity_months, report.grade), (3, "deep"))
        self._issue(report)
        today = fields.Date.context_today(report)
        self.assertEqual(report.valid_from, today)
        self.assertEqual(report.valid_to, fields.Date.add(today, months=3))

    def test_validity_is_three_to_twelve_months(self):
        file = self._open_file()
        for months in (2, 13):
            with (
                self.subTest(months),
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.cr.savepoint(),
            ):
                self._create_report(file, validity_months=months).flush_recordset()
        for months in (3, 12):
            self.assertEqual(self._create_report(file, validity_months=months).state, "draft")

    def test_warned_at_30_and_7_days_and_expired_after(self):
        report = self._create_report()
        self._issue(report)
        today = fields.Date.context_today(report)
        for left, stage, state in (
            (31, 0, "issued"),
            (30, 1, "issued"),
            (7, 2, "issued"),
            (-1, 3, "expired"),
        ):
            report._set_protected({"valid_to": fields.Date.add(today, days=left)})
            self._watch()
            with self.subTest(left):
                self.assertEqual((report.warned_stage, report.state), (stage, state))
        self.assertEqual(len(report.file_id.activity_ids), 3)
        self._watch()
        self.assertEqual(len(report.file_id.activity_ids), 3)

    def _watch(self):
        with patch.object(self.env.registry["ir.cron"], "_commit_progress", lambda *a, **k: 1000.0):
            self.env["client.credit.report"]._cron_watch()

    def test_a_new_version_supersedes(self):
        report = self._create_report()
        self._issue(report)
        action = report.with_user(self.investigator).action_new_version()
        version = self.env["client.credit.report"].browse(action["res_id"])
        self.assertEqual((version.number, version.version), (report.number, 2))
        self.assertEqual(version.previous_id, report)
        self.assertEqual(version._get_text("appraisal.opinion"), "Pays on time.")
        self.assertEqual(report.state, "issued")
        self._issue(version)
        self.assertEqual((report.state, version.state), ("superseded", "issued"))
        current = self.env["client.credit.report"]._get_current(report.file_id)
        self.assertEqual(current[report.file_id.id], version)

    # === Who reads ===

    def test_salespersons_read_issued_reports_of_their_clients_only(self):
        file = self._open_file()
        report = self._create_report(file)
        Reports = self.env["client.credit.report"]
        self.assertFalse(report.with_user(self.rep).has_access("read"))
        self._issue(report)
        self.assertTrue(report.with_user(self.rep).has_access("read"))
        self.assertTrue(report.value_ids.with_user(self.rep).has_access("read"))
        self.assertFalse(report.with_user(self.other_rep).has_access("read"))
        self.assertFalse(Reports.with_user(self.other_rep).search([("id", "=", report.id)]))
        for user in (self.supervisor, self.archivist, self.general, self.credit):
            self.assertTrue(report.with_user(user).has_access("read"), user.login)
        with self.assertRaises(AccessError):
            report.with_user(self.outsider).read(["number"])

    def test_the_button_opens_the_draft_that_is_there(self):
        file = self._open_file().with_user(self.investigator)
        first = file.action_new_credit_report()["res_id"]
        self.assertEqual(file.action_new_credit_report()["res_id"], first)
        self.assertEqual(file.credit_report_count, 1)
        with self.assertRaises(AccessError):
            self._open_file().with_user(self.rep).action_new_credit_report()

    def test_desk_counts_reports(self):
        self._submit(self._create_report())
        tiles = self.env["client.file"].with_user(self.credit).get_desk()["tiles"]
        self.assertTrue({t["key"]: t["count"] for t in tiles}["reports_review"] >= 1)
