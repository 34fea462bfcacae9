"""The parts of the page Your definition (`pages/rubric.py`).

Begin with `editor`; every edit comes through `changes`.
"""
