"""Stopping on request is not a fault; it has an exit code of its own."""

from __future__ import annotations

from sfpc_sim.errors import SfpcError


class RunInterrupted(SfpcError):
    """Somebody stopped the run; the message says what is kept and how to go on."""
