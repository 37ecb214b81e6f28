"""Who guarantees for whom: circles and guarantors who stand for several clients."""

from collections import defaultdict


def find_circles(edges, node=None, longest=6):
    """Circles of guarantees (互保、循环担保), each once and beginning at its smallest member.

    :param edges: (guarantor, client) pairs
    :param node: only circles that pass through this one
    :param longest: circles of more members are not followed

    >>> find_circles([(1, 2), (2, 1), (2, 3)])
    [(1, 2)]
    >>> find_circles([(1, 2), (2, 3), (3, 1), (3, 4), (4, 3)])
    [(1, 2, 3), (3, 4)]
    >>> find_circles([(1, 2), (2, 3), (3, 1), (3, 4), (4, 3)], node=4)
    [(3, 4)]
    >>> find_circles([(1, 1), (1, 2)]), find_circles([(1, 2), (2, 3), (3, 1)], longest=2)
    ([(1,)], [])
    """
    following = defaultdict(set)
    for guarantor, client in edges:
        following[guarantor].add(client)
    circles = set()
    for start in [node] if node is not None else sorted(following):
        _follow(following, start, (start,), longest, circles)
    return sorted(circles)


def _follow(following, start, path, longest, circles):
    for client in following.get(path[-1], ()):
        if client == start:
            smallest = path.index(min(path))
            circles.add(path[smallest:] + path[:smallest])
        elif client not in path and len(path) < longest:
            _follow(following, start, (*path, client), longest, circles)


def find_doubles(edges):
    """Guarantors who stand for more than one client: {guarantor: sorted clients}.

    >>> find_doubles([(1, 2), (1, 3), (1, 3), (4, 2)])
    {1: [2, 3]}
    """
    clients = defaultdict(set)
    for guarantor, client in edges:
        clients[guarantor].add(client)
    return {who: sorted(whom) for who, whom in clients.items() if len(whom) > 1}
