# Mixins come first: the other models inherit from them.
from . import client_secrecy_protected  # isort: skip
from . import client_secrecy_clearance  # isort: skip
from . import client_secrecy_reach  # isort: skip
from . import (
    client_file,
    client_secrecy_freeze,
    client_secrecy_knower,
    client_secrecy_mark,
    client_secrecy_mark_process,
    client_secrecy_mark_rule,
    client_secrecy_matter,
    client_secrecy_pledge,
    client_secrecy_policy,
    ir_rule,
    res_users,
)
