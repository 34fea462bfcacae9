"""The parts of the Timeline (`pages/timeline.py`)."""
