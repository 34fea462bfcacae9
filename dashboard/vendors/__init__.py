"""The parts of the page Vendors (`pages/vendors.py`): begin with `groups` (all) and `sheet` (one)."""
