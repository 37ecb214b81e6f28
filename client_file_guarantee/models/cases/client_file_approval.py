from odoo import fields, models


class ClientFileApproval(models.Model):
    """Acts of a guarantee case: one kind of signature for each step."""

    _inherit = "client.file.approval"

    act = fields.Selection(
        selection_add=[
            ("g_apply", "Applied for the guarantee"),
            ("g_sign_a", "Due diligence signed (A)"),
            ("g_sign_b", "Due diligence signed (B)"),
            ("g_reserve", "Limit reservation confirmed"),
            ("g_submit", "Submitted to the review"),
            ("g_withdraw", "Application taken back"),
            ("g_contract", "Contracts noted as signed"),
            ("g_counter", "Counter-guarantee confirmed"),
            ("g_loan", "Loan release signed"),
            ("g_enter", "Guarantee entered in force"),
            ("g_ask_discharge", "Discharge asked for"),
            ("g_discharge", "Discharge confirmed"),
            ("g_overdue", "Overdue loan reported"),
            ("g_cure", "Overdue loan paid after all"),
            ("g_approve_compensation", "Payment to the bank approved"),
            ("g_compensate", "Payment to the bank made"),
            ("g_recover", "Recovery begun"),
            ("g_recovered", "Recovery completed"),
            ("g_partly", "Rest judged lost"),
            ("g_write_off", "Loss approved"),
            ("g_settle", "Settlement noted"),
            ("g_inspect", "Inspection signed"),
        ],
        ondelete=dict.fromkeys(
            (
                "g_apply", "g_sign_a", "g_sign_b", "g_reserve", "g_submit", "g_withdraw",
                "g_contract", "g_counter", "g_loan", "g_enter", "g_ask_discharge", "g_discharge",
                "g_overdue", "g_cure", "g_approve_compensation", "g_compensate", "g_recover",
                "g_recovered", "g_partly", "g_write_off", "g_settle", "g_inspect",
            ),
            "cascade",
        ),
    )  # fmt: skip
