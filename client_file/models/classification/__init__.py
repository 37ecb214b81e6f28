"""The statements that classify clients: the four dimensions of the policy's part 1.

Each is a function of the parameters (`client.file.metric._get_parameters`) that yields SQL.
"""

from .apply import apply, close_history, open_history
from .collect import collect
from .rank import rank
