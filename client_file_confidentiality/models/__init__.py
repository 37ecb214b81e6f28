# Mixins come first: the other models inherit from them.
from . import client_secrecy_protected  # isort: skip
from . import client_secrecy_gate  # isort: skip
from . import client_secrecy_clearance  # isort: skip
from . import client_secrecy_permit  # isort: skip
from . import client_secrecy_permit_line  # isort: skip
from . import client_secrecy_copy  # isort: skip
from . import access  # isort: skip
from . import (
    client_file,
    client_secrecy_copy_family,
    client_secrecy_copy_process,
    client_secrecy_delegation,
    client_secrecy_exports,
    client_secrecy_freeze,
    client_secrecy_knower,
    client_secrecy_mark,
    client_secrecy_mark_process,
    client_secrecy_mark_rule,
    client_secrecy_matter,
    client_secrecy_permit_card,
    client_secrecy_permit_process,
    client_secrecy_permit_product,
    client_secrecy_permit_use,
    client_secrecy_pledge,
    client_secrecy_policy,
    client_secrecy_signature,
    incidents,
    ir_actions_report_permit,
    ir_attachment_permit,
    ir_rule,
    prints,
    registers,
    report_permit,
    res_users,
    walls,
)
