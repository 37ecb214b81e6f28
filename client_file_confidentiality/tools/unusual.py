"""When one person's reading stands out: a pure rule, the same in Python and in SQL."""

from statistics import median

# Fewer files in a day than this never stand out, whatever the habit is.
LEAST = 10
# Times the person's own median day, and times the median of the team on the same day.
TIMES = 3
# Days with reading that a habit needs; a person with fewer is measured by the team alone.
DAYS = 5


def get_habit(days):
    """Median number of different records on the days a person read any; None when too few.

    >>> get_habit([4, 6, 5, 40, 5])
    5
    >>> get_habit([4, 6])
    """
    days = list(days)
    return median(days) if len(days) >= DAYS else None


def is_unusual(today, habit, team):
    """Whether today stands out against the person's own habit and against the team's day.

    :param today: different records read today
    :param habit: own median day of the last 30 days, None when it is not known yet
    :param team: median of the team's people today, None without a team of at least three

    Reading much because everybody does (a campaign, the yearly review) is not unusual; neither is
    a habit of reading much. Both must be passed; what is not known does not excuse.

    >>> is_unusual(60, 5, 12)
    True
    >>> is_unusual(60, 5, 40)
    False
    >>> is_unusual(60, 50, 12)
    False
    >>> is_unusual(9, 1, 1)
    False
    >>> is_unusual(60, None, None)
    True
    """
    return today >= LEAST and all(
        today > TIMES * usual for usual in (habit, team) if usual is not None
    )


def get_times(today, habit, team):
    """How many times the higher of the two measures today is; 0 without a measure.

    >>> get_times(60, 5, 12)
    5.0
    >>> get_times(60, None, None)
    0.0
    """
    usual = max((value for value in (habit, team) if value), default=0)
    return round(today / usual, 1) if usual else 0.0
