"""Worker processes of this machine."""

from __future__ import annotations

from multiprocessing import active_children

from sfpc_sim.study.executors import open_pool


def test_all_workers_are_started_while_ctrl_c_waits() -> None:
    """One that starts later, when Ctrl-C comes, would be cut short and say so with a traceback."""
    before = set(active_children())
    with open_pool(3):
        assert len(set(active_children()) - before) == 3
