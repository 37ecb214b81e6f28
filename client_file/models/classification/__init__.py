"""The statements that classify clients: the four dimensions of the policy's part 1.

Each is a function of the parameters (`client.file.metric._get_parameters`) that yields SQL.
"""

from .apply import apply, close_history, open_history
from .collect import collect
from .common import in_scope
from .rank import choose_core, find_affected, find_members, judge, place
from .standing import (
    count,
    find_limits,
    places,
    set_milestones,
    shift_milestones,
    shift_sums,
    start,
)
from .store import delete, differ, insert, shift, update
