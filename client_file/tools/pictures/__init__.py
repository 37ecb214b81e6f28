"""Pictures of credit, the same on screen and on paper: pure functions, no ORM.

Each returns a :class:`Picture`: an SVG, a caption and the table of data behind it. Everything a
reader sees comes in as a parameter, already in the reader's language.
"""

from .ageing_bars import ageing
from .contribution_bars import contributions
from .decision_lanes import decision
from .exposure_bar import exposure
from .freshness_board import freshness_board
from .offer_bars import offers
from .org_chart import org_chart
from .parity_matrix import parity_matrix
from .payment_trend import trend
from .picture import Picture
from .rate_bars import rates
from .revenue_stack import revenue
from .safety import find_unsafe
from .score_gauge import gauge
from .success_table import success
from .usage_trend import usage
