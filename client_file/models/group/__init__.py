"""Group clients: the living profile of part 5 of the policies, section by section."""

from . import client_group_owned  # isort: skip
from . import client_group_profile
