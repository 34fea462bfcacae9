"""Evidence and a definition to numbers: scores with their range, verdicts, the gap, and why.

Begin with `answer` (everything there is to say about one query) and `scores`; `engine` is the arithmetic underneath.
"""
