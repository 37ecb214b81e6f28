from . import test_registers_incident
from . import test_registers_meeting
from . import test_registers_movement
