"""The parts of the page Changes (`pages/changes.py`)."""
