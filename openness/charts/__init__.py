"""The charts: one module each, found by the name they have in addresses."""
