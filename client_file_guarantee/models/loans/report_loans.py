from odoo import api, models

from odoo.addons.client_file.tools.dates import company_today

ROWS = 18


class ReportLoans(models.AbstractModel):
    """借阅登记表 on landscape A4, 18 rows a page; unused rows are struck through."""

    _name = "report.client_file_guarantee.report_loans"
    _description = "Register of loans on paper"

    @api.model
    def _get_report_values(self, docids, data=None):
        loans = self.env["client.archive.loan"].browse(docids).sorted("id")
        loans.check_access("read")
        rows = [self._prepare_row(number, loan) for number, loan in enumerate(loans, 1)]
        pages = [rows[at : at + ROWS] for at in range(0, len(rows), ROWS)] or [[]]
        pages[-1] += [{}] * (ROWS - len(pages[-1]))
        return {
            "doc_ids": docids,
            "doc_model": loans._name,
            "docs": loans,
            "zoom": self.env["report.client_file.report_credit"]._get_zoom(),
            "foot": self._get_foot,
            "mark": max(loans, key=lambda loan: loan._get_secrecy_rank())._get_secrecy_words()
            if loans
            else "",
            "pages": pages,
        }

    @api.model
    def _get_foot(self, page, pages):
        return self.env._(
            "Page %(page)s of %(pages)s · printed by %(user)s on %(date)s",
            page=page,
            pages=pages,
            user=self.env.user.name,
            date=company_today(self.env),
        )

    @api.model
    def _prepare_row(self, number, loan):
        def word(field):
            return dict(loan._fields[field]._description_selection(self.env))[loan[field]]

        def day(field):
            return loan[field].strftime("%Y-%m-%d") if loan[field] else ""

        level = self.env["client.secrecy.matter"]._fields["level"]
        levels = dict(level._description_selection(self.env))
        return {
            "cells": [
                number,
                day("requested_on"),
                loan.borrower_id.name,
                loan.unit_id.number,
                loan.unit_id.name,
                levels.get(str(loan._get_secrecy_rank()), ""),
                loan.purpose,
                word("way"),
                loan.decided_by.name or "",
                day("due_on"),
                day("returned_on"),
                loan.condition or "",
                loan.issued_by.name or "",
            ]
        }
