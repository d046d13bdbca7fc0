"""Every block of docs/researchers.md, run exactly as it is printed, in a folder of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import sfpc_sim
from sfpc_sim.errors import Refusal

PAGE = (Path(__file__).parent.parent / "docs" / "researchers.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"<!-- (file|python|commands): (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)
BLOCKS = {name: text for _, name, text in BLOCK.findall(PAGE)}
FILES = [name for kind, name, _ in BLOCK.findall(PAGE) if kind == "file"]


@pytest.fixture
def researcher(tmp_path, monkeypatch):
    """Work in a folder with the files of the page and nothing else."""
    for name in FILES:
        (tmp_path / name).write_text(BLOCKS[name], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lived(plan, number=1, until=None):
    """Live one future of a plan and give what happened in it; a NaN is no value."""
    plan = sfpc_sim.load(plan, until=until) if isinstance(plan, str) else plan
    return {name: value for name, value in sfpc_sim.simulate(plan, number).measures.items() if value == value}


def with_ratio(plan, value):
    belief = {"belief": {"fixed": {"value": value}}, "source": {"ref": "a test", "grade": "D"}}
    return sfpc_sim.change(plan, {"assumptions.hub_entry_ratio": belief})


def test_the_page_has_three_plug_ins_each_with_its_plan():
    assert [
        *("family_hubs.py", "with-hubs.toml", "talent_pool.py", "with-pool.toml"),
        *("least_busy.py", "with-least-busy.toml"),
    ] == FILES
    assert all(f"`{slot}`" in PAGE for slot in sfpc_sim.inputs.plugin_api.SLOTS)


def test_the_notebook_gives_tidy_tables(researcher):
    said = {}

    exec(compile(BLOCKS["notebook"], "notebook", "exec"), said)

    assert set(said["estimates"].columns) >= {"measure", "on", "unit", "mean", "ci_low", "ci_high", "p10", "p50", "p90"}
    assert set(said["differences"].columns) >= {"measure", "difference", "ci_low", "ci_high", "pairs", "verdict"}
    assert len(said["months"]) == 12 * 45
    assert set(said["uncertain"].columns) >= {"name", "grade", "p10", "p50", "p90", "unit", "source"}
    spent = said["differences"].set_index("measure").loc["spend_gbp"]
    assert (spent["difference"] > 0).any()  # two more workers cost something


@pytest.mark.slow
def test_the_commands_of_the_page_work(researcher):
    script = f'set -e\nsfpc() {{ "{sys.executable}" -m sfpc_sim "$@"; }}\n' + BLOCKS["try"]

    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=300, check=False)

    assert done.returncode == 0, done.stderr
    assert "ok  with-hubs: Innovation programme with family hubs" in done.stdout
    assert sorted(path.name[:10] for path in (researcher / "results").iterdir()) == ["with-hubs-", "with-pool-"]


def test_hubs_prevent_entries_only_through_workers_in_post(researcher):
    until = date(2020, 12, 31)
    without, hubs = (lived(name, until=until) for name in ("innovation-2017", "with-hubs.toml"))
    plan = sfpc_sim.load("with-hubs.toml", until=until)
    nobody = replace(plan, posts=tuple(post for post in plan.posts if post.team != "hubs"))

    strong, idle = lived(with_ratio(plan, 0.5)), lived(with_ratio(plan, 1.0))

    assert strong["entries_avoided"] > hubs["entries_avoided"] > 0
    assert strong["entries_avoided"] > without["entries_avoided"] + 50
    assert idle == lived(sfpc_sim.change(plan, {"teams.hubs.delivers": "none"}))
    assert lived(nobody)["entries_avoided"] == without["entries_avoided"]


def test_a_team_with_an_effect_that_nobody_brings_is_refused(researcher):
    text = BLOCKS["with-hubs.toml"].replace('plugins = ["family_hubs.py"]\n', "")
    (researcher / "bare.toml").write_text(text)

    with pytest.raises(Refusal, match=r'bare.toml:\d+: The team "hubs" delivers "own", and no plug-in fills'):
        sfpc_sim.load("bare.toml")


def test_a_pool_fills_posts_after_its_intakes_and_never_before(researcher):
    until = date(2020, 12, 31)
    usual, pool = (lived(name, until=until) for name in ("innovation-2017", "with-pool.toml"))
    days = {name: day for name, day in pool.items() if name.startswith("in_post_day:")}

    assert days.keys() == {name for name in usual if name.startswith("in_post_day:")}
    assert any(days[name] != usual[name] for name in days)
    first = sfpc_sim.load("innovation-2017").programme.recruitment_from - date(2017, 4, 1)
    assert min(days.values()) >= 91 * (first.days // 91 + 1) + 6 * 7


def test_the_least_busy_acts_up_and_not_always_the_one_named(researcher):
    named, chosen = ([lived(name, number) for number in range(1, 4)] for name in ("sfpc-2020", "with-least-busy.toml"))

    assert any(one != two for one, two in zip(named, chosen, strict=True))
    utilisation = [name for name in named[0] if name.startswith("mean_utilisation:")]
    assert any(one[name] != two[name] for one, two in zip(named, chosen, strict=True) for name in utilisation)


@pytest.mark.parametrize(
    ("slot", "body", "words"),
    [
        ("recruitment", "def f(world, vacancy):\n    yield world.env.timeout(1.0)\n    return 3\n", "gave 3"),
        ("recruitment", "def f(world, vacancy):\n    return 3\n", "failed: TypeError"),
        ("recruitment", "def f(world, vacancy):\n    yield 1 / 0\n", "failed: ZeroDivisionError"),
        ("own_effect", "def f(productivity, draw):\n    return 7.0\n", "gave 7.0"),
        ("res_effect", "def f(productivity, draw):\n    return 0.9\n", "gave 0.9.. Give back 1 when nobody"),
    ],
)
def test_what_a_plug_in_must_not_give_back_ends_with_its_place(researcher, slot, body, words):
    wrong = f'from sfpc_sim import mechanism\n\n@mechanism("{slot}")\n{body}'
    (researcher / "wrong.py").write_text(wrong)
    (researcher / "wrong.toml").write_text(BLOCKS["with-hubs.toml"].replace("family_hubs", "wrong"))
    if slot != "own_effect":
        (researcher / "wrong.toml").write_text(BLOCKS["with-pool.toml"].replace("talent_pool", "wrong"))

    with pytest.raises(Refusal, match=rf'wrong.py:\d+: The mechanism "{slot}" {words}'):
        lived("wrong.toml", until=date(2020, 12, 31))


def test_a_leader_who_cannot_be_spared_may_not_act_up(researcher):
    (researcher / "least_busy.py").write_text(
        'from sfpc_sim import mechanism\n\n@mechanism("who_acts_up")\ndef f(world, entry):\n    return entry.role\n'
    )

    with pytest.raises(Refusal, match=r"least_busy.py:\d+: .*Give back the key of a leader who can be spared"):
        lived("with-least-busy.toml")
