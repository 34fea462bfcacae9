"""The parts of the page Method (`pages/method.py`)."""
