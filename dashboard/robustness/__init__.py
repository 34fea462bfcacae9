"""The parts of the page Robustness (`pages/robustness.py`)."""
