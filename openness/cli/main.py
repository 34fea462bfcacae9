"""The commands together, and what both entries run: `python -m openness`, and `openness` where it is installed.

Exit codes: 0 done; 1 something was wrong with a file (each problem on a line of its own); 2 the command was not
understood. The heavy imports stand inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import signal
from collections.abc import Iterable
from typing import Any

import click

from openness.cli import (
    add_release,
    audits,
    collect,
    contributions,
    data,
    editions,
    findings,
    imports,
    outputs,
    scan,
    scores,
    serving,
)
from openness.cli.writing import AS_MODULE, called, count_problems
from openness.core.errors import OpennessError, ProblemsError

# A command is added by a line here; one of a group (`audit draw`) in the module of that group.
COMMANDS: tuple[click.Command, ...] = (
    scores.score,
    scores.changes,
    scores.explain,
    findings.remedy,
    findings.robustness,
    findings.doubts,
    outputs.chart,
    outputs.report,
    outputs.freeze,
    scan.evidence,
    serving.serve,
    data.validate,
    editions.diff,
    contributions.template,
    contributions.take,
    editions.edition,
    add_release.add_release,
    audits.audit,
    imports.import_,
    collect.collect,
)


class _Help(click.HelpFormatter):
    """Help whose examples call the program as it was called: installed, it is `openness`."""

    def getvalue(self) -> str:
        """The text."""
        return super().getvalue().replace(AS_MODULE, called())


class _Context(click.Context):
    formatter_class = _Help


class Commands(click.Group):
    """A group whose commands end in a sentence, never in a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; a problem with a file is exit code 1, one with what was asked for is 2."""
        from openness.query.edits import QueryError

        try:
            return super().invoke(ctx)
        except QueryError as error:
            raise click.UsageError(str(error)) from error
        except ProblemsError as error:
            for problem in error.problems:
                click.echo(str(problem), err=True)
            count_problems(len(error.problems))
            ctx.exit(1)
        except OpennessError as error:
            raise click.ClickException(str(error)) from error
        except BrokenPipeError:
            raise  # click ends quietly
        except OSError as error:
            raise click.ClickException(f"{error.filename or 'file'}: {error.strerror or error}") from error


@click.group(
    cls=Commands,
    commands=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="""\b
Start here:
  python -m openness score               every release, by the default definition, as CSV
  python -m openness explain olmo-2      one release, with the page that states each fact
  python -m openness score --rubric g7-2026 --query "country=FR&from=2025"
  python -m openness validate            check data/ and every definition
  python -m openness COMMAND --help      more examples""",
)
def main() -> None:
    """How open are AI models, by whose definition, and how far do open weights run ahead of open training?"""


def _helped(commands: Iterable[click.Command]) -> None:
    for command in commands:
        command.context_class = _Context
        if isinstance(command, click.Group):
            _helped(command.commands.values())


_helped([main])


def run() -> None:
    """The command line as a process of its own."""
    if hasattr(signal, "SIGPIPE"):
        # end like any Unix tool when the reader of a pipe has seen enough (`… | head`)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    main()
