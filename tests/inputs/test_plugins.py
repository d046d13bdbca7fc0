"""A researcher's file adds assumptions and replaces mechanisms, and travels as text."""

from __future__ import annotations

from pathlib import Path

import pytest

import sfpc_sim
from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.plugin_api import SLOTS
from sfpc_sim.inputs.plugins import open_plugin, open_plugins
from sfpc_sim.inputs.scenario import PluginSource
from sfpc_sim.model.mechanisms import SLOTS as MODEL_SLOTS
from sfpc_sim.model.mechanisms import mechanisms_of
from sfpc_sim.study.run import run

HEAD = "from sfpc_sim.inputs.assumptions import Source\nfrom sfpc_sim.inputs.plugin_api import assumption, mechanism\n"
NUMBER = (
    'x = assumption(name="{name}", meaning="m", unit="weeks", belief={{"uniform": {{"low": 2, "high": 4}}}}, '
    'bounds=(0, 9), source=Source("s", "D"))\n'
)
RAMP = '@mechanism("team_ramp")\ndef ramp(days, draw):\n    return draw["training_days"]\n'


def test_the_slots_are_those_of_the_model():
    assert tuple(SLOTS) == MODEL_SLOTS


def test_a_plug_in_adds_an_assumption_in_days_and_replaces_a_mechanism(folder, plan):
    (folder / "own.py").write_text(HEAD + NUMBER.format(name="training_weeks") + RAMP)

    scenario = load(plan('plugins = ["own.py"]\n'))

    assert scenario.register["training_days"].belief.quantile(0.5) == 21
    assert scenario.register["training_days"].bounds == (0, 63)
    assert open_plugins(scenario.plugins).mechanisms["team_ramp"](1.0, {"training_days": 3.0}) == 3.0
    assert scenario.overlaid["plugins"] == {"own.py": scenario.plugins[0].sha256}
    assert scenario.plugins[0].text.startswith("from sfpc_sim")


def test_a_plan_may_override_a_plug_ins_assumption(folder, plan):
    (folder / "own.py").write_text(HEAD + NUMBER.format(name="training_weeks"))

    text = 'plugins = ["own.py"]\n[assumptions.training_weeks]\nbelief = { fixed = { value = 5 } }\n'
    text += 'source = { ref = "ours", grade = "D" }\n'
    assert load(plan(text)).register["training_days"].belief.quantile(0.5) == 35


def test_a_parents_plug_ins_are_found_beside_the_parent(folder):
    (folder / "sub").mkdir()
    (folder / "sub" / "own.py").write_text(HEAD + RAMP)
    (folder / "sub" / "parent.toml").write_text('sfpc = 1\nextends = "innovation-2017"\nplugins = ["own.py"]\n')
    (folder / "child.toml").write_text('sfpc = 1\nextends = "sub/parent.toml"\n[run]\nseed = 1\n')

    assert [source.name for source in load("child").plugins] == ["own.py"]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("x = 1\nimport no_such_module\n", 2, "ModuleNotFoundError: No module named 'no_such_module'"),
        ("x = (\n", 1, "SyntaxError"),
        ("\n\n1 / 0\n", 3, "ZeroDivisionError: division by zero"),
        ("raise SystemExit(3)\n", 1, "SystemExit: 3"),
        ("x = '\0'\n", 1, "source code string cannot contain null bytes"),
        (HEAD + RAMP.replace("team_ramp", "team_rmp"), 3, '"team_rmp" is not a slot. Did you mean "team_ramp"?'),
        (HEAD + RAMP.replace("days, draw", "days"), 3, 'A function for "team_ramp" takes days, draw.'),
        (HEAD + RAMP + RAMP.replace("def ramp", "def other"), None, 'fills the slot "team_ramp" twice'),
        (HEAD + NUMBER.format(name="a_weeks") + NUMBER.format(name="a_weeks")[1:].join("y "), None, '"a_days" twice'),
        (HEAD + NUMBER.format(name="A b"), 3, "is not of the form"),
        (HEAD + NUMBER.format(name="a").replace('"high": 4', '"high": 99'), 3, "lies outside its bounds"),
        ("x = 1\n", None, "declares no assumption and no mechanism"),
        (HEAD + NUMBER.format(name="advert_live_weeks"), None, 'declares "advert_live_days", which the register has'),
    ],
)
def test_a_plug_in_that_cannot_be_used_is_refused(folder, plan, text, line, words):
    (folder / "own.py").write_text(text)

    with pytest.raises(Refusal) as refusal:
        load(plan('plugins = ["own.py"]\n'))
    (problem,) = refusal.value.problems
    assert words in str(problem)
    if line is not None:
        assert problem.place == f"own.py:{line}"


def test_two_plug_ins_may_not_claim_the_same(folder, plan):
    (folder / "a.py").write_text(HEAD + RAMP + NUMBER.format(name="training_weeks"))
    (folder / "b.py").write_text(
        HEAD + RAMP + NUMBER.format(name="training_days").replace("bounds=(0, 9)", "bounds=(0, 8)")
    )

    with pytest.raises(Refusal) as refusal:
        load(plan('plugins = ["a.py", "b.py"]\n'))
    told = str(refusal.value)
    assert 'b.py: a.py fills the slot "team_ramp" too.' in told
    assert 'b.py: a.py declares "training_days" too.' in told


HALF = '@mechanism("team_ramp", wraps=True)\ndef half(inner, days, draw):\n    return inner(days, draw) {how}\n'


