"""The fewest steps that bring a release to a better verdict, and whose steps they are.

Begin with `find`; `search` is the algorithm, `steps` what a step is, `words` and `goal_words` how it is said.
"""
