"""The page Accessibility (`pages/accessibility.py`): the statement of docs/ACCESSIBILITY.md."""
