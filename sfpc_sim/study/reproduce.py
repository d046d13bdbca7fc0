"""A finished result made again from what its folder holds, and compared with what was stored."""

from __future__ import annotations

import warnings
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from sfpc_sim.errors import refuse
from sfpc_sim.model.simulate import simulate as simulate_world
from sfpc_sim.study.digest import canonical_digest, environment, processor
from sfpc_sim.study.manifest import MANIFEST_NAME, read_manifest, refuse_other_folder
from sfpc_sim.study.restoring import restored
from sfpc_sim.study.result import ALTERNATIVE_PREFIX
from sfpc_sim.study.run import run
from sfpc_sim.study.same_tables import CLOSE, TABLES, differences

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from sfpc_sim.study.jobs import Progress
    from sfpc_sim.study.same_tables import Difference
    from sfpc_sim.study.worker import Simulate


@dataclass(frozen=True, slots=True)
class Reproduction:
    """What came of making one drift's tables again.

    Attributes
    ----------
    drift : the mechanism they were run under
    compared, stored : replications compared, and those there are
    unlike : in what this machine and code differ from those of then, in words
    digests : of the tables there, as they are and as the manifest says; and here. None here for a sample
    differing : columns that are not the same to the last bit
    """

    drift: str
    compared: int
    stored: int
    unlike: tuple[str, ...]
    said_digest: str
    stored_digest: str
    made_digest: str | None
    differing: tuple[Difference, ...]

    @property
    def was_changed(self) -> bool:
        """Whether the stored tables are not those that the manifest speaks of."""
        return self.stored_digest != self.said_digest

    @property
    def is_same(self) -> bool:
        """Whether everything is the same to the last bit."""
        return not self.differing and not self.was_changed and self.made_digest in (None, self.stored_digest)

    @property
    def holds(self) -> bool:
        """Whether it is reproduced: to the last bit, or to `CLOSE` where versions, kernel or processor differ."""
        close = bool(self.unlike and self.differing) and all(each.largest <= CLOSE for each in self.differing)
        return self.is_same or (close and not self.was_changed)


def reproduce(
    folder: Path,
    *,
    replications: int | None = None,
    workers: int | None = None,
    progress: Callable[[str], AbstractContextManager[Progress | None]] = lambda _: nullcontext(),
    on_notice: Callable[[str], None] = warnings.warn,
    simulate: Simulate = simulate_world,
) -> list[Reproduction]:
    """Simulate a result again, under its own drift and each alternative it holds, in a place that is thrown away.

    Parameters
    ----------
    folder : a results folder
    replications : only so many of the first ones; all if left out
    workers : processes on this machine, all processors if left out
    progress : gives `run` its `on_progress`, by drift
    on_notice : as `run` takes it
    simulate : the function from scenario and number to a `Replication`

    Raises
    ------
    Refusal : the folder is no finished result, or does not hold what it was made from
    """
    folders = [folder, *sorted(path.parent for path in folder.glob(f"{ALTERNATIVE_PREFIX}*/{MANIFEST_NAME}"))]
    manifests = [_read(each) for each in folders]
    plans = [restored(each, manifest) for each, manifest in zip(folders, manifests, strict=True)]
    found = []
    for each, manifest, plan in zip(folders, manifests, plans, strict=True):
        last = _last(each)
        wanted = min(last, replications or last)
        with TemporaryDirectory(prefix="sfpc-reproduce-") as place, progress(plan.drift) as tell:
            made = run(plan, replications=wanted, results_folder=Path(place), workers=workers, alternatives=False,
                       on_progress=tell, on_notice=on_notice, simulate=simulate)  # fmt: skip
            found.append(_compared(each, made, manifest, wanted, last))
    return found


def _compared(there: Path, made: Path, manifest: dict[str, Any], wanted: int, last: int) -> Reproduction:
    digests = [canonical_digest(*(place / table for table in sorted(TABLES))) for place in (there, made)]
    differing = () if digests[0] == digests[1] else tuple(differences(there, made, wanted))
    return Reproduction(
        drift=str(manifest["drift"]),
        compared=_rows(made),
        stored=_rows(there),
        unlike=tuple(_unlike(manifest)),
        said_digest=str(manifest["canonical_digest"]),
        stored_digest=digests[0],
        made_digest=digests[1] if wanted == last else None,
        differing=differing,
    )


def _read(folder: Path) -> dict[str, Any]:
    """Read the manifest of a finished run."""
    refuse_other_folder(folder)
    try:
        manifest = read_manifest(folder)
        lacking = {"facts", "digest_parts", "canonical_digest", "drift", "overlaid", "replications"} - manifest.keys()
    except AttributeError:
        lacking = {"list of values by name"}
    if lacking:
        fault = f"holds no {', no '.join(sorted(lacking))}: it is not the manifest of a result."
        raise refuse(str(folder / MANIFEST_NAME), fault, "Name a folder that `sfpc run` made.")
    if not all((folder / table).is_file() for table in TABLES) or not manifest["replications"]:
        raise refuse(str(folder), "holds a run that has not finished.", "Repeat the run: it goes on where it stopped.")
    return manifest


def _last(folder: Path) -> int:
    """Give the highest number of a replication that is stored."""
    try:
        for table in TABLES:
            numbers = pq.read_table(folder / table, columns=["replication"])["replication"].to_numpy()
        return int(numbers.max())
    except (pa.ArrowException, OSError, KeyError, ValueError) as error:
        fault = f"cannot be read: {str(error).splitlines()[0]}"
        raise refuse(str(folder / table), fault, "It was damaged: repeat the run, which makes it again.") from None


def _rows(folder: Path) -> int:
    return int(pq.read_metadata(folder / TABLES[0]).num_rows)


def _unlike(manifest: dict[str, Any]) -> list[str]:
    """Say in what versions, kernel and processor differ: those that can move a result."""
    parts, machine = manifest["digest_parts"], manifest.get("processor", {})
    pairs = [(key, parts.get(key), here) for key, here in environment()]
    pairs += [(key, machine.get(key), here) for key, here in processor()]
    return [
        "the code of sfpc" if key == "code" else f"{key} {there or 'none'} then, {here or 'none'} here"
        for key, there, here in pairs
        if there != here
    ]
