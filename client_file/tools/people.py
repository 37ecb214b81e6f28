"""The client's organisation on a day, out of what happened to its people.

Personnel events are the only source: whoever joined, moved, was promoted or left. An event tells
the whole post from then on (title, boss, second boss), so any day can be drawn.
"""

import datetime

# A post nobody holds is drawn as a gap for a year; later nobody misses it.
VACANCY_DAYS = 365
_DEEPEST = 12


def find_post(events, person, day):
    """The last event of a person up to a day, None when it is not there by then."""
    found = None
    for event in events:
        if event["person"] == person and event["day"] <= day:
            found = event
    return found


def build_chart(events, day):
    """Who holds which post on a day and where the gaps are.

    :param events: dicts with ``id``, ``person``, ``kind`` (noted, joined, moved, promoted, left),
        ``day``, ``title``, ``boss``, ``second`` (persons or None), ``closed`` (the post that is
        left ceases to be), in the order they happened
    :return: list of dicts ``id`` (person, or "v" and the event of a gap), ``person`` (None for a
        gap), ``title``, ``boss``, ``second`` (ids in this list or None), ``since``, ``before``
        (person who held a vacant post)

    >>> date = datetime.date
    >>> def event(id, person, kind, day, title=None, boss=None, second=None, closed=False):
    ...     return locals()
    >>> events = [
    ...     event(1, "Li", "noted", date(2025, 1, 1), "Head"),
    ...     event(2, "Wu", "noted", date(2025, 1, 1), "Buyer", "Li"),
    ...     event(3, "Li", "left", date(2026, 3, 1)),
    ...     event(4, "Ma", "joined", date(2026, 5, 1), "Head"),
    ... ]
    >>> [(row["id"], row["boss"]) for row in build_chart(events, date(2026, 1, 1))]
    [('Li', None), ('Wu', 'Li')]

    Li is gone: the post is a gap, and Wu reports to it, until Ma takes it.

    >>> [(row["id"], row["boss"]) for row in build_chart(events, date(2026, 4, 1))]
    [('Wu', 'v3'), ('v3', None)]
    >>> [(row["id"], row["boss"]) for row in build_chart(events, date(2026, 6, 1))]
    [('Wu', 'Ma'), ('Ma', None)]
    """
    told = [event for event in events if event["day"] <= day]
    posts = {}
    for event in told:
        posts[event["person"]] = event
    present = {person: post for person, post in posts.items() if post["kind"] != "left"}
    holders = {}
    for person, post in present.items():
        holders.setdefault(_key(post), person)
    gaps = _find_gaps(told, holders, day)
    chart = _Chart(told, present, holders, gaps)
    rows = [
        {
            "id": person,
            "person": person,
            "title": post["title"],
            "since": post["day"],
            "before": None,
            "boss": chart.resolve(post["boss"], post["day"], person),
            "second": chart.resolve(post["second"], post["day"], person),
        }
        for person, post in present.items()
    ]
    for gap, (post, event) in gaps.items():
        rows.append(
            {
                "id": gap,
                "person": None,
                "title": post["title"],
                "since": event["day"],
                "before": event["person"],
                "boss": chart.resolve(post["boss"], post["day"], event["person"], gap),
                "second": None,
            }
        )
    _break_circles(rows)
    return rows


def _key(post):
    return "".join((post["title"] or "").lower().split())


def _find_gaps(told, holders, day):
    """{id of the gap: (post given up, event that gave it up)}, one for each title."""
    held, gaps, titles = {}, {}, {}
    oldest = day - datetime.timedelta(days=VACANCY_DAYS)
    for event in told:
        post = held.get(event["person"])
        held[event["person"]] = event if event["kind"] != "left" else None
        if not post or not _key(post) or (event["kind"] != "left" and _key(event) == _key(post)):
            continue
        if _key(post) in titles:
            del gaps[titles.pop(_key(post))]
        if not event["closed"] and _key(post) not in holders and event["day"] > oldest:
            titles[_key(post)] = f"v{event['id']}"
            gaps[titles[_key(post)]] = (post, event)
    return gaps


class _Chart:
    """Where a line to a boss ends today: people report to the post their boss held."""

    def __init__(self, told, present, holders, gaps):
        self.told, self.present, self.holders = told, present, holders
        self.gaps = {_key(post): gap for gap, (post, _event) in gaps.items()}

    def resolve(self, boss, day, person, gap=None, depth=0):
        if boss is None or depth > _DEEPEST:
            return None
        post = self._get_post(boss, day)
        if post is None:
            return boss if boss in self.present and boss != person else None
        key = _key(post)
        now = self.present.get(boss)
        if now and boss != person and (_key(now) == key or not key):
            return boss
        if key in self.gaps and self.gaps[key] != gap:
            return self.gaps[key]
        holder = self.holders.get(key) if key else None
        if holder is not None and holder != person:
            return holder
        # The post is gone: with the person who held it, or with that person's own boss.
        if now and boss != person and holder is None:
            return boss
        return self.resolve(post["boss"], post["day"], person, gap, depth + 1)

    def _get_post(self, person, day):
        found = None
        for event in self.told:
            if event["person"] != person or event["kind"] == "left":
                continue
            if found is None or event["day"] <= day:
                found = event
        return found


def _break_circles(rows):
    """Nobody is above themselves: the line that would close a circle is left out.

    >>> rows = [{"id": 1, "boss": 2}, {"id": 2, "boss": 1}]
    >>> _break_circles(rows)
    >>> rows
    [{'id': 1, 'boss': None}, {'id': 2, 'boss': 1}]
    """
    bosses = {row["id"]: row for row in rows}
    for row in rows:
        seen, at = {row["id"]}, row["boss"]
        while at is not None and at in bosses:
            if at in seen:
                # A circle above this one is opened where it closes.
                if at == row["id"]:
                    row["boss"] = None
                break
            seen.add(at)
            at = bosses[at]["boss"]


def closes_circle(events, day):
    """Whether the people told of report to each other in a circle on a day.

    >>> date = datetime.date(2026, 1, 1)
    >>> def event(id, person, boss):
    ...     return {"id": id, "person": person, "kind": "joined", "day": date, "title": person,
    ...             "boss": boss, "second": None, "closed": False}
    >>> closes_circle([event(1, "a", "b"), event(2, "b", None)], date)
    False
    >>> closes_circle([event(1, "a", "b"), event(2, "b", "a")], date)
    True
    """
    posts = {}
    for event in events:
        if event["day"] <= day:
            posts[event["person"]] = event
    for person in posts:
        seen, at = {person}, posts[person]["boss"]
        while at is not None and at in posts:
            if at in seen:
                return True
            seen.add(at)
            at = posts[at]["boss"]
    return False
