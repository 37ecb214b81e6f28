"""Credit: payment behaviour, reports, statements, scores, limits, holds and triggers."""

from . import (
    client_credit_grouping,
    client_credit_metric,
    client_credit_pattern,
    client_credit_run,
    client_credit_segment,
    client_file_pattern,
)
