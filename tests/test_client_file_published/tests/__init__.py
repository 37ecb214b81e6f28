from . import test_master, test_payments, test_repeat_buying, test_sample
