"""The parts of the page Definitions (`pages/definitions.py`)."""
