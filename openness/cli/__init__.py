"""The command line: what each command takes, prints and writes. It only shows what the library computes.

Begin with `main`, which has the list of the commands: `score` stands in `scores.py`, `chart` in `outputs.py`, and so
on. `options.py` has what several of them take, `asking.py` turns that into an answer, `writing.py` gives back what was
found. A new command is a function in the module of its group, and its name in `main.COMMANDS`.
"""
