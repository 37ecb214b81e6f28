from . import (
    test_cases_limits,
    test_cases_process,
    test_cases_returns,
    test_guarantee_walls,
    test_handover,
    test_retention,
    test_shelf,
    test_shelf_fixity,
    test_shelf_loans,
    test_shelf_visits,
)
