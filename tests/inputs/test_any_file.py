"""Any file gives a scenario or a refusal, never a traceback."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.inputs.scenario import Scenario

SHIPPED = (shipped_folder() / "innovation-2017.toml").read_text(encoding="utf-8").splitlines()
OFTEN = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

WORDS = """
sfpc title extends authority evidence drift plugins period target run programme teams posts leaders grades money
assumptions correlations belief bounds unit source advert_live_weeks advert_live_days res-coordinator fte count
fixed triangular mixture discrete low mode high value weight times matrix names "q" "" a.b 'l'
"""
LITERALS = r"""
-1 0 1 45 1e400 -0.0 nan inf true "" "x" "leeds-2017" [] [[]] {} [1,2] 2018-02-30 2018-02-28 12:00:00
2018-02-28T12:00:00Z 99999999999999999999 \"\"\" 0x10 {a=1} [{a=1}] "\u0000" '..' "../x" 1e-320
"""
VALUES = st.sampled_from(LITERALS.split())
KEYS = st.sampled_from(WORDS.split())
LINES = st.one_of(
    st.builds("{} = {}".format, KEYS, VALUES),
    st.builds("[{}]".format, KEYS),
    st.builds("[{}.{}]".format, KEYS, KEYS),
    st.builds("[[{}]]".format, KEYS),
    st.builds("{}.{} = {}".format, KEYS, KEYS, VALUES),
    st.builds("{} = {{ {} = {{ {} = {} }} }}".format, KEYS, KEYS, KEYS, VALUES),
    st.sampled_from(SHIPPED),
    st.text(max_size=20),
)
CHANGES = st.lists(
    st.tuples(
        st.integers(0, len(SHIPPED) - 1), st.sampled_from(["delete", "insert", "replace", "value"]), LINES, VALUES
    ),
    min_size=1,
    max_size=4,
)


def _holds(path) -> bool:
    try:
        return isinstance(load(path), Scenario)
    except Refusal as refusal:
        found = refusal.problems
    assert found
    assert all(problem.place and problem.fault and problem.remedy for problem in found)
    return False


@OFTEN
@given(st.lists(LINES, max_size=12))
def test_toml_like_text(folder, lines):
    path = folder / "any.toml"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    _holds(path)


@OFTEN
@given(st.lists(LINES, max_size=12))
def test_toml_like_text_over_a_parent(folder, lines):
    path = folder / "any.toml"
    path.write_text('extends = "innovation-2017"\n' + "\n".join(lines), encoding="utf-8", errors="replace")
    _holds(path)


@OFTEN
@given(CHANGES)
def test_the_shipped_plan_with_lines_changed(folder, changes):
    lines = list(SHIPPED)
    for number, change, line, value in changes:
        at = min(number, len(lines) - 1)
        if change == "delete":
            del lines[at]
        elif change == "insert":
            lines.insert(at, line)
        elif change == "replace":
            lines[at] = line
        else:
            lines[at] = f"{lines[at].partition('=')[0]} = {value}"
    path = folder / "any.toml"
    path.write_text("\n".join(lines), encoding="utf-8", errors="replace")
    _holds(path)


@OFTEN
@given(st.binary(max_size=200))
def test_random_bytes(folder, content):
    path = folder / "any.toml"
    path.write_bytes(content)
    assert not _holds(path)


@OFTEN
@given(
    st.recursive(
        VALUES,
        lambda inner: st.one_of(
            st.builds("[{}]".format, inner),
            st.builds("{{ {} = {} }}".format, KEYS, inner),
            st.builds("{{ {} = {}, {} = {} }}".format, KEYS, inner, KEYS, inner),
        ),
        max_leaves=6,
    )
)
@pytest.mark.parametrize("key", ["belief", "bounds", "source", "unit", "level"])
def test_any_value_in_an_assumption(folder, key, value):
    path = folder / "any.toml"
    path.write_text(
        f'extends = "innovation-2017"\n[assumptions.advert_live_weeks]\n{key} = {value}\n', encoding="utf-8"
    )
    _holds(path)
