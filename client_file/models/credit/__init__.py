"""Credit: payment behaviour, reports, statements, scores, limits, holds and triggers."""

from . import (
    client_credit_conflict,
    client_credit_fact,
    client_credit_item,
    client_credit_metric,
    client_credit_report,
    client_credit_report_export,
    client_credit_report_file,
    client_credit_report_fill,
    client_credit_report_form,
    client_credit_report_ledger,
    client_credit_report_pattern,
    client_credit_report_process,
    client_credit_report_snapshot,
    client_credit_report_template,
    client_credit_report_template_line,
    client_credit_report_value,
    client_file_event_report,
    client_file_report,
    report_client_file_credit,
)
