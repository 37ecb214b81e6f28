from . import test_master, test_sample
