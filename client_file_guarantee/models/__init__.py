from . import cases, handover
