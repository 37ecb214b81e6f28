"""Hand-over of papers to the archivist: seven working days, two signatures (part 3, 三)."""

from . import (
    client_file_document,
    client_guarantee_case,
    client_guarantee_handover,
    client_guarantee_handover_line,
    client_guarantee_handover_process,
    client_workday,
)
