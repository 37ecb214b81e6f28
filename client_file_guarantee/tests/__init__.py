from . import test_handover, test_retention
