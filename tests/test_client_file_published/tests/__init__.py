from . import test_master, test_repeat_buying, test_sample
