"""Rules of credit reports: validity, staleness, what counts as a change. No ORM."""

# Shortest and longest validity of a report, in months (anchor: a report holds 3 to 12 months).
MONTHS = (3, 12)
RATIO_CHANGE = 0.20
AMOUNT_CHANGE = 0.25
CLASSES = "ABCDE"


def validity_months(risk_class, is_core):
    """Months an issued report stays valid: 12 at low risk, 6 at medium, 3 at high or core.

    A client without a class is one nobody can call low risk.

    >>> [validity_months(c, False) for c in ("A", "B", "C", "D", "E", None)]
    [12, 12, 6, 3, 3, 6]
    >>> validity_months("A", True)
    3
    """
    if is_core or risk_class in ("D", "E"):
        return 3
    return 12 if risk_class in ("A", "B") else 6


def staleness(dates, as_of):
    """Days between the oldest of these dates and `as_of`; None without any date.

    >>> import datetime
    >>> staleness([datetime.date(2026, 1, 1), None, datetime.date(2026, 1, 11)],
    ...           datetime.date(2026, 1, 31))
    30
    """
    known = [date for date in dates if date]
    return max((as_of - min(known)).days, 0) if known else None


def change(old, new):
    """Difference and relative difference of two numbers; None where there is none.

    >>> change(100.0, 130.0)
    (30.0, 0.3)
    >>> change(None, 5.0), change(0.0, 5.0), change(-50.0, -25.0)
    ((None, None), (5.0, None), (25.0, 0.5))
    """
    if not (_is_number(old) and _is_number(new)):
        return None, None
    delta = round(new - old, 6) + 0.0
    return delta, round(delta / abs(old), 6) if old else None


def is_significant(threshold, old, new):
    """Whether a reader should look at this change.

    `ratio`: 20 % of the old value or, for shares, 20 points; `amount`: 25 %; `class`: one class;
    `any`: every change; `none`: never (texts that are written anew each time).

    >>> is_significant("amount", 100.0, 124.0), is_significant("amount", 100.0, 125.0)
    (False, True)
    >>> is_significant("ratio", 0.5, 0.61), is_significant("ratio", 10.0, 8.5)
    (True, False)
    >>> is_significant("class", "B", "C"), is_significant("class", "B", "B")
    (True, False)
    >>> is_significant("any", "张三", "李四"), is_significant("none", "a", "b")
    (True, False)
    >>> is_significant("amount", None, 0.0), is_significant("amount", 0.0, 0.0)
    (True, False)
    """
    if threshold == "none" or old == new:
        return False
    if threshold not in ("ratio", "amount") or not (_is_number(old) and _is_number(new)):
        return True
    limit = RATIO_CHANGE if threshold == "ratio" else AMOUNT_CHANGE
    ratio = change(old, new)[1]
    return ratio is None or abs(ratio) >= limit


def _is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def compare(old, new):
    """What differs between two report contents, section by section.

    :param old, new: contents as `client.credit.report` freezes them
    :return: `(rows, facts)`: rows have `section`, `title`, `code`, `label`, `old`, `new` (as
        printed), `delta`, `ratio`, `significant`; facts have `section`, `title`, `kind`, `text`,
        `added` (False: removed)

    >>> def content(amount, people):
    ...     value = {"code": "x", "label": "X", "value": amount, "text": str(amount),
    ...              "threshold": "amount", "type": "monetary"}
    ...     fact = {"kind": "manager", "title": "Managers", "rows": [{"cells": p} for p in people]}
    ...     return {"sections": [{"code": "05", "title": "Paying", "values": [value],
    ...                           "facts": [fact]}]}
    >>> rows, facts = compare(content(100.0, [["张三"]]), content(150.0, [["李四"]]))
    >>> rows[0]["delta"], rows[0]["ratio"], rows[0]["significant"]
    (50.0, 0.5, True)
    >>> [(fact["text"], fact["added"]) for fact in facts]
    [('李四', True), ('张三', False)]
    >>> compare(content(1.0, []), content(1.0, []))
    ([], [])
    """
    rows, facts = [], []
    before = {section["code"]: section for section in old["sections"]}
    after = {section["code"]: section for section in new["sections"]}
    for code in sorted(before.keys() | after.keys()):
        first, second = before.get(code, {}), after.get(code, {})
        title = (second or first).get("title", "")
        rows += _compare_values(code, title, first, second)
        facts += _compare_facts(code, title, first, second)
    return rows, facts


def _compare_values(section, title, first, second):
    old = {value["code"]: value for value in first.get("values", ())}
    new = {value["code"]: value for value in second.get("values", ())}
    for code in [*new, *(code for code in old if code not in new)]:
        a, b = old.get(code), new.get(code)
        before, after = (a or {}).get("value"), (b or {}).get("value")
        if before == after:
            continue
        shown = b or a
        delta, ratio = change(before, after)
        yield {
            "section": section,
            "title": title,
            "code": code,
            "label": shown["label"],
            "type": shown["type"],
            "old": (a or {}).get("text") or "",
            "new": (b or {}).get("text") or "",
            "delta": delta,
            "ratio": ratio,
            "significant": is_significant(shown["threshold"], before, after),
        }


def _compare_facts(section, title, first, second):
    old = {table["kind"]: table for table in first.get("facts", ())}
    new = {table["kind"]: table for table in second.get("facts", ())}
    for kind in [*new, *(kind for kind in old if kind not in new)]:
        shown = new.get(kind) or old[kind]
        before = [_fact_text(row) for row in old.get(kind, {}).get("rows", ())]
        after = [_fact_text(row) for row in new.get(kind, {}).get("rows", ())]
        for added, texts, others in ((True, after, before), (False, before, after)):
            for text in texts:
                if text not in others:
                    yield {
                        "section": section,
                        "title": title,
                        "kind": shown["title"],
                        "text": text,
                        "added": added,
                    }


def _fact_text(row):
    return " · ".join(str(cell) for cell in row["cells"] if cell)