def test_plug_ins_on_one_slot_compose_in_the_order_in_which_they_are_named(folder, plan):
    """Each wraps what stands there: here half of, then 0.1 more than, a replacement; and order matters."""
    (folder / "a.py").write_text(HEAD + '@mechanism("team_ramp")\ndef ramp(days, draw):\n    return 0.6\n')
    (folder / "half.py").write_text(HEAD + HALF.format(how="/ 2"))
    (folder / "more.py").write_text(HEAD + HALF.format(how="+ 0.1"))

    for names, expected in (('"a.py", "half.py", "more.py"', 0.4), ('"a.py", "more.py", "half.py"', 0.35)):
        ramp = mechanisms_of(load(plan(f"plugins = [{names}]\n"))).team_ramp
        assert ramp(1.0, {}) == pytest.approx(expected)
    own = {"team_ramp_days": 140.0, "team_ramp_midpoint_days": 70.0, "team_ramp_initial_share": 0.3}
    assert mechanisms_of(load(plan('plugins = ["half.py"]\n'))).team_ramp(140.0, own) == 0.5


def test_what_fills_a_slot_is_named_before_what_wraps_it(folder, plan):
    (folder / "a.py").write_text(HEAD + RAMP)
    (folder / "half.py").write_text(HEAD + HALF.format(how="/ 2"))

    with pytest.raises(Refusal) as refusal:
        load(plan('plugins = ["half.py", "a.py"]\n'))
    assert 'a.py: It fills the slot "team_ramp", which half.py, named before it, wraps.' in str(refusal.value)


@pytest.mark.parametrize(("first", "how", "place"), [("9.0", "/ 2", "a.py:4"), ("0.5", "+ 1", "half.py:4")])
def test_of_two_that_compose_the_one_that_is_wrong_is_named(folder, plan, first, how, place):
    """A value out of bounds is its own file's fault, whichever of them it is."""
    (folder / "a.py").write_text(HEAD + f'\n@mechanism("team_ramp")\ndef ramp(days, draw):\n    return {first}\n')
    (folder / "half.py").write_text(HEAD + "\n" + HALF.format(how=how))

    with pytest.raises(Refusal) as refusal:
        mechanisms_of(load(plan('plugins = ["a.py", "half.py"]\n'))).team_ramp(1.0, {})
    assert [problem.place for problem in refusal.value.problems] == [place]


def test_a_wrapper_takes_what_it_wraps_first(folder, plan):
    (folder / "half.py").write_text(HEAD + HALF.replace("inner, ", "").format(how=""))

    with pytest.raises(Refusal, match=r"half\.py:3.*takes inner, days, draw"):
        load(plan('plugins = ["half.py"]\n'))


def test_a_plug_in_is_run_once_and_only_when_named(folder):
    source = PluginSource("own.py", HEAD + RAMP, "0" * 64)

    assert open_plugin(source) is open_plugin(source)
    assert load("innovation-2017").plugins == ()


def test_a_binary_plug_in_is_refused_at_the_line_that_names_it(folder, plan):
    (folder / "own.py").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(Refusal, match=r"plan\.toml.*not a text file"):
        load(plan('plugins = ["own.py"]\n'))


def test_the_shipped_example_imports_public_names_only_and_delays_a_team(plan):
    scenario = load(plan('plugins = ["plugins/slow_start.py"]\n'))

    assert {line for line in scenario.plugins[0].text.splitlines() if "import" in line} == {
        "from sfpc_sim import Source, assumption, mechanism, team_programme"
    }
    ramp = open_plugins(scenario.plugins).mechanisms["team_ramp"]
    draw = {
        "training_days": 84.0,
        "team_ramp_days": 140.0,
        "team_ramp_midpoint_days": 70.0,
        "team_ramp_initial_share": 0.3,
    }
    assert ramp(80.0, draw) == 0.0
    assert ramp(84.0 + 140.0, draw) == 1.0


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("return float('nan')", "from 0 to 1"),
        ("return 50.0", "from 0 to 1"),
        ("return None", "from 0 to 1"),
        ("raise ValueError('no')", "ValueError: no"),
        ("import sys; sys.exit(0)", "SystemExit"),
    ],
)
def test_a_mechanism_that_gives_what_it_must_not_is_refused_before_anything_is_written(tmp_path, body, words):
    """With the plug-in's file and line, and what to give back; it is the user's input, not our fault."""
    (tmp_path / "own.py").write_text(
        f"from sfpc_sim import mechanism\n\n\n@mechanism('team_ramp')\ndef ramp(days, draw):\n    {body}\n"
    )
    plan = tmp_path / "mine.toml"
    plan.write_text('sfpc = 1\nextends = "innovation-2017"\nplugins = ["own.py"]\n')
    with pytest.raises(Refusal) as refusal:
        run(load(plan), replications=2, workers=1, results_folder=tmp_path / "results", alternatives=False)
    (problem,) = refusal.value.problems
    assert problem.place.startswith("own.py:")
    assert words in f"{problem.fault} {problem.remedy}"
    assert not (tmp_path / "results").exists()


def test_a_plug_in_that_interrupts_at_import_is_refused(folder, plan):
    """It is no Ctrl-C of the user's."""
    (folder / "own.py").write_text("raise KeyboardInterrupt\n")
    with pytest.raises(Refusal, match="does not import"):
        load(plan('plugins = ["own.py"]\n'))


def test_the_wrapper_that_the_docs_print_works_as_printed(folder, plan):
    page = (Path(sfpc_sim.__file__).parent.parent / "docs" / "paperwork.md").read_text("utf-8")
    (folder / "slower.py").write_text(page.split("```python\n")[1].split("```")[0])
    own = {"team_ramp_days": 140.0, "team_ramp_midpoint_days": 70.0, "team_ramp_initial_share": 0.3}
    assert mechanisms_of(load(plan('plugins = ["slower.py"]\n'))).team_ramp(140.0, own) == 0.9
