"""The table of doors: one row for every call that a client can make without writing anything.

Each row is tried by everybody who is not cleared, over every channel that Odoo offers, and once
by somebody cleared as the control: a row that shows the canary to nobody would prove nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from .common import CANARY


@dataclass(frozen=True)
class Door:
    row: str
    """Number in the survey of leaks."""
    why: str
    model: str
    method: str
    arguments: Callable
    """World -> keyword arguments; `ids` are the records the method is called on."""
    control: str = "canary"
    """What somebody cleared gets: `canary`, `title` (the client's name), `something` (an oracle:
    any answer that is not empty), `own` (the same, for whom it was sent to), `admin`
    (the same, for a cleared administrator) or `nothing` (closed
    for everybody)."""
    needs: str = ""
    """What else closes it: with `permits` the cleared control is refused without a permit."""

    def __str__(self):
        return f"{self.row} {self.model}.{self.method}: {self.why}"


def on_file(world, **values):
    return {"ids": world.file.ids, **values}


def search(domain, **values):
    return lambda world: {"domain": domain(world) if callable(domain) else domain, **values}


SCOPE = [("business_scope", "=", CANARY)]
