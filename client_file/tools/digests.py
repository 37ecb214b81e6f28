"""One digest for one content: what a signature or a snapshot is bound to."""

import hashlib
import json


def canonical(content):
    """JSON with sorted keys, no spaces and real Chinese characters.

    >>> canonical({"b": 1.0, "a": "客户"})
    '{"a":"客户","b":1.0}'
    """
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest(content):
    """SHA-256 of the canonical JSON (hex).

    >>> digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    True
    >>> digest({"a": 1})[:8]
    '015abd7f'
    """
    return hashlib.sha256(canonical(content).encode()).hexdigest()
