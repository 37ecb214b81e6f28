"""What a failed SQL statement may say in the server's log: its form, never its values."""

import logging
import re

_TEXT = re.compile(r"[eE]?'(?:[^'\\]|''|\\.)*'", re.DOTALL)
_DETAIL = re.compile(r"^\s*(DETAIL|CONTEXT):.*(?:\n(?!\s*[A-Z]+:).*)*", re.MULTILINE)


def hide_values(text):
    """The statement without literals and the error without the row it quotes.

    >>> hide_values("INSERT INTO client_file (note) VALUES ('it''s secret', 3)")
    "INSERT INTO client_file (note) VALUES ('…', 3)"
    >>> hide_values("new row violates check\\nDETAIL:  Failing row contains (1, secret).\\n")
    'new row violates check\\n'
    """
    return _DETAIL.sub("", _TEXT.sub("'…'", text))


class HideValues(logging.Filter):
    """Takes the values out of Odoo's "bad query" lines; the statement itself stays to be found."""

    def filter(self, record):
        if isinstance(record.msg, str) and record.msg.startswith("bad query") and record.args:
            record.args = tuple(_to_text(value) for value in record.args)
        return True


def _to_text(value):
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return hide_values(text)


def install(name="odoo.sql_db"):
    """Once per process; a second call changes nothing."""
    logger = logging.getLogger(name)
    if not any(isinstance(existing, HideValues) for existing in logger.filters):
        logger.addFilter(HideValues())
