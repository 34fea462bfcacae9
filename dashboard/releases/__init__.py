"""The parts of the page Releases (`pages/releases.py`): begin with `table` (all) and `sheet` (one)."""
