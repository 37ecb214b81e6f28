from . import test_log, test_log_chain, test_log_desk
