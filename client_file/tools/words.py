"""Lists of words in the reader's language: a Chinese list is not joined by ", "."""

import functools


def join_words(env, words):
    """ "a, b, c" or 「a、b、c」; an empty text without words."""
    words = [str(word) for word in words]
    if not words:
        return ""
    return functools.reduce(
        lambda first, rest: env._("%(first)s, %(rest)s", first=first, rest=rest), words
    )


def join_facts(env, facts):
    """Short sentences after each other: "a; b" or 「a；b」."""
    facts = list(facts)
    if not facts:
        return ""
    return functools.reduce(
        lambda first, rest: env._("%(first)s; %(rest)s", first=first, rest=rest), facts
    )
