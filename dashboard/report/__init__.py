"""The parts of the page Report (`pages/report.py`)."""
