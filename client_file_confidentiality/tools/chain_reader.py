"""Reading the sealed log by a cursor: for the button, the nightly job and the command line."""

import time
from contextlib import closing
from typing import NamedTuple

from odoo.tools import SQL
from psycopg2.extensions import BYTES, register_type

from . import chain

# Columns that are written once; `hits` grows until the row is sealed, the chain's own three follow.
CONTENT = (
    "id",
    "at",
    "user_id",
    "act",
    "model",
    "res_id",
    "file_id",
    "seen",
    "detail",
    "address",
    "session",
    "bucket",
)
# A row as one line of text: version of the format, then every column (JSON keeps dates in ISO
# 8601 whatever the session's style is). The hash of the row before stands in front of it.
LINE = SQL(
    "json_build_array(1, seq, %s, hits)::text",
    SQL(", ").join(SQL.identifier(name) for name in CONTENT),
)
CHAIN = SQL(
    "SELECT COALESCE(prev_hash, '') || %s, COALESCE(hash, '') FROM client_access_log"
    " WHERE seq IS NOT NULL ORDER BY seq",
    LINE,
)
FETCH = 2000


class Result(NamedTuple):
    """What following the chain gave."""

    rows: int  # that hold
    seq: int  # number of the head
    head: str  # its hash
    broken: chain.Break | None
    row_id: int  # id of the broken row, 0 when it is not there
    unsealed: int
    seconds: float


def stream(cr, query):
    """Batches of rows of a query, text as bytes, by a cursor of the server.

    Memory stays flat however long the log is.
    """
    # The name is the connection's own: one stream at a time.
    with closing(cr.connection.cursor("client_access_chain")) as cursor:
        register_type(BYTES, cursor)
        cursor.execute(query.code, query.params)
        while rows := cursor.fetchmany(FETCH):
            yield rows


def verify(cr, known=()):
    """Follow the whole chain, then hold its end against the heads that were written down.

    :param cr: cursor of the database
    :param known: further (number, hash) from prints and mails
    """
    start = time.monotonic()
    rows, head, bad = chain.follow(stream(cr, CHAIN))
    broken, row_id = None, 0
    if bad:
        row_id, seq = _find_row(cr, rows)
        broken = chain.find_break(rows, seq, *bad)
        row_id = row_id if broken.kind == "changed" and broken.seq == seq else 0
    else:
        anchors = [*_get_anchors(cr), *known]
        broken = chain.find_cut(rows, anchors, _get_hashes(cr, [seq for seq, _ in anchors]))
    cr.execute("SELECT count(*) FROM client_access_log WHERE hash IS NULL AND seq IS NULL")
    unsealed = cr.fetchone()[0]
    return Result(rows, rows, head, broken, row_id, unsealed, time.monotonic() - start)


def _find_row(cr, held):
    cr.execute(
        "SELECT id, seq FROM client_access_log WHERE seq IS NOT NULL"
        " ORDER BY seq OFFSET %s LIMIT 1",
        [held],
    )
    return cr.fetchone()


def _get_anchors(cr):
    cr.execute(
        "SELECT seq, hash FROM client_access_head UNION SELECT seq, hash FROM client_access_anchor"
    )
    return cr.fetchall()


def _get_hashes(cr, numbers):
    cr.execute("SELECT seq, hash FROM client_access_log WHERE seq = ANY(%s)", [list(numbers)])
    return dict(cr.fetchall())
