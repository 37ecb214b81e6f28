"""Reads Odoo's log of a test run while it is written: counts, failures, tours, warnings."""

import re

from .console import say

_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<logger>[^:\s]+): (?P<text>.*)$"
)
_STARTED = re.compile(r"^Starting (\S+) \.\.\.")
_SKIPPED = re.compile(r"^skipped (\S+) : (.*)")
_BROKEN = re.compile(r"^(?:FAIL|ERROR): (?:Subtest )?(.+)")
_SUMMARY = re.compile(r"^(\d+) failed, (\d+) error\(s\) of (\d+) tests")
_TOUR = re.compile(r"TOUR (\S+) SUCCEEDED")
# What a healthy run may say, with the reason.
EXPECTED = (
    # What the browser complains of fails its test, which is counted by its own line.
    r"\.browser: ",
    # Debian's wkhtmltopdf is the unpatched one; the reports are made for it.
    r"ir_actions_report: .*(?:wkhtmltopdf|unpatched)",
    # Sums over failures that have lines of their own.
    r"odoo\.tests\.result: \d+ failed",
    r"Module \S+: \d+ failures, \d+ errors of",
    r"At least one test failed when loading the modules",
)


class TestLog:
    """The findings in one run's log.

    ``broken`` maps the name of each test that failed to the first lines of its error.
    """

    def __init__(self):
        self.started = 0
        self.broken = {}
        self.skipped = {}
        self.tours = []
        self.warnings = []
        self.finished = False
        self._open = None

    def feed(self, line):
        """Take one line of the log."""
        found = _LINE.match(line)
        if not found:
            self._continue(line)
            return
        self._open = None
        level, text = found["level"], found["text"]
        if _STARTED.match(text):
            self.started += 1
        elif skipped := _SKIPPED.match(text):
            self.skipped[f"{_addon(found['logger'])}:{skipped[1]}"] = skipped[2].strip()
        elif _SUMMARY.match(text):
            self.finished = True
        if level in ("WARNING", "ERROR", "CRITICAL"):
            self._take_complaint(line, found["logger"], text)

    def _take_complaint(self, line, logger, text):
        if broken := _BROKEN.match(text):
            # A test counts once, whatever number of its subtests failed.
            name = f"{_addon(logger)}:{_test_name(broken[1])}"
            if name not in self.broken:
                self.broken[name] = []
                say(f"  FAILED {name}")
            self._open = self.broken[name]
        elif not any(re.search(pattern, f"{logger}: {text}") for pattern in EXPECTED):
            self.warnings.append(line.split(" ", 3)[-1].rstrip())

    def _continue(self, line):
        if tour := _TOUR.search(line):
            self.tours.append(tour[1])
            say(f"  tour {tour[1]} succeeded")
        if self._open is not None and len(self._open) < 40 and line.strip():
            self._open.append(line.rstrip())

    @property
    def passed(self):
        """Number of tests that ran through; a failed set-up is no test of its own."""
        own = [name for name in self.broken if not name.split(":", 1)[1].startswith("setUp")]
        return max(0, self.started - len(self.skipped) - len(own))


def _addon(logger):
    parts = logger.split(".")
    return parts[2] if parts[:2] == ["odoo", "addons"] and len(parts) > 2 else logger


def _test_name(text):
    if text.startswith(("setUpClass", "tearDownClass", "setUpModule")):
        return re.sub(r"\(odoo\.addons\.[^)]*\.(\w+)\)", r"\1", text).strip()
    return text.split()[0]
