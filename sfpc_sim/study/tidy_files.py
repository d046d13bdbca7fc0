"""Long tables into files for other programs: Parquet, or CSV."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager, nullcontext
from gzip import GzipFile
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from sfpc_sim.errors import refuse
from sfpc_sim.study.files import whole_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    import pandas as pd

QUICKLY = 2  # of gzip's nine levels: half the time of the usual one, a fifth more bytes


@contextmanager
def whole_files(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """Give temporary names to write to; the files get their real names when all are complete.

    Raises
    ------
    Refusal : one of them cannot be written, or is open in a program that does not let go of it
    """
    try:
        for path in paths:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists():
                path.open("rb+").close()  # refused before minutes of work
        with ExitStack() as stack:
            yield [stack.enter_context(whole_file(path)) for path in paths]
    except OSError as error:
        raise _unwritable(error, paths[0]) from error


def _unwritable(error: OSError, path: Path) -> Exception:
    place = str(error.filename2 or error.filename or path)
    if isinstance(error, PermissionError):
        fault = "cannot be replaced: it is open in another program, such as Excel, or the folder is not yours to write."
        return refuse(place, fault, "Close it, or name another. The results themselves are safe.")
    fault = f"cannot be written: {error.strerror or error}."
    return refuse(place, fault, "Name another place. The results themselves are safe.")


def from_frame(table: pd.DataFrame) -> pa.Table:
    """Take a small table as it is."""
    return pa.Table.from_pandas(table, preserve_index=False)


def write_parquet(path: Path, pieces: Iterable[pa.Table]) -> None:
    """Write a table that comes in pieces."""
    pieces = iter(pieces)
    first = next(pieces)
    with path.open("wb") as file, pq.ParquetWriter(file, first.schema, compression="zstd") as writer:
        writer.write_table(first)
        for piece in pieces:
            writer.write_table(piece)


def write_csv(
    path: Path, pieces: Iterable[pa.Table], shown: Callable[[str | None], str | None], *, packed: bool
) -> None:
    """Write a table that comes in pieces as UTF-8, numbers with all their digits.

    Parameters
    ----------
    shown : how a text is written, such that no spreadsheet runs it
    packed : with gzip
    """
    pieces = iter(pieces)
    first = _shown(next(pieces), shown)
    with (
        path.open("wb") as plain,
        GzipFile("", "wb", QUICKLY, plain, mtime=0) if packed else nullcontext(plain) as file,
        pyarrow.csv.CSVWriter(file, first.schema) as writer,
    ):
        writer.write_table(first)
        for piece in pieces:
            writer.write_table(_shown(piece, shown))


def _shown(table: pa.Table, shown: Callable[[str | None], str | None]) -> pa.Table:
    """Write each different text once."""
    for i, field in enumerate(table.schema):
        if pa.types.is_string(field.type) or pa.types.is_large_string(field.type):
            coded = table.column(i).combine_chunks().dictionary_encode()
            texts = pa.array([shown(text) for text in coded.dictionary.to_pylist()], pa.string())
            table = table.set_column(i, field.name, texts.take(coded.indices))
    return table
