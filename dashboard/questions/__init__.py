"""The parts of the page Questions (`pages/questions.py`): begin with `listing` (all) and `sheet` (one)."""
