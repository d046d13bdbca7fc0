"""While rows about children are in memory, an unexpected error shows what it is and where, never what it saw."""

from __future__ import annotations

import traceback
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sfpc_sim.errors import SfpcError

if TYPE_CHECKING:
    from collections.abc import Callable

_PACKAGE = Path(__file__).resolve().parents[2]
Result = TypeVar("Result")


def sealed(work: Callable[[], Result]) -> Result:
    """Do work on rows about children; whatever goes wrong brings none of them out.

    An error's message can quote a cell, and its traceback holds every frame with the rows in it; an error
    that is raised while it is handled keeps both. So another one, of type and place only, is raised
    once it is gone. Refusals and interruptions name no cell: they pass, without their frames. Warnings can
    quote cells too and are not shown.
    """
    passed: BaseException
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return work()
    except (SfpcError, KeyboardInterrupt, SystemExit) as error:
        passed = error
    except BaseException as error:
        passed = SfpcError(
            f"This is a fault in sfpc, met while it read a return: {_place(error)}. "
            "What the return holds is kept out of this message. Nothing was written."
        )
    passed.__cause__ = passed.__context__ = None
    raise passed.with_traceback(None)


def _place(error: BaseException) -> str:
    """Give type and innermost place in this package: a file, a line and a function."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).resolve().is_relative_to(_PACKAGE)
    ]
    where = f" at {Path(ours[-1].filename).name}:{ours[-1].lineno} in {ours[-1].name}" if ours else ""
    return f"{type(error).__name__}{where}"
