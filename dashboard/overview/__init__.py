"""The parts of the Overview (`pages/overview.py`)."""
