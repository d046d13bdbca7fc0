"""A plan's values, and what differs between two, as text."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.words import cut, figure, folded, in_columns

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sfpc_sim.inputs.differing import Difference, Differences
    from sfpc_sim.inputs.settings import Setting

WIDEST_VALUE = 44
HEADS = ("key", "value", "unit", "grade", "set in")
RANGE = "a | b | c: what is believed of an assumption, p10 | p50 | p90."


def settings_text(title: str, settings: Sequence[Setting]) -> str:
    """List values with the file and line that set them."""
    rows = [(e.key, cut(written(e.value), WIDEST_VALUE), e.unit, e.grade, e.place) for e in settings]
    ranges = any(isinstance(each.value, dict) for each in settings)
    lines = [f"{title}: {len(settings):,} values", *in_columns(HEADS, rows), *([RANGE] if ranges else [])]
    return "\n".join([*lines, "Source and meaning of one: name its key as well. All of them: --json"])


def setting_text(setting: Setting) -> str:
    """Say all there is of one value."""
    value = f"{setting.key} = {written(setting.value)}{' ' * bool(setting.unit)}{setting.unit}"
    grade = f" (grade {setting.grade})" if setting.grade else ""
    source = [f"Source{grade}: {setting.source}"] if setting.source else []
    range_of = [RANGE] if isinstance(setting.value, dict) and " | " in written(setting.value) else []
    said = (*([setting.meaning] if setting.meaning else []), f"Set in: {setting.place}", *source, *range_of)
    return "\n".join([value, *(line for sentence in said for line in folded(sentence))])


def differences_text(titles: Sequence[str], found: Differences) -> str:
    """Say in what two plans differ, and that the rest is the same."""
    heads = [f"{letter}: {title}" for letter, title in zip("AB", titles, strict=True)]
    if not found.found:
        return "\n".join([*heads, f"No difference: all {found.same:,} values are the same."])
    groups = _grouped(found.found)
    changed = [each for each in found.found if each.before and each.after]
    lines = [f"Changed: {len(changed):,} of {len(changed) + found.same:,} values that both have"]
    rows = [(e.key, _from_to(e.before, e.after), e.unit, e.place) for e in changed if e.before and e.after]
    lines += in_columns(("key", "A -> B", "unit", "set in"), rows)
    for letter, only in (("A", groups["A"]), ("B", groups["B"])):
        if only:
            lines += [f"Only in {letter}", *in_columns(("key", "value", "set in"), only)]
    same = f"The other {found.same:,} values are the same." if found.same else "They have nothing in common."
    return "\n".join([*heads, *lines, same])


def written(value: Any) -> str:
    """Write a value as a plan would, an assumption's as a range."""
    if isinstance(value, dict):
        edges = [figure(value[key]) for key in ("p10", "p50", "p90")]
        return edges[0] if len(set(edges)) == 1 else " | ".join(edges)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 1000 and value == round(value) else f"{value:.6g}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(written, value))}]"
    return "not set" if value is None else str(value)


def _short(setting: Setting) -> str:
    return cut(written(setting.value), WIDEST_VALUE)


def _from_to(before: Setting, after: Setting) -> str:
    """Write both values, whole where cutting would make them look the same."""
    for write in (_short, lambda setting: written(setting.value)):
        old, new = write(before), write(after)
        if old != new:
            return f"{old} -> {new}"
    said = [key for key in after.exact if after.exact[key] != before.exact.get(key)] if _is_table(before, after) else []
    return f"{new}, and another {' and '.join(said) or 'last digit'}"


def _is_table(*settings: Setting) -> bool:
    return all(isinstance(setting.exact, dict) for setting in settings)


def _grouped(found: Sequence[Difference]) -> dict[str, list[tuple[str, str, str]]]:
    """Give what only one of two has; a whole post or leader is one line."""
    alone: dict[tuple[str, str], list[Difference]] = defaultdict(list)
    shared = {".".join(each.key.split(".")[:2]) for each in found if each.before and each.after}
    for each in found:
        if not (each.before and each.after):
            table = ".".join(each.key.split(".")[:2])
            alone["A" if each.before else "B", each.key if table in shared else table].append(each)
    lines: dict[str, list[tuple[str, str, str]]] = {"A": [], "B": []}
    for (letter, key), members in alone.items():
        one = members[0].after or members[0].before
        value = _short(one) if one and len(members) == 1 else f"{len(members)} values"
        lines[letter].append((members[0].key if len(members) == 1 else key, value, members[0].place))
    return lines
