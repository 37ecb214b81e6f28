from . import test_levels
