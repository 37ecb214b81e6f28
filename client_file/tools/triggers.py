"""When a client has to be looked at again: what was known of it against what is known now.

A state is a dict of plain values, one per client; see `client.credit.baseline` for their
meaning. The rules are those of a credit department (re-evaluation after changes of finance,
operation, personnel and legal matters; 统一授信 of the state banks asks for the same).
"""

# code -> (kind, working days until it has to be decided)
CODES = {
    "knock_out": ("legal", 1),
    "overdue": ("operation", 1),
    "index_fall": ("operation", 5),
    "sales_fall": ("operation", 5),
    "utilisation": ("operation", 5),
    "class_change": ("finance", 5),
    "statement": ("finance", 20),
    "zone": ("finance", 5),
    "manipulation": ("data", 1),
    "ratio": ("finance", 20),
    "public_record": ("legal", 1),
    "representative": ("personnel", 5),
    "shareholder": ("personnel", 5),
    "management": ("personnel", 20),
    "contact": ("personnel", 20),
    "account_manager": ("personnel", 20),
    "bank": ("operation", 1),
    "address": ("operation", 5),
    "report_ends": ("time", 20),
    "limit_ends": ("time", 20),
    "document_ends": ("time", 20),
    "guarantee_ends": ("time", 5),
    "review": ("time", 20),
    "affiliate": ("group", 5),
    "guarantor": ("group", 5),
    "business": ("operation", 5),
}
# Those that tell the group: what happens by the calendar does not.
LOUD = frozenset(
    {"knock_out", "overdue", "class_change", "zone", "manipulation", "public_record", "bank"}
)
INDEX_FALL = 10
SALES_FALL = 0.30
HIGH_UTILISATION = 0.90
RATIO_CHANGE = 0.20
# Class -> months until the client is looked at again whatever happens.
REVIEW_MONTHS = {"A": 12, "B": 9, "C": 6, "D": 3, "E": 1}
NO_CLASS_MONTHS = 6
# Watched as they are: any other value is a change.
TEXTS = ("representative", "shareholder", "management", "contact", "bank", "address")
UNKNOWN = (None, "", False)


def find_changes(old, new):
    """What happened between two states: list of (code, old value, new value).

    Nothing is said of a value that was unknown before: knowing it for the first time is no
    change. A level (overdue, utilisation) speaks when it is crossed, not each night beyond it.

    >>> find_changes({"index": 78.0}, {"index": 67.9}), find_changes({"index": 78.0}, {"index": 69})
    ([('index_fall', 78.0, 67.9)], [])
    >>> find_changes({"overdue": 0}, {"overdue": 5000})
    [('overdue', 0, 5000)]
    >>> find_changes({"overdue": 100}, {"overdue": 5000})
    []
    >>> find_changes({"utilisation": 0.9}, {"utilisation": 0.91})
    [('utilisation', 0.9, 0.91)]
    >>> find_changes({"sales": 90.0, "sales_before": 100.0}, {"sales": 70.0, "sales_before": 100.0})
    [('sales_fall', 100.0, 70.0)]
    >>> find_changes({"class": "B"}, {"class": "C"}), find_changes({"class": None}, {"class": "C"})
    ([('class_change', 'B', 'C')], [])
    >>> find_changes({"knock_out": None}, {"knock_out": "dishonest"})
    [('knock_out', None, 'dishonest')]
    >>> find_changes({"bank": "6222"}, {"bank": "6222, 9558"}), find_changes({}, {"bank": "6222"})
    ([('bank', '6222', '6222, 9558')], [])
    >>> find_changes({"zone": "safe", "statement": 1}, {"zone": "grey", "statement": 2})
    [('statement', 1, 2), ('zone', 'safe', 'grey')]
    """
    found = []
    index, before = new.get("index"), old.get("index")
    if index is not None and before is not None and before - index >= INDEX_FALL:
        found.append(("index_fall", before, index))
    if (new.get("overdue") or 0) > 0 >= (old.get("overdue") or 0):
        found.append(("overdue", old.get("overdue") or 0, new["overdue"]))
    if is_falling(new) and not is_falling(old):
        found.append(("sales_fall", new["sales_before"], new["sales"]))
    used = new.get("utilisation") or 0
    if used > HIGH_UTILISATION >= (old.get("utilisation") or 0):
        found.append(("utilisation", old.get("utilisation") or 0, used))
    if new.get("knock_out") and new["knock_out"] != old.get("knock_out"):
        found.append(("knock_out", old.get("knock_out"), new["knock_out"]))
    if new.get("statement") and new["statement"] != old.get("statement"):
        found.append(("statement", old.get("statement"), new["statement"]))
    for code, key in (("class_change", "class"), ("zone", "zone"), ("account_manager", "manager")):
        if _differs(old.get(key), new.get(key)):
            found.append((code, old[key], new[key]))
    if new.get("manipulation") and not old.get("manipulation"):
        found.append(("manipulation", False, True))
    found += [
        (key, old[key], new.get(key) or "") for key in TEXTS if _differs(old.get(key), new.get(key))
    ]
    return found


def _differs(old, new):
    return old not in UNKNOWN and old != new


def is_falling(state):
    """Whether three months sold 30 % less than the same months of the year before.

    >>> [is_falling({"sales": now, "sales_before": 100}) for now in (70, 71)]
    [True, False]
    >>> is_falling({"sales": 0, "sales_before": 0})
    False
    """
    before = state.get("sales_before") or 0
    return before > 0 and (state.get("sales") or 0) <= (1 - SALES_FALL) * before


def get_reference(old, new, drawn):
    """The index the next night compares with: the best since somebody was last told.

    A client that gets worse by a point a week is noticed too, and only once.

    >>> get_reference(78.0, 75.0, False), get_reference(78.0, 80.0, False)
    (78.0, 80.0)
    >>> get_reference(78.0, 67.0, True), get_reference(None, 67.0, False)
    (67.0, 67.0)
    """
    if new is None:
        return None if drawn else old
    return new if drawn or old is None else max(old, new)


def find_ratio_changes(rows):
    """Ratios that moved by more than a fifth: (code, old, new) kept in their order.

    >>> find_ratio_changes([("current", 1.5, 1.1), ("quick", 1.0, 1.2), ("debt", 0, 0.5)])
    [('current', 1.5, 1.1)]
    """
    return [
        (code, old, new)
        for code, old, new in rows
        if old and abs(new - old) > RATIO_CHANGE * abs(old) + 1e-9
    ]


def get_review_months(risk_class):
    """
    >>> [get_review_months(letter) for letter in ("A", "B", "C", "D", "E", None)]
    [12, 9, 6, 3, 1, 6]
    """
    return REVIEW_MONTHS.get(risk_class, NO_CLASS_MONTHS)
