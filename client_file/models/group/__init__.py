"""Group clients: the living profile of part 5 of the policies, section by section."""

from . import client_group_owned  # isort: skip
from . import client_group_profile  # isort: skip

# What other parts extend comes before them.
from . import client_group_profile_attention  # isort: skip
from . import client_group_profile_freshness  # isort: skip
from . import (
    client_business_event,
    client_file,
    client_group_bullet,
    client_group_demand,
    client_group_freshness,
    client_group_headcount,
    client_group_news,
    client_group_peer,
    client_group_profile_contact,
    client_group_profile_overview,
    client_group_profile_parity,
    client_group_profile_people,
    client_group_scope,
    client_group_service_line,
    client_key_person,
    client_person_event,
    client_sensitive_note,
)
