"""How a command of a page is run: by bash, with `sfpc` being this checkout's."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from doc_blocks import Block

SHELL = f'set -e\nsfpc() {{ "{sys.executable}" -m sfpc_sim "$@"; }}\n'
REFUSED = "refused"
LONGEST_SECONDS = 600


def printed(block: Block, command: str) -> str:
    """Run a command of a block as it ought to end, and give what it printed, faults among it."""
    environment = os.environ | {"PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        ["bash", "-c", SHELL + command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        encoding="utf-8", timeout=LONGEST_SECONDS, check=False, env=environment,
    )  # fmt: skip
    wanted = 2 if REFUSED in block.marks else 0
    assert done.returncode == wanted, f"{block}: {command}\n{done.stdout[-3000:]}"
    return done.stdout
