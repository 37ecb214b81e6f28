"""``bin/test``: hygiene, unit tests, stories and browser journeys, with one verdict at the end."""

import argparse
import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field

from . import browser, databases, postgres, python_env, selection
from . import odoo as odoo_module
from .console import Fail, Progress, command, notice, say
from .paths import LOGS, REPOSITORY
from .testlog import TestLog

DATABASE = "client_file_test"
BROWSER_TAG = "client_file_browser"
UPSTREAM_DATABASE = "client_file_upstream"
UPSTREAM = ("crm", "sale", "contacts")
UPSTREAM_LEFT_OUT = (
    # They count queries, which depend on what ran before and on every addon that is there.
    "/crm:TestLeadAssignPerf",
    # Tax arithmetic of three countries: half of the time, and nothing that the addons touch.
    "/sale:TestTaxesDownPaymentSale",
    "/sale:TestTaxesGlobalDiscountSale",
)
HYGIENE = REPOSITORY / "tests/hygiene"
PARALLEL = REPOSITORY / "tests/parallel"
PARALLEL_DATABASE = "client_file_parallel"
# These need a database with the addons installed, so they come after the addons' own tests.
NEEDS_DATABASE = "needs_database"


@dataclass
class Result:
    """What a part of the suite came to."""

    passed: int = 0
    failed: list = field(default_factory=list)
    skipped: dict = field(default_factory=dict)
    log: str = ""


def _arguments(arguments):
    parser = argparse.ArgumentParser(
        prog="bin/test",
        description=__doc__.split(": ", 1)[1],
        epilog="PATTERN: `hygiene`, `upstream`, `parallel`, a part of an addon's, test file's, "
        "class's or test's name, or Odoo's own /addon:Class.test",
    )
    parser.add_argument("pattern", nargs="?", default="", metavar="PATTERN")
    parser.add_argument("--fast", action="store_true", help="leave out the browser")
    parser.add_argument(
        "--upstream", action="store_true", help="also Odoo's own tests of " + ", ".join(UPSTREAM)
    )
    return parser.parse_args(arguments)


@command
def main(arguments):
    """Run the parts that the arguments ask for; the exit code is 0 only when all passed."""
    options = _arguments(arguments)
    everything = not options.pattern
    upstream = options.pattern == "upstream" or (
        everything and (options.upstream or os.environ.get("CI") == "true")
    )
    progress = Progress(odoo_module.STEPS)
    odoo = odoo_module.provision(progress, tests=True, tools=not options.fast)
    results = []
    if everything or options.pattern == "hygiene":
        _part(results, "hygiene", _hygiene, f"not {NEEDS_DATABASE}")
    if options.pattern not in ("hygiene", "upstream", "parallel"):
        _part(results, "addons", _addons, odoo, options)
    if everything and odoo.database_exists(DATABASE):
        _part(results, "translations", _hygiene, NEEDS_DATABASE)
    if (everything or options.pattern == "parallel") and odoo.database_exists(DATABASE):
        _part(results, "parallel", _parallel, odoo)
    if upstream:
        _part(results, "upstream", _upstream, odoo, options)
    return _verdict(results, progress)


def _part(results, title, function, *arguments):
    say(f"\n== {title}")
    started = time.monotonic()
    try:
        result = function(*arguments)
    except Fail as error:
        say(f"  {error}")
        result = Result(failed=[f"{title}: could not run"])
    results.append(result)
    counts = f"{result.passed} passed, {len(result.failed)} failed"
    say(f"== {title}: {counts}, {time.monotonic() - started:.1f} s")


def _verdict(results, progress):
    failed = [name for result in results for name in result.failed]
    skipped = {name: why for result in results for name, why in result.skipped.items()}
    passed = sum(result.passed for result in results)
    say()
    for why in sorted(set(skipped.values())):
        names = [name for name, reason in skipped.items() if reason == why]
        say(f"Skipped {len(names)} ({', '.join(names[:3])}{' ...' * (len(names) > 3)}): {why}")
    for name in failed:
        say(f"Failed: {name}")
    for log in sorted({result.log for result in results if result.log and result.failed}):
        say(f"Log: {log}")
    say(f"Time: {progress.elapsed():.0f} s")
    if not passed + len(failed):
        say("No test ran.")
    tail = f", {len(skipped)} skipped" if skipped else ""
    say(f"{passed} passed, {len(failed)} failed{tail}")
    return 1 if failed or not passed else 0


def _hygiene(marker):
    report = LOGS / "hygiene.xml"
    report.unlink(missing_ok=True)
    log = LOGS / f"hygiene-{marker.replace(' ', '-')}.log"
    environment = dict(os.environ, CLIENT_FILE_TEST_DATABASE=DATABASE, PYTHONDONTWRITEBYTECODE="1")
    with open(log, "w") as handle:
        subprocess.run(
            [
                python_env.PYTHON,
                "-m",
                "pytest",
                HYGIENE,
                "-q",
                "-m",
                marker,
                f"--junitxml={report}",
            ],
            cwd=REPOSITORY,
            env=environment,
            stdout=handle,
            stderr=subprocess.STDOUT,
        )
    result = Result(log=str(log.relative_to(REPOSITORY)))
    if not report.exists():
        result.failed.append("hygiene: pytest could not start")
        return result
    for case in ElementTree.parse(report).iter("testcase"):
        name = f"{case.get('classname', '').rpartition('.')[2]}:{case.get('name')}"
        problem = case.find("failure") if case.find("failure") is not None else case.find("error")
        if problem is not None:
            result.failed.append(name)
            message = problem.get("message") or ""
            # A linter's own words stand in the text alone.
            _show(name, (problem.text if message.startswith("Failed") else message).splitlines())
        elif case.find("skipped") is not None:
            result.skipped[name] = case.find("skipped").get("message")
        else:
            result.passed += 1
    return result


