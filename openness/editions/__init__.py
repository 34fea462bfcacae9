"""What differs between two states of the data, and the states that were published as editions.

Begin with `openness.editions.compare.compare`, which says what differs; `sources.open_edition` reads a state from a
folder, an archive or a commit, and `register.editions` lists those that were published.
"""
