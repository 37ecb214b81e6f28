"""The process of a guarantee case as data: read top to bottom it is the chart.

Who takes which step, from where to where, whose signatures shut a person out, and what the step
has to be told. `Step.act` is the kind of signature it leaves.
"""

from typing import NamedTuple

from .constants import MANAGER, OFFICER

WITHDRAWABLE = (
    "application",
    "due_diligence",
    "limit_reserved",
    "review",
    "approved",
    "contracts_signed",
    "counter_guarantee_done",
    "released_for_loan",
)
_INVESTIGATED = ("g_apply", "g_sign_a", "g_sign_b", "g_submit")


class Step(NamedTuple):
    """One step.

    ``sources`` states it starts from; ``target`` the state it leads to (None: it is only a
    signature); ``groups`` who may; ``others`` acts whose signers may not take it (second
    person); ``needs`` what has to be said: ``reason``, ``date``, ``amount``, ``document``;
    ``role`` the officer it is reserved for; ``after`` acts that must have been signed before.
    """

    code: str
    sources: tuple
    target: str | None
    groups: str = OFFICER
    others: tuple = ()
    needs: tuple = ()
    role: str | None = None
    after: tuple = ()

    @property
    def act(self):
        return {"approve": "approve", "decline": "refuse"}.get(self.code, f"g_{self.code}")


STEPS = (
    Step("apply", ("application",), "due_diligence"),
    Step("sign_a", ("due_diligence",), None, role="officer_a_id"),
    Step("sign_b", ("due_diligence",), None, role="officer_b_id", others=("g_sign_a",)),
    Step("reserve", ("due_diligence",), "limit_reserved", after=("g_sign_a", "g_sign_b")),
    Step("submit", ("limit_reserved",), "review"),
    Step("approve", ("review",), "approved", MANAGER, _INVESTIGATED, ("amount", "reason")),
    Step("decline", ("review",), "declined", MANAGER, _INVESTIGATED, ("reason",)),
    Step("withdraw", WITHDRAWABLE, "withdrawn", needs=("reason",)),
    Step("contract", ("approved",), "contracts_signed"),
    Step("counter", ("contracts_signed",), "counter_guarantee_done", others=("g_contract",)),
    Step(
        "loan",
        ("counter_guarantee_done",),
        "released_for_loan",
        MANAGER,
        ("g_contract", "g_counter"),
        ("date",),
    ),
    Step("enter", ("released_for_loan",), "in_force", needs=("date", "amount", "document")),
    Step("ask_discharge", ("in_force",), None, needs=("date", "document")),
    Step(
        "discharge",
        ("in_force",),
        "released",
        others=("g_ask_discharge",),
        after=("g_ask_discharge",),
    ),
    Step("overdue", ("in_force",), "overdue", needs=("date", "reason")),
    Step("cure", ("overdue",), "in_force", needs=("reason", "document")),
    Step(
        "approve_compensation",
        ("overdue",),
        "compensation_approved",
        MANAGER,
        ("g_overdue",),
        ("amount", "reason"),
    ),
    Step(
        "compensate",
        ("compensation_approved",),
        "compensated",
        needs=("date", "amount", "document"),
    ),
    Step("recover", ("compensated",), "recovering", needs=("reason",)),
    Step("recovered", ("recovering",), "recovered"),
    Step("partly", ("recovering",), "partly", needs=("reason", "document")),
    Step(
        "write_off",
        ("partly",),
        "written_off",
        MANAGER,
        ("g_partly",),
        ("date", "reason", "document"),
    ),
    Step("settle", ("released", "recovered", "written_off"), "settled", needs=("date",)),
)
BY_CODE = {step.code: step for step in STEPS}
TRANSITIONS = frozenset(
    (source, step.target) for step in STEPS if step.target for source in step.sources
)
# The order of the states in which papers may be asked for.
STAGES = (
    "due_diligence",
    "limit_reserved",
    "review",
    "approved",
    "contracts_signed",
    "counter_guarantee_done",
    "released_for_loan",
    "in_force",
    "released",
    "compensated",
    "written_off",
    "settled",
)
