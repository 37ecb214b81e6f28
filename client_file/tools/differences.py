"""What changed between two texts, word by word; Chinese, which has no spaces, item by item."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup

_TOKEN = re.compile(
    r"[；;、，,。：:（）()\n]|[^\S\n]+|[A-Za-z0-9_.%-]+|[^；;、，,。：:（）()\sA-Za-z0-9_.%-]+"
)


def split_words(text):
    """Words, spaces and signs; a run of Chinese between two signs is one word.

    >>> split_words("研发、销售 steel tubes；运输")
    ['研发', '、', '销售', ' ', 'steel', ' ', 'tubes', '；', '运输']
    """
    return _TOKEN.findall(text or "")


def compare(old, new):
    """Pieces (kind, text) that lead from one text to another; kind is same, gone or added.

    >>> compare("研发、销售", "研发、制造、销售")
    [('same', '研发、'), ('added', '制造、'), ('same', '销售')]
    >>> compare("", "a"), compare("a", "a")
    ([('added', 'a')], [('same', 'a')])
    """
    before, after = split_words(old), split_words(new)
    pieces = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(("same", "".join(before[i:j])))
            continue
        if i < j:
            pieces.append(("gone", "".join(before[i:j])))
        if k < m:
            pieces.append(("added", "".join(after[k:m])))
    return pieces


def render(pieces):
    """The pieces as safe HTML: struck through what is gone, underlined what was added.

    >>> str(render([("same", "a<b "), ("gone", "c"), ("added", "d")]))
    'a&lt;b <del>c</del><ins>d</ins>'
    """
    tags = {"same": Markup("%s"), "gone": Markup("<del>%s</del>"), "added": Markup("<ins>%s</ins>")}
    return Markup("").join(tags[kind] % text for kind, text in pieces)
