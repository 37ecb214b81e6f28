from dateutil.relativedelta import relativedelta
from odoo import fields
from odoo.tests import HttpCase, tagged

from .test_credit_report import CreditReportCase


@tagged("post_install", "-at_install", "client_file", "client_file_browser")
class TestCreditReportJourney(CreditReportCase, HttpCase):
    def test_investigator_credit_manager_and_manager(self):
        file = self._open_file(partner=self._create_client("三年客户有限公司"))
        today = fields.Date.context_today(file)
        for months in range(1, 37):
            self._create_invoice(file.partner_id, today - relativedelta(months=months), 100)
        path = "/odoo/client-files"
        self.start_tour(path, "client_credit_report_new", login=self.investigator.login)
        report = file.credit_report_ids
        self.assertEqual(report.state, "review")
        self.assertEqual(self._value(report, "operations.sales_12m").origin, "ledger")
        action = self.env.ref("client_file.client_credit_report_action")
        path = f"/odoo/action-{action.id}/{report.id}"
        self.start_tour(path, "client_credit_report_review", login=self.credit.login)
        self.start_tour(path, "client_credit_report_approve", login=self.general.login)
        self.assertEqual(report.state, "issued")
        self.assertTrue(report.is_intact)
