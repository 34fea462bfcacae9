"""The commands of `python -m openness`: what each takes, prints and writes.

Begin with `commands`.
"""
