from . import (
    test_attacks_admin,
    test_attacks_browser,
    test_attacks_calls,
    test_attacks_mail,
    test_attacks_web,
    test_attacks_writes,
)
