"""The register of assumptions as text."""

from __future__ import annotations

from typing import Any

from sfpc_sim.outputs.words import NAME, cut, figure


def register_text(title: str, rows: list[dict[str, Any]]) -> str:
    """Lay the register out as text, two lines an assumption."""
    heading = f"{cut(title, NAME)}: {len(rows)} assumptions"
    lines = [f"{heading}, weakest evidence first (D is an assumption, A is published data)", ""]
    for row in rows:
        bounds = f"bounds {figure(row['low'])} to {figure(row['high'])}"
        spread = " | ".join(figure(row[key]) for key in ("p10", "p50", "p90"))
        where = f" (evidence row {row['row']})" if row["row"] else ""
        lines.append(f"{row['grade']}  {row['name']}: {spread} {row['unit']}, {bounds}{where}")
        lines.append(f"     {row['meaning'].rstrip('.')}. Source: {row['source']}")
    return "\n".join(lines)
