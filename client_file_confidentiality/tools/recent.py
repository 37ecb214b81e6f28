"""What a worker noted in the last minute, so that it is not written again and again."""

import threading
import time

SECONDS = 60
MOST = 200_000


class Recent:
    """Keys that were noted less than a minute ago, for this process; safe between threads.

    Forgetting is harmless, for then a read is counted once more. Keys are only remembered after
    they were written.

    >>> clock = iter([0, 0, 30, 61, 61]).__next__
    >>> recent = Recent(clock=clock)
    >>> recent.get_new(["a", "b"])
    ['a', 'b']
    >>> recent.remember(["a"])
    >>> recent.get_new(["a", "b"])
    ['b']
    >>> recent.get_new(["a", "b"])
    ['a', 'b']
    """

    def __init__(self, seconds=SECONDS, clock=time.monotonic):
        self._seconds = seconds
        self._clock = clock
        self._times = {}
        self._lock = threading.Lock()

    def get_new(self, keys):
        """Those of `keys` that have to be written."""
        oldest = self._clock() - self._seconds
        times = self._times
        return [key for key in keys if times.get(key, oldest - 1) < oldest]

    def remember(self, keys):
        """`keys` were written just now."""
        now = self._clock()
        with self._lock:
            if len(self._times) > MOST:
                self._times = {}
            self._times.update(dict.fromkeys(keys, now))
