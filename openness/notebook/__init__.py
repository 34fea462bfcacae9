"""What the command line gives, for an analyst in a notebook: tables as DataFrames, charts as figures.

All of it is in `calls.py`, and is used as `openness.scores(...)` after `import openness`.
"""
