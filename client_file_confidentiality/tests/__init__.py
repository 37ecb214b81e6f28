from . import (
    test_levels,
    test_permits,
    test_permits_copies,
    test_permits_gates,
    test_permits_http,
    test_permits_tools,
    test_registers_departure,
    test_registers_http,
    test_registers_incident,
    test_registers_meeting,
    test_registers_movement,
    test_registers_report,
)
