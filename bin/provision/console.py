"""What the commands say: numbered steps with the time they took, and one-sentence errors."""

import functools
import subprocess
import sys
import time


class Fail(Exception):
    """Something the person can act on: the message names what failed and the way out."""


class Progress:
    """Prints ``[n/total] title ... 1.2 s`` for each step of a command."""

    def __init__(self, total):
        self.total = total
        self.number = 0
        self.started = time.monotonic()

    def step(self, title):
        """Return a context manager that announces a step and prints its time at the end."""
        self.number += 1
        return _Step(f"[{self.number}/{self.total}] {title}")

    def elapsed(self):
        """Return the seconds since the command began."""
        return time.monotonic() - self.started


class _Step:
    def __init__(self, label):
        self.label = label

    def __enter__(self):
        self.started = time.monotonic()
        say(f"{self.label} ...")
        return self

    def __exit__(self, kind, error, trace):
        if kind is None:
            say(f"{self.label}: {time.monotonic() - self.started:.1f} s")


def say(text=""):
    """Print one line at once, so that progress shows in a pipe as well."""
    print(text, flush=True)


def notice(text):
    """Print something worth knowing that stops nothing."""
    say(f"Notice: {text}")


def run(command, what, **options):
    """Run a command quietly; a failure becomes a ``Fail`` with the last lines it printed."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            errors="replace",
            **options,
        )
    except FileNotFoundError as error:
        raise Fail(f"{what} needs the command `{command[0]}`, which is not there.") from error
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-8:])
        raise Fail(f"{what} failed (exit code {done.returncode}). It said:\n{tail}")
    return done.stdout


def command(function):
    """Make ``function`` a command: a clean one-sentence error and exit code instead of a trace."""

    @functools.wraps(function)
    def wrapper():
        try:
            code = function(sys.argv[1:])
        except Fail as error:
            print(f"Error: {error}", file=sys.stderr, flush=True)
            code = 1
        except KeyboardInterrupt:
            code = 130
        sys.exit(code or 0)

    return wrapper
