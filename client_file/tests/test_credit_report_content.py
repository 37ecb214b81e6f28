import io
import json
from unittest.mock import patch

import openpyxl
from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.digests import digest
from .test_credit_report import CreditReportCase


@tagged("post_install", "-at_install", "client_file")
class TestCreditReportContent(CreditReportCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.file = cls._open_file()
        cls.partner = cls.file.partner_id

    def _day(self, **ago):
        return self.today - relativedelta(**ago)

    def _text(self, report, code):
        return self._value(report, code).value_input

    # === The draft from the ledger ===

    def test_our_sales_with_refunds_and_a_second_currency(self):
        company = self.env.company.currency_id
        foreign = self.env["res.currency"].with_context(active_test=False)
        foreign = foreign.search([("id", "!=", company.id)], limit=1)
        foreign.active = True
        foreign.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": foreign.id, "name": "2000-01-01", "rate": 2.0}
        )
        paid = self._create_invoice(self.partner, self._day(months=2), 1000)
        self._pay(paid)
        part = self._create_invoice(self.partner, self._day(months=5), 3000)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=part.ids
        ).create({"amount": 500, "payment_difference_handling": "open"}).action_create_payments()
        self._create_invoice(self.partner, self._day(months=4), 400, "out_refund")
        self._create_invoice(self.partner, self._day(months=14), 2000)
        self._create_invoice(self.partner, self._day(months=1), 9999, post=False)
        self._create_invoice(self._create_client(), self._day(months=1), 5555)
        dollar = self._create_invoice(self.partner, self._day(months=3), 800, post=False)
        dollar.currency_id = foreign
        dollar.invoice_line_ids.price_unit = 800
        dollar.action_post()
        report = self._create_report(self.file)
        rates = dict(self.env["client.file.metric"].sudo()._get_parameters()["rates"])
        rate = float(rates[self.env.company.id])

        def amount(code):
            return round(self._value(report, code).value_number / rate, 2)

        self.assertEqual(amount("operations.sales_12m"), 1000 + 3000 - 400 + 400)
        self.assertEqual(amount("operations.sales_before"), 2000)
        self.assertEqual(amount("operations.sales_total"), 6000)
        self.assertEqual(self._text(report, "pattern.trend_year"), "100.0%")
        self.assertEqual(
            self._value(report, "operations.sales_12m").origin_note, "account ledger, 4 invoices"
        )
        self.assertEqual(self._value(report, "operations.sales_12m").origin, "ledger")
        self.assertEqual(self._value(report, "operations.sales_12m").as_of, self.today)
        years = next(table for table in report.tables if table["key"] == "years")
        self.assertEqual(round(sum(row[4] for row in years["rows"]) / rate, 2), 6000)
        self.assertEqual(round(sum(row[3] for row in years["rows"]) / rate, 2), 400)

    def test_what_it_buys_by_category(self):
        category = self.env["product.category"].create({"name": "减速机"})
        product = self.env["product.product"].create({"name": "R1", "categ_id": category.id})
        move = self._create_invoice(self.partner, self._day(months=2), 300, post=False)
        move.invoice_line_ids.product_id = product
        move.invoice_line_ids.price_unit = 300
        move.invoice_line_ids.tax_ids = False
        move.action_post()
        self._create_invoice(self.partner, self._day(months=2), 100)
        report = self._create_report(self.file)
        self.assertEqual(self._text(report, "pattern.category"), category.complete_name)
        self.assertEqual(self._text(report, "pattern.category_share"), "75.0%")

    def test_payment_behaviour_and_a_client_without_trade(self):
        report = self._create_report(self.file)
        self.assertFalse(self._value(report, "payment.index").is_set)
        self.assertFalse(self._value(report, "operations.sales_12m").is_set)
        self.env["client.credit.metric"].sudo().create(
            {
                "partner_id": self.partner.id,
                "as_of": self.today,
                "open_amount": 1000,
                "overdue": 400,
                "overdue_30": 400,
                "not_due": 600,
                "items": 5,
                "has_index": True,
                "payment_index": 71.5,
                "in_terms_share": 0.5,
                "months": [
                    {"month": f"2025-{n:02}", "sales": 10.0, "index": 50.0 + n, "paid": 10.0}
                    for n in range(1, 13)
                ],
            }
        )
        report.with_user(self.investigator).action_fill()
        self.assertEqual(self._text(report, "payment.index"), "71.5")
        self.assertEqual(self._text(report, "payment.overdue"), "400")
        self.assertEqual(self._text(report, "payment.in_terms_share"), "50.0%")
        self.assertIn("improving", self._text(report, "payment.trend"))
        tables = {table["key"]: table for table in report.tables}
        self.assertEqual([row[1] for row in tables["ageing"]["rows"]], [600, 400, 0, 0, 0])
        self.assertEqual(tables["quarters"]["rows"][0][3], 52.0)

    def test_the_profile_says_who_verified_it(self):
        report = self._create_report(self.file)
        line = self._value(report, "profile.code")
        self.assertEqual(line.value_text, self.partner.company_registry)
        self.assertIn(self.supervisor.name, line.origin_note)

    def test_partners_that_share_something_are_hinted_at(self):
        twin = self._create_client("孪生有限公司", phone="(021) 5800-0000")
        other = self._create_client("旁人有限公司", phone="010-1")
        report = self._create_report(self.file, template_id=self._template("deep").id)
        names = [
            row[0] for table in report.tables if table["key"] == "hints" for row in table["rows"]
        ]
        self.assertIn(twin.name, names)
        self.assertNotIn(other.name, names)
        self.assertNotIn(self.partner.name, names)

    def _template(self, grade):
        return self.env.ref(f"client_file.credit_report_template_{grade}")

    def test_grades_nest(self):
        basic, standard, deep = (
            set(self._template(grade).line_ids.item_id.mapped("code"))
            for grade in ("basic", "standard", "deep")
        )
        self.assertTrue(basic < standard < deep)
        sections = set(self._template("standard").line_ids.mapped("section"))
        self.assertTrue({f"{n:02}" for n in range(1, 15)} <= sections)

    def test_a_copy_of_a_template_is_free_and_the_shipped_one_is_not(self):
        shipped = self._template("standard").with_user(self.credit)
        with self.assertRaisesRegex(UserError, "Duplicate"):
            shipped.name = "x"
        with self.assertRaisesRegex(UserError, "Duplicate"):
            shipped.line_ids[:1].unlink()
        own = shipped.copy({"name": "短报告"})
        own.line_ids[5:].unlink()
        report = self._create_report(self.file, template_id=own.id)
        self.assertEqual(len(report.value_ids), 5)
        report.with_user(self.investigator).template_id = self._template("basic")
        self.assertEqual(len(report.value_ids), len(self._template("basic").line_ids.item_id))
        with self.assertRaises(AccessError):
            self._template("basic").with_user(self.investigator).copy()

    # === What people write ===

    def test_a_person_becomes_the_origin_and_the_system_is_kept_beside(self):
        report = self._create_report(self.file)
        line = self._value(report, "profile.legal_name").with_user(self.investigator)
        found = line.value_text
        line.value_input = "另一名称"
        self.assertEqual((line.origin, line.edited_by), ("manual", self.investigator))
        self.assertEqual(line.auto_label, found)
        report.with_user(self.investigator).action_fill()
        self.assertEqual(line.value_text, "另一名称")
        line.action_restore()
        self.assertEqual((line.value_text, line.origin), (found, "file"))

    def test_texts_are_read_by_type(self):
        report = self._create_report(self.file, template_id=self._template("deep").id)
        for code, text, value in (
            ("profile.paid_in_capital", "500万元", 5_000_000.0),
            ("owners.pledged", "12.5%", 0.125),
            ("public.checked_on", "2026年3月5日", fields.Date.to_date("2026-03-05")),
            ("visit.premises_match", "是", True),
            ("profile.status", "Licence revoked", "revoked"),
        ):
            with self.subTest(code):
                report.with_user(self.investigator)._set_values({code: (text, False)})
                self.assertEqual(self._value(report, code)._get_value(), value)
        for code, text in (
            ("owners.pledged", "much"),
            ("public.checked_on", "3/4/2026"),
            ("profile.status", "fine"),
            ("advice.limit", "9" * 20),
        ):
            with self.subTest(code), self.assertRaises(ValidationError):
                report.with_user(self.investigator)._set_values({code: (text, False)})

    def test_judgement_fields_write_values(self):
        report = self._create_report(self.file).with_user(self.investigator)
        report.write({"opinion": "稳健", "limit_advised": "80万", "days_advised": "60"})
        self.assertEqual(self._value(report, "advice.limit").value_number, 800_000)
        self.assertEqual(self._value(report, "appraisal.opinion").edited_by, self.investigator)
        with self.assertRaises(AccessError):
            report.with_user(self.supervisor).write({"opinion": "x"})

    # === Facts ===

    def test_a_fact_is_verified_by_another_person(self):
        facts = self.env["client.credit.fact"].with_user(self.investigator)
        fact = facts.create({"file_id": self.file.id, "kind": "manager", "name": "张三"})
        with self.assertRaisesRegex(AccessError, "You wrote"):
            fact.action_verify()
        with self.assertRaises(AccessError):
            fact.write({"verified_by": self.credit.id})
        with self.assertRaises(AccessError):
            fact.with_user(self.rep).action_verify()
        fact.with_user(self.credit).action_verify()
        self.assertEqual(fact.verified_by, self.credit)
        with self.assertRaisesRegex(UserError, "kept"):
            fact.unlink()
        fact.with_user(self.investigator2).name = "张三丰"
        self.assertFalse(fact.verified_by)
        self.assertEqual(fact.added_by, self.investigator2)

    def test_public_records_that_stand_are_counted(self):
        facts = self.env["client.credit.fact"].with_user(self.investigator)
        base = {"file_id": self.file.id, "kind": "public_record", "name": "案"}
        facts.create(
            [
                {**base, "record_type": "dishonest", "amount": 100},
                {**base, "record_type": "court", "status": "done", "amount": 900},
                {**base, "record_type": "honour"},
            ]
        )
        report = self._create_report(self.file)
        self.assertEqual(self._text(report, "public.open_count"), "1")
        self.assertEqual(self._text(report, "public.dishonest"), "Yes")
        self.assertEqual(self._text(report, "public.restricted"), "No")
        with self.assertRaises(ValidationError):
            facts.create(base)
        with self.assertRaises(ValidationError):
            facts.create({**base, "record_type": "court", "url": "javascript:alert(1)"})

    # === Comparing ===

    def test_versions_compared(self):
        report = self._create_report(self.file)
        report.with_user(self.investigator)._set_values(
            {
                "advice.limit": ("100000", False),
                "advice.days": ("30", False),
                "appraisal.overall": ("a", False),
            }
        )
        self._issue(report)
        action = report.with_user(self.investigator).action_new_version()
        version = self.env["client.credit.report"].browse(action["res_id"])
        version.with_user(self.investigator)._set_values(
            {
                "advice.limit": ("150000", False),
                "advice.days": ("33", False),
                "appraisal.overall": ("b", False),
            }
        )
        facts = self.env["client.credit.fact"].with_user(self.investigator)
        facts.create({"file_id": self.file.id, "kind": "shareholder", "name": "<b>乙</b>"})
        Compare = self.env["client.credit.compare"].with_user(self.investigator)
        wizard = Compare.create({"old_id": report.id, "new_id": version.id})
        rows, found = wizard._compare()
        by_code = {row["code"]: row for row in rows}
        self.assertEqual(by_code["advice.limit"]["delta"], 50_000)
        self.assertEqual(by_code["advice.limit"]["ratio"], 0.5)
        self.assertTrue(by_code["advice.limit"]["significant"])
        self.assertFalse(by_code["advice.days"]["significant"])
        self.assertFalse(by_code["appraisal.overall"]["significant"])
        self.assertEqual([fact["added"] for fact in found], [True])
        self.assertIn("Limit advised +50%", wizard.summary)
        self.assertIn("+50,000", wizard.result)
        self.assertNotIn("+3<", wizard.result)
        self.assertNotIn("<b>乙", wizard.result)
        wizard.significant_only = False
        self.assertIn("Payment term advised", wizard.result)

    def test_two_clients_compared_only_by_who_reads_both(self):
        first, second = self._create_report(self.file), self._create_report()
        Compare = self.env["client.credit.compare"]
        wizard = Compare.with_user(self.supervisor).create(
            {"old_id": first.id, "new_id": second.id}
        )
        self.assertIn(second.file_id.partner_id.company_registry, wizard.result)
        with self.assertRaises(AccessError):
            Compare.with_user(self.rep).create({"old_id": first.id, "new_id": second.id})

    # === Bought reports ===

    def _buy(self, texts):
        document = self._create_document(self.file, self.investigator, name="外购报告")
        report = self._create_report(
            self.file,
            source_kind="bought",
            provider="某资信公司",
            provider_date=self.today,
            document_id=document.id,
        )
        report.with_user(self.investigator)._set_values(texts)
        return report

    def test_a_bought_report_is_kept_with_provenance_and_its_conflicts_listed(self):
        own = self._create_report(self.file)
        own.with_user(self.investigator)._set_values({"profile.insured": ("100", False)})
        bought = self._buy(
            {
                "profile.legal_name": (self.partner.name, "p. 1"),
                "profile.legal_representative": ("李四", "p. 2"),
                "profile.insured": ("250", "p. 3"),
            }
        )
        conflicts = self.env["client.credit.conflict"].with_user(self.investigator)
        domain = [("file_id", "=", self.file.id)]
        self.assertFalse(conflicts.search(domain))
        with self.assertRaises(UserError):
            bought.with_user(self.general).action_approve()
        bought.with_user(self.investigator).action_submit()
        with self.assertRaises(AccessError):
            bought.with_user(self.investigator).action_review()
        bought.with_user(self.credit).action_review()
        self.assertEqual(bought.state, "issued")
        self.env.flush_all()
        found = conflicts.search(domain)
        self.assertEqual(found.item_id.mapped("code"), ["profile.insured"])
        self.assertEqual((found.own_text, found.bought_text), ("100", "250"))
        self.assertEqual((found.bought_note, found.provider), ("p. 3", "某资信公司"))
        self.assertEqual(self.file.with_user(self.credit).credit_conflict_count, 1)
        with self.assertRaises(AccessError):
            conflicts.with_user(self.rep).search(domain)
        # Both stand: a bought report neither supersedes our own nor voids its signatures.
        self._submit(own)
        again = self._buy({"profile.insured": ("260", "p. 3")})
        again.with_user(self.investigator).action_submit()
        again.with_user(self.credit).action_review()
        self.assertEqual((bought.state, again.state), ("superseded", "issued"))
        own.with_user(self.credit).action_review()
        self.assertEqual(own.state, "approval")

    def test_a_bought_report_needs_its_paper(self):
        report = self._create_report(self.file, source_kind="bought")
        with self.assertRaisesRegex(UserError, "provider|paper|Provider"):
            report.with_user(self.investigator).action_submit()
        other = self._create_document(self._open_file())
        with self.assertRaises(ValidationError):
            report.with_user(self.investigator).document_id = other

    # === Exports ===

    def test_json_and_xlsx(self):
        self.partner.sudo().name = "=HYPERLINK(1)有限公司"
        report = self._create_report(self.file)
        self._issue(report)
        content = json.loads(report.with_user(self.rep)._get_json())
        self.assertEqual(content["sha256"], report.sha256)
        self.assertEqual(digest(content["report"]), report.sha256)
        self.assertEqual(content["report"]["subject"]["name"], self.partner.name)
        book = openpyxl.load_workbook(io.BytesIO(report._get_xlsx()))
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        self.assertFalse([cell for cell in cells if cell.data_type == "f"])
        texts = {cell.value for cell in cells}
        self.assertTrue({self.partner.name, report.sha256, "Opinion in one sentence"} <= texts)

    def test_the_printed_document(self):
        report = self._create_report(self.file, language="en_US")
        self._issue(report)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.rep)
            ._render_qweb_html("client_file.report_credit_action", report.ids)
        )
        html = html.decode()
        for text in (report.sha256, self.general.name, "Pays on time.", "Company profile"):
            self.assertIn(text, html)
        self.assertIn("report_printed", self.file.event_ids.mapped("kind"))
        with self.assertRaises(AccessError):
            self.env["ir.actions.report"].with_user(self.other_rep)._render_qweb_html(
                "client_file.report_credit_action", report.ids
            )

    def test_pictures_are_drawn_once_and_frozen(self):
        picture = {"section": "05", "svg": '<svg viewBox="0 0 100 50"><g/></svg>', "caption": "图"}
        kind = self.env.registry["client.credit.report"]
        with patch.object(kind, "_get_pictures", lambda report: [picture]):
            report = self._create_report(self.file)
        self._issue(report)
        self.assertTrue(report.is_intact)
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "client_file.report_credit_action", report.ids
        )
        self.assertIn('<svg viewBox="0 0 100 50">', html.decode())
        self.assertIn("height: 65.0mm", html.decode())

    def test_the_sources_are_told(self):
        report = self._create_report(self.file)
        self._submit(report)
        section = report._get_document()["sections"][-1]
        rows = {row[0]: row for table in section["tables"] for row in table["rows"]}
        self.assertEqual(rows["Investigator"][1], 1)
        self.assertEqual(rows["Investigator"][4], self.investigator.name)
        self.assertEqual(rows["Client file"][3], str(self.today))

    def test_a_full_report_is_filled_in_a_few_statements(self):
        for months in range(1, 37):
            self._create_invoice(self.partner, self._day(months=months), 100)
        report = self._create_report(self.file, template_id=self._template("deep").id)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(130):
            report.with_user(self.investigator).action_fill()
            self.env.flush_all()


