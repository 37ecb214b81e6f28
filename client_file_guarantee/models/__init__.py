from . import cases, handover, retention
