"""Retention: the clock, what speaks against destroying, appraisal, destruction (part 3, 三, 5)."""

from . import client_archive_signature  # isort: skip
from . import (
    client_archive_appraisal,
    client_archive_appraisal_line,
    client_archive_destruction,
    client_archive_destruction_line,
    client_archive_destruction_process,
    client_file_document,
    client_file_event,
    client_guarantee_case,
    client_guarantee_case_blockers,
    client_guarantee_demo,
    client_guarantee_paper,
    client_retention_event,
    client_retention_hold,
    client_retention_rule,
)
