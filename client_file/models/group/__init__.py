"""Group clients: the living profile of part 5 of the policies, section by section."""

from . import client_group_owned  # isort: skip
from . import client_group_profile  # isort: skip
from . import client_group_money  # isort: skip
from . import client_group_period  # isort: skip
from . import client_group_profile_usage  # isort: skip
from . import client_key_person  # isort: skip
from . import client_decision_step  # isort: skip
from . import (
    client_competitor,
    client_decision_step_person,
    client_file_picture,
    client_group_offer,
    client_group_profile_competition,
    client_group_project,
    client_group_service,
    client_need,
    client_poach_event,
    client_poach_means,
    client_poach_response,
    client_product_revenue,
    client_usage_alert,
    client_usage_month,
    ir_ui_menu,
    res_config_settings,
)
