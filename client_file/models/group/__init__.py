"""Group clients: the living profile of part 5 of the policies, section by section."""

from . import client_group_owned  # isort: skip
from . import client_group_profile

from . import client_group_thread  # isort: skip
from . import client_key_person  # isort: skip
from . import client_visit  # isort: skip
from . import (
    client_file_event_visit,
    client_group_profile_pack,
    client_group_profile_paper,
    client_group_profile_visit,
    client_promise,
    client_visit_material,
    client_visit_pack,
    client_visit_pack_content,
    client_visit_pack_make,
    client_visit_plan,
    client_visit_process,
    client_visit_slides,
    crm_lead_visit,
    report_group_form,
    report_group_form_blank,
)
