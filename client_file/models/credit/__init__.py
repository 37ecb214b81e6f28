"""Credit: payment behaviour, reports, statements, scores, limits, holds and triggers."""

from . import client_credit_metric

from . import client_credit_statement  # isort: skip
from . import (
    client_credit_statement_alias,
    client_credit_statement_analysis,
    client_credit_statement_ledger,
    client_credit_statement_line,
    client_credit_statement_process,
    client_credit_statement_result,
    client_credit_statement_summary,
    client_credit_statement_test,
    client_credit_water_weight,
    client_file,
    client_file_event,
)
