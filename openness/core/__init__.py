"""The ground: what every room stands on.

Problems with file and line, tables as text, dates,
paths, one cache, strict YAML, and the one place that words numbers for readers (`wording`).

Begin with `errors` (how every refusal is worded) and `tables` (how every CSV is read and written).
"""
