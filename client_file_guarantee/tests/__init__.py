from . import (
    test_cases_limits,
    test_cases_process,
    test_cases_returns,
    test_handover,
)
