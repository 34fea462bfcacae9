"""The questions people argue about: each a short file, a sentence that the data decide, and the chart that shows it.

Begin with `load` (what a file of `questions/` says) and `answers` (how each finding is put into words).
"""
