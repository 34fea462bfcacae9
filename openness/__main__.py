"""`python -m openness`: see `openness.cli.commands`."""

from __future__ import annotations

import signal

from openness.cli.commands import main

if __name__ == "__main__":
    if hasattr(signal, "SIGPIPE"):
        # end like any Unix tool when the reader of a pipe has seen enough (`… | head`)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    main(prog_name="python -m openness")
