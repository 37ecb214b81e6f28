from . import client_file_step  # isort: skip
from . import (
    base_partner_merge_automatic_wizard,
    client_credit_backtest_start,
    client_credit_compare,
    client_credit_decision,
    client_credit_report_step,
    client_credit_statement_import,
    client_credit_statement_import_line,
    client_file_departure,
    client_file_departure_line,
    client_file_import,
    client_file_import_line,  # isort: skip
    client_file_import_reading,
)

from . import client_credit_step  # isort: skip

from . import client_credit_trigger_step  # isort: skip

from . import client_poach_success, client_usage_import, client_usage_import_line  # isort: skip

from . import client_usage_import_reading  # isort: skip
from . import client_group_news_add  # isort: skip
from . import client_visit_news  # isort: skip

from . import client_visit_step  # isort: skip
