"""Scores of millions of releases: evidence in Parquet files in, scores in files of the same number out.

Begin with `form.py`, which says what such evidence looks like and writes it. `parts.py` reads it piece by piece, each
piece small enough for any memory; `run.py` scores the pieces, here or on a Dask cluster. docs/SCAN.md is for users.
"""
