"""The parts of the page Data (`pages/data.py`)."""
