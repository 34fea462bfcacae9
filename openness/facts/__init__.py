"""`data/` read, checked and resolved at a date: what is known of each component of each release, who says so and where.

Begin with `package` (the tables, checked) and `evidence` (which of several facts is in force on a day).
"""
