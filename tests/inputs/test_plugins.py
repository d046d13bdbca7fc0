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
DRAWN = {"team_ramp_days": 140.0, "team_ramp_midpoint_days": 70.0, "team_ramp_initial_share": 0.3}
RAMP = '@mechanism("team_ramp")\ndef ramp(days, draw):\n    return draw["training_days"]\n'


def test_the_slots_are_those_of_the_model():
    assert tuple(SLOTS) == MODEL_SLOTS


def test_a_plug_in_adds_an_assumption_in_days_and_replaces_a_mechanism(folder, plan):
    (folder / "own.py").write_text(HEAD + NUMBER.format(name="training_weeks") + RAMP)

    scenario = load(plan('plugins = ["own.py"]\n'))

    assert scenario.register["training_days"].belief.quantile(0.5) == 21
    assert scenario.register["training_days"].bounds == (0, 63)
    (ramp,) = open_plugins(scenario.plugins).mechanisms["team_ramp"]
    assert ramp(1.0, {"training_days": 3.0}) == 3.0
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
        (HEAD + NUMBER.format(name="A b"), 3, "must be an assumption's name"),
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
    assert 'b.py: "a.py" fills the slot "team_ramp" too.' in told
    assert '@mechanism("team_ramp", over=True)' in told
    assert 'Another plug-in declares "training_days" too.' in told


OVER = '@mechanism("team_ramp", over=True)\ndef slower(inner, days, draw):\n    return inner(days, draw) / 2\n'


def test_a_plug_in_may_go_over_another_or_over_the_default(folder, plan):
    (folder / "a.py").write_text(HEAD + '@mechanism("team_ramp")\ndef ramp(days, draw):\n    return 0.6\n')
    (folder / "b.py").write_text(HEAD + OVER)

    def ramp(*names):
        return mechanisms_of(load(plan(f"plugins = {list(names)}\n"))).team_ramp(1e6, DRAWN)

    assert ramp("a.py") == 0.6
    assert ramp("a.py", "b.py") == 0.3
    assert ramp("b.py") == 0.5  # the default is at its full height after so many days


def test_one_that_does_not_go_over_another_may_not_hide_it(folder, plan):
    (folder / "a.py").write_text(HEAD + RAMP.replace('"training_days"', '"advert_live_days"'))
    (folder / "b.py").write_text(HEAD + OVER)

    with pytest.raises(Refusal, match=r'a.py: "b.py" fills the slot "team_ramp" too'):
        load(plan('plugins = ["b.py", "a.py"]\n'))


@pytest.mark.parametrize(("first", "how", "place"), [("9.0", "/ 2", "a.py:4"), ("0.5", "+ 1", "b.py:4")])
def test_of_two_that_compose_the_one_that_is_wrong_is_named(folder, plan, first, how, place):
    """A value out of bounds is its own file's fault, whichever of them it is."""
    (folder / "a.py").write_text(HEAD + f'\n@mechanism("team_ramp")\ndef ramp(days, draw):\n    return {first}\n')
    (folder / "b.py").write_text(f"{HEAD}\n{OVER.replace('/ 2', how)}")

    with pytest.raises(Refusal) as refusal:
        mechanisms_of(load(plan('plugins = ["a.py", "b.py"]\n'))).team_ramp(1.0, {})
    assert [problem.place for problem in refusal.value.problems] == [place]


def test_the_wrapper_that_the_docs_print_works_as_printed(folder, plan):
    page = (Path(sfpc_sim.__file__).parent.parent / "docs" / "paperwork.md").read_text("utf-8")
    (folder / "slower.py").write_text(page.split("```python\n")[1].split("```")[0])
    assert mechanisms_of(load(plan('plugins = ["slower.py"]\n'))).team_ramp(140.0, DRAWN) == 0.9


def test_a_plug_in_over_another_takes_what_is_below_it_first(folder, plan):
    (folder / "own.py").write_text(HEAD + OVER.replace("inner, days", "days"))

    with pytest.raises(Refusal, match='A function for "team_ramp" takes inner, days, draw'):
        load(plan('plugins = ["own.py"]\n'))


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
    (ramp,) = open_plugins(scenario.plugins).mechanisms["team_ramp"]
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
