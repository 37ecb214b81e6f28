from . import (
    test_levels,
    test_permits,
    test_permits_copies,
    test_permits_gates,
    test_permits_http,
    test_permits_tools,
)
