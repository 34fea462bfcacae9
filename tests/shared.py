"""What many tests read and none changes: the data as committed with what is made of them, once a worker."""

from __future__ import annotations

from openness.core.paths import ROOT
from openness.publish.live import Live

LIVE = Live(ROOT)
