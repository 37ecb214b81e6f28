"""How the benchmark measures, and the table it writes."""

import gc
import os
import platform
import statistics
import time
from datetime import date
from typing import NamedTuple


class Result(NamedTuple):
    """One line of the table; times in seconds, `None` where there is nothing to compare with."""

    number: str
    work: str
    ours: float
    reference: float | None = None
    against: str = ""
    goal: float | None = None  # ours / reference at most
    unit: str = "s"

    @property
    def ratio(self):
        return self.ours / self.reference if self.reference else None

    @property
    def reached(self):
        return None if self.goal is None or self.ratio is None else self.ratio <= self.goal


def seconds(function, *arguments):
    """Wall time of one call, without a garbage collection of somebody else's objects."""
    gc.collect()
    started = time.perf_counter()
    function(*arguments)
    return time.perf_counter() - started


def median(function, repeats=3, warm=True, prepare=lambda: None):
    """Median wall time of some calls after one that fills the caches.

    :param prepare: called before each, and not counted
    """
    times = []
    for _ in range(repeats + warm):
        prepare()
        times.append(seconds(function))
    return statistics.median(times[warm:])


def medians(first, second, repeats=5):
    """Medians of two functions called in turn, so that both have the same neighbours."""
    first(), second()
    times = [(seconds(first), seconds(second)) for _ in range(repeats)]
    return tuple(statistics.median(column) for column in zip(*times, strict=True))


def _amount(value, unit):
    if value is None:
        return ""
    if unit != "s":
        return f"{value:,.1f} {unit}" if unit == "MB" else f"{value:g} {unit}"
    return f"{value:,.2f} s" if value >= 1 else f"{value * 1000:,.1f} ms"


def _verdict(result):
    if result.reached is None:
        return ""
    return "yes" if result.reached else "**no**"


def write_table(path, results, facts):
    """Write the results as Markdown.

    :param facts: dict of what the reader must know to judge them
    """
    lines = ["# Benchmark", ""]
    lines += [f"- {name}: {value}" for name, value in facts.items()]
    lines += [
        "",
        "Ratios compare work of the same run on the same rows (medians of several repetitions);",
        "numbers are those of the design's performance table.",
        "",
        "| # | Work | Ours | Reference | Ratio | Goal | Reached |",
        "|---|---|---|---|---|---|---|",
    ]
    for result in results:
        reference = _amount(result.reference, result.unit)
        against = f"{reference} {result.against}".strip()
        ratio = "" if result.ratio is None else f"{result.ratio:.3g}"
        goal = "" if result.goal is None else f"≤ {result.goal:g}"
        ours = _amount(result.ours, result.unit)
        cells = (result.number, result.work, ours, against, ratio, goal, _verdict(result))
        lines.append(f"| {' | '.join(cells)} |")
    path.write_text("\n".join(lines) + "\n")


def machine(cr):
    """Facts of the machine and its database server."""
    cr.execute("SELECT current_setting('server_version'), current_setting('shared_buffers')")
    version, buffers = cr.fetchone()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "Machine": f"{os.cpu_count()} cores, {memory:.0f} GB, load {os.getloadavg()[0]:.1f} then",
        "PostgreSQL": f"{version.split()[0]}, shared_buffers {buffers}",
        "Python": platform.python_version(),
        "Date": date.today().isoformat(),
    }
