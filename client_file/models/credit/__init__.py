"""Credit: payment behaviour, reports, statements, scores, limits, holds and triggers."""

from . import client_file_credit  # isort: skip
from . import client_credit_account  # isort: skip
from . import client_credit_limit  # isort: skip
from . import (
    client_credit_allocation,
    client_credit_authority,
    client_credit_core,
    client_credit_hold,
    client_credit_metric,
    client_credit_policy,
    client_credit_proposal,
    client_credit_reservation,
    client_credit_score,
    client_credit_score_line,
    client_credit_score_override,
    client_credit_scorecard,
    client_credit_statement,
    client_credit_statement_alias,
    client_credit_statement_analysis,
    client_credit_statement_ledger,
    client_credit_statement_line,
    client_credit_statement_result,
    client_credit_statement_summary,
    client_credit_statement_test,
    client_credit_water_weight,
    client_file,
    client_file_event,
    client_file_metric,
    client_file_picture,
    gate,
    ir_qweb_field_client_file_picture,
    sale_order,
    sale_order_line,
)
