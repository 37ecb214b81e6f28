"""The hash chain of the access log: pure functions, no database.

A sealed row is one line of text: the hash of the row before it, then the row as a JSON array. Its
own hash is the SHA-256 of that line, so a change of any column, a row taken out and a row put in
all break the chain at a place that can be named. A cut tail breaks nothing inside; it is found by
the heads that were written down elsewhere (`find_cut`).
"""

from hashlib import sha256
from typing import NamedTuple

# What the first row follows.
GENESIS = "0" * 64


class Break(NamedTuple):
    """The first place where the chain does not hold."""

    kind: str  # changed, missing, extra, cut, rewritten
    seq: int  # number of the row in the chain, 1 is the first


def get_hash(line):
    """SHA-256 of a line, in hexadecimal.

    >>> get_hash(GENESIS + '[1, 1]')[:12]
    '64b91fd02c9e'
    """
    return sha256(line.encode()).hexdigest()


def seal(lines, last=GENESIS):
    """Chain rows that have no hash yet.

    :param lines: rows as JSON text, without the hash before them
    :param last: hash of the row before the first of them
    :return: iterator of (hash of the row before, own hash)

    >>> [(before[:6], own[:6]) for before, own in seal(["[1]", "[2]"])]
    [('000000', '151136'), ('151136', 'b91631')]
    """
    for line in lines:
        own = get_hash(last + line)
        yield last, own
        last = own


def follow(batches):
    """Walk a chain from its beginning; memory stays flat.

    :param batches: iterable of non-empty lists of (line with the hash before it, stored hash), as
        bytes, in the order of the chain
    :return: (rows that hold, hash of the last of them, line and hash of the first that does not)

    >>> rows = [((before + line).encode(), own.encode())
    ...         for line, (before, own) in zip("abc", seal("abc"))]
    >>> follow([rows[:2], rows[2:]])[::2]
    (3, None)
    >>> follow([[rows[0], rows[2]]])[0]
    1
    >>> moved = [(rows[0][0], rows[0][1][:-1]), (rows[1][0], rows[0][1][-1:] + rows[1][1])]
    >>> follow([moved])[0]
    0
    """
    last, count = GENESIS.encode(), 0
    for rows in batches:
        lines, hashes = zip(*rows, strict=True)
        before = (last, *hashes[:-1])
        own = "".join([sha256(line).hexdigest() for line in lines]).encode()
        if (
            own != b"".join(hashes)
            or set(map(len, hashes)) != {len(GENESIS)}
            or not all(map(bytes.startswith, lines, before))
        ):
            for line, stored in rows:
                if get_hash(line.decode()) != stored.decode() or not line.startswith(last):
                    return count, last.decode(), (line.decode(), stored.decode())
                last, count = stored, count + 1
        last, count = hashes[-1], count + len(rows)
    return count, last.decode(), None


def find_break(held, seq, line, stored):
    """What is wrong with the first row that does not hold.

    :param held: rows that hold before it
    :param seq: the number it carries

    A number that jumps means that rows are missing. A row whose hash is not that of its content
    was changed. One whose hash is right but that follows another hash stands after a row that was
    changed and given a new hash.

    >>> line, own = GENESIS + "[1]", get_hash(GENESIS + "[1]")
    >>> find_break(4, 7, line, own)
    Break(kind='missing', seq=5)
    >>> find_break(4, 5, line, "00")
    Break(kind='changed', seq=5)
    >>> find_break(4, 5, line, own)
    Break(kind='changed', seq=4)
    >>> find_break(4, 4, line, own)
    Break(kind='extra', seq=4)
    """
    expected = held + 1
    if seq > expected:
        return Break("missing", expected)
    if seq < expected:
        return Break("extra", seq)
    if get_hash(line) != stored:
        return Break("changed", expected)
    return Break("changed", max(held, 1))


def find_cut(length, anchors, stored):
    """Hold the end of the chain against heads that were written down elsewhere.

    :param length: rows of the chain that hold
    :param anchors: iterable of (number of a row, its hash when it was written down)
    :param dict stored: hash of each of these rows today

    >>> find_cut(10, [(8, "aa"), (12, "bb")], {8: "aa"})
    Break(kind='cut', seq=11)
    >>> find_cut(20, [(8, "aa"), (12, "bb")], {8: "aa", 12: "cc"})
    Break(kind='rewritten', seq=9)
    >>> find_cut(12, [(8, "aa"), (12, "bb")], {8: "aa", 12: "bb"})

    A row for which two heads disagree vouches for nothing, whichever of them is the one of today.

    >>> [find_cut(12, [(8, "aa"), (12, old), (12, "cc")], {8: "aa", 12: "cc"}).seq
    ...  for old in ("bb", "dd")]
    [9, 9]
    """
    anchors = list(anchors)
    wrong = [seq for seq, head in anchors if seq <= length and stored.get(seq) != head]
    if wrong:
        sound = max((seq for seq, _head in anchors if seq < min(wrong)), default=0)
        return Break("rewritten", sound + 1)
    if any(seq > length for seq, _head in anchors):
        return Break("cut", length + 1)
    return None


def get_words(seq, head):
    """The head as it is printed and mailed: number, then the hash in groups of eight.

    >>> get_words(1204, "ab" * 32)
    '1204-abababab-abababab-abababab-abababab-abababab-abababab-abababab-abababab'
    """
    return "-".join([str(seq), *(head[start : start + 8] for start in range(0, 64, 8))])


def read_words(words):
    """The other way round, forgiving about blanks and capitals; None when it is no head.

    >>> read_words(" 1204-" + "-".join(["ABABABAB"] * 8)) == (1204, "ab" * 32)
    True
    >>> read_words("1204-abab")
    """
    seq, _, rest = "".join((words or "").split()).lower().partition("-")
    rest = rest.replace("-", "")
    if not seq.isdecimal() or len(rest) != 64 or set(rest) - set("0123456789abcdef"):
        return None
    return int(seq), rest
