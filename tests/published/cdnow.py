"""The published CDNOW purchases, taken as data out of a Python package.

All purchases of the 23,570 customers who first bought from CDNOW in the first quarter of 1997,
up to 1998-06-30 (Fader & Hardie, "Forecasting repeat sales at CDNOW", Interfaces 31, 2001), and
the one-in-ten sample of 2,357 customers on which the literature prints its results. Both come
with the package ``lifetimes`` (MIT). It is never installed or imported: its wheel is fetched
once by the project's own pip into ``.odoo/cache/published``, and two text files are read from it.

Run it to fetch the package ahead of a test: ``python3 tests/published/cdnow.py [FOLDER]``.
"""

import datetime
import hashlib
import os
import sys
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).resolve().parents[2]
PACKAGE = "lifetimes==0.11.3"
WHEEL = "Lifetimes-0.11.3-py3-none-any.whl"
WHEEL_SHA256 = "261e3dc89977c2b60767ca6728aaa29d429de0c814635070a749c36555895da8"
DATASETS = "lifetimes/datasets/"
# The purchases end on this day, so figures "as of" it see everything and nothing is stale.
LAST_DAY = datetime.date(1998, 6, 30)


class Facts(NamedTuple):
    """What is published of a file: its rows, customers and total in dollars."""

    rows: int
    customers: int
    dollars: Decimal


PUBLISHED = {
    "CDNOW_master.txt": Facts(69_659, 23_570, Decimal("2500315.63")),
    "CDNOW_sample.txt": Facts(6_919, 2_357, Decimal("244091.94")),
}


class Purchase(NamedTuple):
    """One line of the data: who bought how many CDs on which day for how much."""

    customer: str  # five digits, the number in the master file
    date: datetime.date
    quantity: int  # CDs
    dollars: Decimal  # of the purchase, not of one CD; 0 for a free one


class DataUnavailable(RuntimeError):
    """The package could not be had, or is not the one that was published."""


def default_directory():
    """Where the package is kept: ``CLIENT_FILE_PUBLISHED``, or below ``.odoo``."""
    return Path(os.environ.get("CLIENT_FILE_PUBLISHED") or REPOSITORY / ".odoo/cache/published")


def fetch(directory=None):
    """Bring the package, once, and return the path of its wheel.

    :param directory: folder that keeps it; `default_directory()` when empty
    :raise DataUnavailable: with what to do about it
    """
    directory = Path(directory or default_directory())
    wheel = directory / WHEEL
    if not wheel.is_file():
        _download(directory)
    if not wheel.is_file():
        raise DataUnavailable(f"pip brought {PACKAGE}, but under another name than {WHEEL}.")
    if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
        raise DataUnavailable(
            f"{wheel.name} is not the published package. Delete it to fetch it again."
        )
    return wheel


def _download(directory):
    """Use the pip of ``bin/``: the one a bare Debian has too."""
    sys.path.insert(0, str(REPOSITORY / "bin"))
    try:
        from provision import console, python_env
    except ImportError as error:
        raise DataUnavailable(_HOW.format(f"there is no bin/provision here ({error})")) from error
    finally:
        sys.path.pop(0)
    try:
        directory.mkdir(parents=True, exist_ok=True)
        python_env.pip(
            "download", "--quiet", "--no-deps", "--only-binary", ":all:",
            "--dest", directory, PACKAGE,
            what=f"Fetching the published data ({PACKAGE})",
        )  # fmt: skip
    except (console.Fail, OSError) as error:
        raise DataUnavailable(_HOW.format(error)) from error


_HOW = (
    "The published CDNOW data could not be fetched: {}\n"
    f"Where there is no package index, put {WHEEL} into the folder that the environment variable "
    "CLIENT_FILE_PUBLISHED names."
)


def read_purchases(name, directory=None):
    """Return all purchases of `CDNOW_master.txt` or `CDNOW_sample.txt`, in the file's order.

    :raise DataUnavailable: also when rows, customers or total are not the published ones
    """
    with zipfile.ZipFile(fetch(directory)) as archive:
        lines = archive.read(DATASETS + name).decode("ascii").splitlines()
    purchases = [_parse(line.split()) for line in lines if line.split()[0].isdigit()]
    found = Facts(
        len(purchases),
        len({purchase.customer for purchase in purchases}),
        sum(purchase.dollars for purchase in purchases),
    )
    if found != PUBLISHED[name]:
        raise DataUnavailable(f"{name} has {found}, published are {PUBLISHED[name]}.")
    return purchases


def _parse(columns):
    # The sample has a number of its own in the second column.
    customer, (day, quantity, dollars) = columns[0], columns[-3:]
    return Purchase(
        customer, datetime.datetime.strptime(day, "%Y%m%d").date(), int(quantity), Decimal(dollars)
    )


if __name__ == "__main__":
    try:
        for file_name in PUBLISHED:
            print(f"{file_name}: {len(read_purchases(file_name, *sys.argv[1:2]))} purchases")
    except DataUnavailable as problem:
        sys.exit(str(problem))
