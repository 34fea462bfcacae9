"""Openness Gap: facts once, definitions many, and every number traceable to a page."""
