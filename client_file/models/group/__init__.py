"""Group clients: the living profile of part 5 of the policies, section by section."""

from . import client_group_owned  # isort: skip
from . import client_group_profile  # isort: skip

# What other parts extend comes before them.
from . import client_group_money  # isort: skip
from . import client_group_period  # isort: skip
from . import client_group_profile_attention  # isort: skip
from . import client_group_profile_freshness  # isort: skip
from . import client_group_profile_usage  # isort: skip
from . import client_key_person  # isort: skip
from . import client_decision_step  # isort: skip
from . import client_group_thread  # isort: skip
from . import client_visit  # isort: skip
from . import (
    client_business_event,
    client_competitor,
    client_decision_step_person,
    client_file,
    client_file_event_visit,
    client_file_picture,
    client_group_bullet,
    client_group_demand,
    client_group_freshness,
    client_group_headcount,
    client_group_news,
    client_group_offer,
    client_group_peer,
    client_group_profile_competition,
    client_group_profile_contact,
    client_group_profile_overview,
    client_group_profile_pack,
    client_group_profile_paper,
    client_group_profile_parity,
    client_group_profile_people,
    client_group_profile_visit,
    client_group_project,
    client_group_scope,
    client_group_service,
    client_group_service_line,
    client_need,
    client_person_event,
    client_poach_event,
    client_poach_means,
    client_poach_response,
    client_product_revenue,
    client_promise,
    client_sensitive_note,
    client_usage_alert,
    client_usage_month,
    client_visit_material,
    client_visit_pack,
    client_visit_pack_content,
    client_visit_pack_make,
    client_visit_plan,
    client_visit_process,
    client_visit_slides,
    crm_lead_visit,
    ir_ui_menu,
    report_group_form,
    report_group_form_blank,
    res_config_settings,
)
