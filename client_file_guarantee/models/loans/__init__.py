"""Loans inside the company, and visitors who read on site only (part 3, 三, rule 2)."""

from . import (
    client_archive_demo,
    client_archive_loan,
    client_archive_loan_clock,
    client_archive_loan_process,
    client_archive_visit,
    client_archive_visit_process,
    client_file_approval,
    report_loans,
)
