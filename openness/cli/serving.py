"""The command that serves the dashboard for an audience."""

from __future__ import annotations

import os

import click


@click.command(
    short_help="Serve the dashboard for an audience.",
    epilog="""\b
Examples:
  python -m openness serve                          one process for each core, at http://localhost:8501
  python -m openness serve --port 80 --processes 4
  python -m openness serve --processes 1            without nginx""",
)
@click.option("--port", metavar="N", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Where.")
@click.option("--processes", metavar="N", type=click.IntRange(1, 256), help="How many processes.  [one for each core]")
def serve(port: int, processes: int | None) -> None:
    """Serve the dashboard with several processes behind one port.

    A visitor stays with one of them; one that dies is started again, and its visitors go on with another. nginx stands
    before them, and keeps pictures and files as long as they hold.
    """
    import asyncio

    from openness.serve import replicas

    many = processes or len(os.sched_getaffinity(0))
    asyncio.run(replicas.serve(port, many, lambda line: click.echo(line, err=True)))
