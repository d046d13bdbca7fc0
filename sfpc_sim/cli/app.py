"""The command `sfpc`. Heavy libraries are imported inside commands, so that `--help` is quick."""

from __future__ import annotations

import errno
import os
import sys
from typing import Annotated

import typer

from sfpc_sim import __version__
from sfpc_sim.cli import (
    backtest,
    batching,
    calibrate,
    comparing,
    decomposing,
    demonstrating,
    doctoring,
    documenting,
    driving,
    explaining,
    exporting,
    fit,
    plotting,
    reading,
    reporting,
    reproducing,
    running,
    scenarios,
    schema,
    showing,
    solving,
    uncertain,
    validate,
)
from sfpc_sim.cli.plain_characters import use_plain_characters
from sfpc_sim.errors import Refusal, SfpcError, refuse
from sfpc_sim.study.interrupted import RunInterrupted

MOST_LINES = 100  # of problems, before the first ones scroll away
FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)  # a disk, a quota, the longest file there may be
DONE, USERS_INPUT, OUR_FAULT, INTERRUPTED = 0, 2, 3, 130

app = typer.Typer(
    help="How likely is a council's children's-services programme to reach its target, and at what strain and cost?"
    "\n\nNothing here uses a network. A scenario is a name that ships with the package or a TOML file.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (
    demonstrating.demo,
    running.run,
    batching.batch,
    batching.rank,
    comparing.compare,
    decomposing.decompose,
    driving.drivers,
    uncertain.uncertainty,
    solving.solve,
    reading.summary,
    reporting.report,
    plotting.plot,
    exporting.export,
    documenting.document,
    reproducing.reproduce,
    scenarios.new,
    scenarios.check,
    showing.show,
    showing.diff,
    scenarios.assumptions,
    explaining.explain,
    schema.schema,
    validate.validate,
    backtest.backtest,
    doctoring.doctor,
):
    app.command()(command)

app.add_typer(fit.app, name="fit")
app.add_typer(calibrate.app, name="calibrate")


def _show_version(wanted: bool) -> None:
    if wanted:
        print(__version__)
        raise typer.Exit


@app.callback()
def _every_command(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; every ending has its exit code."""
    use_plain_characters()
    try:
        app(prog_name="sfpc")
    except Refusal as refusal:
        _end(refusal, USERS_INPUT)
    except RunInterrupted as stop:
        _end(stop, INTERRUPTED)
    except SfpcError as error:
        _end(error, OUR_FAULT)
    except OSError as error:
        if error.errno not in FULL:
            _end_fault(error)
        place = str(error.filename or "what is printed")
        _end(refuse(place, f"cannot be written: {error.strerror}.", "Make room and repeat the command."), USERS_INPUT)
    except Exception as error:  # the last resort: no traceback for a planner
        _end_fault(error)


def _end_fault(error: Exception) -> None:
    what = f"{type(error).__name__}: {error}"
    _end(SfpcError(f"This is a fault in sfpc, not in your input: {what}\nSFPC_TRACEBACK=1 shows where."), OUR_FAULT)


def _end(error: SfpcError, code: int) -> None:
    if os.environ.get("SFPC_TRACEBACK"):
        raise error
    from sfpc_sim.cli.printing import tell

    lines = str(error).splitlines()
    tell("\n".join(lines[:MOST_LINES]))
    if len(lines) > MOST_LINES:
        tell(f"... and {len(lines) - MOST_LINES:,} more of the kind.")
    sys.exit(code)
