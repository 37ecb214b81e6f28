"""Credit: payment behaviour, reports, statements, scores, limits, holds and triggers."""

from . import (
    client_credit_metric,
    client_file_picture,
    ir_qweb_field_client_file_picture,
)
