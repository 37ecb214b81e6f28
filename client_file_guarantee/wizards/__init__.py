from . import (
    client_archive_count,
    client_file_step,
    client_guarantee_posting,
    client_guarantee_reason,
    client_guarantee_step,
    client_retention_reason,
    client_workday_load,
)