@tagged("post_install", "-at_install", "client_file", "client_file_attack")
class TestCreditReportDownload(HttpCase, CreditReportCase):
    def test_downloads_are_checked_and_logged(self):
        self.investigator.password = self.other_rep.password = "clientfile_secret"
        report = self._create_report()
        self._issue(report)
        self.authenticate(self.investigator.login, "clientfile_secret")
        for kind in ("json", "xlsx"):
            answer = self.url_open(f"/client_file/credit_report/{report.id}.{kind}")
            self.assertEqual(answer.status_code, 200)
            self.assertIn("attachment", answer.headers["Content-Disposition"])
        events = report.file_id.event_ids.filtered(lambda event: event.kind == "report_exported")
        self.assertEqual(len(events), 2)
        self.authenticate(self.other_rep.login, "clientfile_secret")
        answer = self.url_open(f"/client_file/credit_report/{report.id}.json")
        self.assertEqual(answer.status_code, 404)

    @mute_logger("odoo.http")
    def test_the_approver_is_not_written_over_rpc(self):
        self.investigator.password = "clientfile_secret"
        report = self._create_report()
        self.authenticate(self.investigator.login, "clientfile_secret")
        answer = self.url_open(
            "/web/dataset/call_kw/client.credit.report/write",
            data=json.dumps(
                {
                    "params": {
                        "model": "client.credit.report",
                        "method": "write",
                        "args": [report.ids, {"approver_id": self.general.id}],
                        "kwargs": {},
                    }
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertIn("its own step", answer.text)
        report.invalidate_recordset()
        self.assertFalse(report.approver_id)
