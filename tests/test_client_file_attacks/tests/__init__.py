from . import test_attacks_calls
