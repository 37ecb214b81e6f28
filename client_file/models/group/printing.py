"""From a complete HTML page to PDF, with what the machine has."""

from odoo.addons.base.models import ir_actions_report

# wkhtmltopdf without its patched Qt prints a millimetre of the page 1.3 times too small.
UNPATCHED_ZOOM = 1.3


def can_print():
    """Whether wkhtmltopdf is installed."""
    return ir_actions_report._wkhtml().state != "install"


def get_zoom():
    """By how much the pages are drawn larger for them to come out as A4."""
    return 1 if ir_actions_report._wkhtml().is_patched_qt else UNPATCHED_ZOOM


def to_pdf(env, html, report):
    """The PDF of one HTML document, on the paper of that report.

    :param report: xmlid of an `ir.actions.report`, for its paper format alone
    """
    return env["ir.actions.report"]._run_wkhtmltopdf([html], report_ref=report)
