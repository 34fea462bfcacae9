"""A painter for tests: draws at once, counts, waits when told to, and says which figure it was given."""

from __future__ import annotations

import hashlib
import json
import threading
from typing import Any


class FakePainter:
    """Draws nothing, and remembers what it was asked for.

    Attributes:
        figures: every figure that was asked for.
        most: most figures that were being drawn at once.
    """

    def __init__(self, *, padding: int = 0) -> None:
        self.figures: list[dict[str, Any]] = []
        self.most = 0
        self.go_on = threading.Event()
        self.go_on.set()
        self._padding = " " * padding
        self._now = 0
        self._lock = threading.Lock()

    def draw(self, figure: dict[str, Any], form: str, width: int, height: int, scale: float) -> bytes:
        """An SVG that holds the digest of the figure."""
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
            self.figures.append(figure)
        try:
            assert self.go_on.wait(30)
        finally:
            with self._lock:
                self._now -= 1
        digest = hashlib.sha256(json.dumps(figure, sort_keys=True).encode()).hexdigest()
        size = f'width="{width}" height="{height}"'
        return f"<svg {size}><!-- {form} {scale:g} {digest} -->{self._padding}</svg>".encode()
