from . import (
    report_destruction,
    report_handover,
)
