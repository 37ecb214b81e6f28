"""Shelf: places, units with a number for life, and the desk that works by scanning (G三4a)."""

from . import (
    client_archive_desk,
    client_archive_fixity,
    client_archive_place,
    client_archive_series,
    client_archive_unit,
    client_archive_unit_incident,
    client_archive_unit_process,
    client_file_document,
    client_guarantee_handover,
    report_unit_label,
)
