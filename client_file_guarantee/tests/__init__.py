from . import (
    test_handover,
    test_shelf,
    test_shelf_fixity,
    test_shelf_loans,
    test_shelf_visits,
)
