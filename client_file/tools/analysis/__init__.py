"""Statistics of clients in plain Python: repeat buying, trends, groups, accuracy."""

from . import accuracy, optimise, repeat_buying, segments, spend, trend
