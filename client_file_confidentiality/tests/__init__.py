from . import (
    test_registers_departure,
    test_registers_http,
    test_registers_incident,
    test_registers_meeting,
    test_registers_movement,
    test_registers_report,
)
