"""What people who write no code add or put right.

Begin with `reading` (a workbook that somebody has filled in, in our words) and `merging` (what of it is new, what
changes, and what contradicts the data).
"""
