# Mixins come first: the other models inherit from them.
from . import client_secrecy_protected  # isort: skip
from . import client_file_guarded  # isort: skip
from . import client_file_titled  # isort: skip
from . import client_file_owned  # isort: skip
from . import client_file_trade  # isort: skip
from . import client_file_pointer  # isort: skip
from . import client_file  # isort: skip
from . import client_file_approval  # isort: skip
from . import (
    account_move,
    account_move_line,
    client_classification_rule,
    client_file_assignment,
    client_file_check,
    client_file_class,
    client_file_classification,
    client_file_completeness,
    client_file_dependence,
    client_file_desk,
    client_file_dirty,
    client_file_document,
    client_file_document_type,
    client_file_event,
    client_file_metric,
    client_file_metric_place,
    client_file_metric_reason,
    client_file_metric_run,
    client_file_milestone,
    client_file_override,
    client_file_process,
    client_file_profile,
    client_file_register,
    client_file_requirement,
    client_file_seal,
    client_file_standing,
    client_file_timeline,
    client_file_update,
    credit,
    crm_lead,
    group,
    ir_attachment,
    res_partner,
    sale_order,
    sale_order_line,
)
