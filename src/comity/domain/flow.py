"""How many requests one may make: a bucket that fills steadily and holds a minute's worth."""

from collections import OrderedDict
from dataclasses import dataclass, field
from threading import Lock

MOST_KEPT = 10_000  # buckets; the ones not used longest are dropped first, and were full long ago


@dataclass
class Buckets:
    """A bucket for each key. `a_minute` requests fit in, and as many flow in each minute; 0 is no limit. Safe in threads."""

    a_minute: int
    _kept: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def take(self, key: str, now: float) -> float:
        """Take one request out; return 0.0, or the seconds to wait until one may be made. `now` in seconds, never backwards."""
        if not self.a_minute:
            return 0.0
        a_second = self.a_minute / 60
        with self._lock:
            left, at = self._kept.pop(key, (float(self.a_minute), now))
            left = min(float(self.a_minute), left + max(0.0, now - at) * a_second)
            granted = left >= 1.0
            self._kept[key] = (left - granted, now)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return 0.0 if granted else (1.0 - left) / a_second
