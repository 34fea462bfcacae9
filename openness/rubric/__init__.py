"""A definition as YAML, checked whole and turned into a model: dimensions, criteria, credit, verdicts.

Begin with `model` (the fields) and `load` (the door); `edits` changes a definition by path and value.
"""
