"""The SQL of purchase patterns: facts, fifths, groups and what is bought together."""

from .baskets import baskets, categories
from .facts import MONTHS, facts, month_number, months, totals
from .rows import forecast_table, pattern_rows, sample_rows, to_found_groups, trend_table
from .segments import count_groups, measure_groups
