"""The parts of the page Compare (`pages/compare.py`)."""
