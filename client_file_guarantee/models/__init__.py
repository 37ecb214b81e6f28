from . import cases, handover, loans, shelf
