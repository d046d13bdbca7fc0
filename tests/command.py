"""`sfpc` as a process of its own, of this checkout, its output in pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import sfpc_sim

ROOT = Path(sfpc_sim.__file__).parent.parent
COMMAND = (sys.executable, "-m", "sfpc_sim")
OURS = {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}


def sfpc(*arguments: str, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run it; give what it said and how it ended."""
    return subprocess.run(
        [*COMMAND, *arguments], capture_output=True, text=True, encoding="utf-8", check=False,
        cwd=cwd, env=os.environ | OURS | environment,
    )  # fmt: skip
