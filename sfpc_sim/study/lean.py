"""Reading Parquet without holding it twice: ten thousand replications fit a small laptop."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pandas as pd


def read_columns(path: Path, columns: Sequence[str] | None = None) -> pa.Table:
    """Read columns of a table, all if none are named.

    One thread and no reading ahead, which would hold copies; memory that is free again goes back to the machine.
    """
    wanted = None if columns is None else list(columns)
    table = pq.read_table(path, columns=wanted, use_threads=False, pre_buffer=False)
    pa.default_memory_pool().release_unused()
    return table


def read_frame(path: Path) -> pd.DataFrame:
    """Read a whole table as a data frame, each column let go as it is taken over."""
    frame: pd.DataFrame = read_columns(path).to_pandas(split_blocks=True, self_destruct=True)
    pa.default_memory_pool().release_unused()
    return frame