def _show(name, lines, limit=12):
    say(f"  FAILED {name}")
    for line in lines[:limit]:
        say(f"    {line}")
    if len(lines) > limit:
        say(f"    ... {len(lines) - limit} more lines in the log")


def _addons(odoo, options):
    """Each addon is tested on what it stands on, before the next one is installed on top."""
    addons, tags = selection.select(options.pattern)
    if not addons:
        raise Fail("This checkout holds no addon.")
    say("  database with the dependencies ...")
    made = databases.ensure_dependencies(odoo)
    say("  made anew" if made else "  reused")
    databases.copy_of_dependencies(odoo, DATABASE)
    result = Result()
    for names, wanted in selection.storeys(tags):
        say(f"  {', '.join(names)} ...")
        if not wanted:
            databases.install(odoo, DATABASE, names, f"{names[0]}-install")
            continue
        part = _run_odoo_tests(odoo, options, names[0], DATABASE, wanted, install=names)
        result.passed += part.passed
        result.failed += part.failed
        result.skipped.update(part.skipped)
        if part.failed or not result.log:
            result.log = part.log
    return result


def _parallel(odoo):
    """Several connections at once: scripts that commit, each in a database of its own."""
    result = Result(log=str(LOGS.relative_to(REPOSITORY) / "parallel-*.log"))
    for script in sorted(PARALLEL.glob("*.py")):
        say(f"  {script.name} ...")
        odoo.create_from_template(DATABASE, PARALLEL_DATABASE)
        try:
            lines = databases.run_quietly(
                odoo,
                f"parallel-{script.stem}",
                "shell",
                "-d",
                PARALLEL_DATABASE,
                "--no-http",
                script=script.read_text(),
            )
        except Fail as error:
            say(f"  {error}")
            lines = []
        verdicts = [line for line in lines if line.startswith(("PASSED ", "FAILED "))]
        result.passed += sum(line.startswith("PASSED ") for line in verdicts)
        result.failed += [line[len("FAILED ") :] for line in verdicts if line.startswith("FAILED ")]
        if not verdicts:
            result.failed.append(f"parallel: {script.name} came to no result")
        odoo.drop(PARALLEL_DATABASE)
    return result


def _upstream(odoo, options):
    if not odoo.database_exists(DATABASE):
        addons, _tags = selection.select("")
        databases.copy_of_dependencies(odoo, DATABASE)
        databases.install(odoo, DATABASE, addons, "upstream-install")
    odoo.create_from_template(DATABASE, UPSTREAM_DATABASE)
    tags = ",".join([f"/{name}" for name in UPSTREAM] + [f"-{tag}" for tag in UPSTREAM_LEFT_OUT])
    result = _run_odoo_tests(odoo, options, "upstream", UPSTREAM_DATABASE, tags)
    if result.failed:
        _excuse(odoo, options, result)
    odoo.drop(UPSTREAM_DATABASE)
    return result


def _excuse(odoo, options, result):
    """Take those failures out of ``result`` that Odoo has without our addons too."""
    say("  once more without our addons: what fails there as well is not our doing ...")
    databases.copy_of_dependencies(odoo, UPSTREAM_DATABASE)
    tests = [name.split(": ")[0] for name in result.failed if ":" in name]
    tags = ",".join("/" + test.replace("setUpClass ", "") for test in tests)
    alone = _run_odoo_tests(odoo, options, "upstream-alone", UPSTREAM_DATABASE, tags)
    for name in set(alone.failed) & set(result.failed):
        result.failed.remove(name)
        result.skipped[name] = "fails here without our addons too"


def _run_odoo_tests(odoo, options, name, database, tags, install=()):
    reason = "" if options.fast else browser.missing_browser()
    if options.fast:
        tags += f",-{BROWSER_TAG}"
        say("  browser tests are left out (--fast)")
    elif reason:
        notice(f"browser tests are skipped: {reason}.")
    arguments = ["-d", database, "--with-demo", "--stop-after-init", "--test-tags", tags]
    arguments += ["--http-port", str(postgres.free_port()), "--max-cron-threads", "0"]
    if install:
        arguments += ["-i", ",".join(install)]
    log = LOGS / f"{name}.log"
    findings = TestLog()
    with (
        open(log, "w") as copy,
        odoo.start(
            *arguments,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
        ) as child,
    ):
        for line in child.stdout:
            copy.write(line)
            findings.feed(line)
    return _judge(findings, child.returncode, log, name, browser_is_here=not reason)


def _judge(findings, code, log, name, browser_is_here):
    result = Result(passed=findings.passed, log=str(log.relative_to(REPOSITORY)))
    for test, lines in findings.broken.items():
        result.failed.append(test)
        _show(test, lines[-8:])
    for test, why in findings.skipped.items():
        if "chrome" in why.lower() and browser_is_here:
            # Odoo skips when the browser does not start; here one is there, so it is a failure.
            result.failed.append(f"{test}: {why}")
        else:
            result.skipped[test] = why
    if findings.warnings and not name.startswith("upstream"):
        result.failed.append(f"{name}: unexpected warnings or errors in the log")
        _show(f"{name}: {len(findings.warnings)} unexpected log lines", findings.warnings, 20)
    if code and not result.failed:
        result.failed.append(f"{name}: Odoo ended with exit code {code}")
    say(f"  {len(findings.tours)} tours succeeded, {findings.started} tests started")
    return result
