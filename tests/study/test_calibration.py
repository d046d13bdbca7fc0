"""Calibration: known truths are found again, the posterior is as wide as it should be, files say what was learned."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sfpc_sim.errors import Refusal
from sfpc_sim.inputs.authorities import read_authority
from sfpc_sim.inputs.leavers_durations import read_leavers_durations
from sfpc_sim.inputs.loading import load
from sfpc_sim.inputs.lookup import shipped_folder
from sfpc_sim.model.draw import Draw
from sfpc_sim.model.luck import Luck
from sfpc_sim.study.calibration import beliefs
from sfpc_sim.study.calibration.england import fit_england
from sfpc_sim.study.calibration.matching import implausibility, surface, unbounded
from sfpc_sim.study.calibration.posterior import NOT_IDENTIFIED, condition, coverage
from sfpc_sim.study.calibration.posterior_text import diagnostics, plan_toml, spread_left
from sfpc_sim.study.calibration.problem import Target, read_problem
from sfpc_sim.study.calibration.profile import profile_path, read_profile

FITTING = shipped_folder() / "fitting"
DATA = Path(__file__).parents[2] / ".." / "shared" / "data"


def rng(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.PCG64(seed))


def a_target(value: float, sd: float) -> Target:
    return Target("t", "a figure", "home", 1.0, value, sd, 0.0, "made up", "D")


# --- History matching ------------------------------------------------------------------------------------------------


def test_a_quadratic_is_told_exactly():
    """Where outcomes are quadratic, the surface gives them everywhere and knows that it is off by nothing."""
    x = rng(1).normal(size=(40, 3))

    def truth(x):
        return np.column_stack([1 + x[:, 0] * x[:, 1] - x[:, 2] ** 2, x.sum(axis=1)])

    fitted, elsewhere = surface(x, truth(x)), 2 * rng(2).normal(size=(50, 3))

    assert fitted.at(elsewhere) == pytest.approx(truth(elsewhere))
    assert fitted.off_sd == pytest.approx(0.0, abs=1e-9)


def test_what_the_surface_is_off_by_is_what_new_points_show():
    """Left out one at a time, points show the same error as points never seen."""
    chance = rng(3)
    x, new = chance.normal(size=(120, 2)), chance.normal(size=(4000, 2))
    fitted = surface(x, x[:, :1] + 0.3 * chance.normal(size=(120, 1)))
    error = new[:, :1] + 0.3 * chance.normal(size=(4000, 1)) - fitted.at(new)

    assert fitted.off_sd[0] == pytest.approx(error.std(), rel=0.15)


def test_the_implausible_are_those_far_in_sds_of_all_that_separates():
    """The distance counts what the target leaves open and what the surface is off by; the worst target decides."""
    x = rng(4).uniform(-1, 1, size=(60, 1))
    fitted = surface(x, np.column_stack([x, -x]))
    away = implausibility(fitted, np.array([[0.0], [0.6], [1.0]]), [a_target(0.0, 0.2), a_target(0.0, 0.1)])

    assert away == pytest.approx([0.0, 6.0, 10.0])


# --- The posterior ---------------------------------------------------------------------------------------------------


def a_linear_world(seed: int, draws: int) -> tuple[np.ndarray, np.ndarray]:
    """Give standard normal values and outcomes that are linear in the first two of three of them."""
    values = rng(seed).normal(size=(draws, 3))
    return values, np.column_stack([values[:, 0] + values[:, 1], values[:, 1]])


def conjugate(observed: np.ndarray, sd: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Give the exact posterior of the linear world."""
    look = np.array([[1.0, 1.0, 0.0], [0.0, 1.0, 0.0]])
    covariance = np.linalg.inv(np.eye(3) + look.T @ np.diag(1 / sd**2) @ look)
    return covariance @ look.T @ (observed / sd**2), covariance


@pytest.mark.parametrize("observed", [[0.0, 0.0], [0.8, -0.4]])
def test_the_posterior_is_the_exact_one_where_it_is_known(observed):
    """Linear outcomes with normal errors have a posterior in closed form: means, spreads and correlations agree."""
    observed, sd = np.array(observed), np.array([0.3, 0.5])
    found = condition(*a_linear_world(5, 2**13), observed, sd, rng(6))
    mean, covariance = conjugate(observed, sd)

    assert found.mean == pytest.approx(mean, abs=0.05)
    assert found.covariance == pytest.approx(covariance, abs=0.06)
    assert found.quantiles(np.array([0.5]))[0] == pytest.approx(mean, abs=0.06)


def test_coverage_holds_where_errors_are_as_said_and_not_where_they_are_larger():
    """Truths lie in their posteriors as often as these say; posteriors for a third of the error are found out."""
    prior, truths, sd = a_linear_world(7, 2**12), a_linear_world(8, 150), np.array([0.3, 0.5])
    right = coverage(prior, truths, sd, 100, rng(9))
    values, outcomes = truths
    noisier = outcomes + 3 * sd * rng(10).normal(size=outcomes.shape)
    wrong = coverage(prior, (values, noisier), sd, 100, rng(9))

    assert right.holds
    assert right.within_80 == pytest.approx(0.8, abs=0.13)
    assert not wrong.holds
    assert wrong.within_80[:2].max() < 0.65


# --- From a file to a plan -------------------------------------------------------------------------------------------


def a_problem(folder: Path, authority: str = "leeds-2017", change: tuple[str, str] = ("", "")) -> Path:
    """Copy the shipped calibration, on a smaller authority."""
    shutil.copy(shipped_folder() / "authorities" / f"{authority}.toml", folder / "england-2017.toml")
    text = (FITTING / "calibration-reentry.toml").read_text("utf-8")
    path = folder / "problem.toml"
    path.write_text(text.replace(*change) if change[0] else text, "utf-8")
    return path


def test_a_calibrations_faults_are_told_together(tmp_path):
    """An unknown belief, a prior beyond its bounds and too few years are all refused at once, each with its line."""
    path = a_problem(tmp_path, change=("[parameters.reentry_home_chance]", "[parameters.reentry_home_chanse]"))
    text = path.read_text("utf-8").replace("high = 0.2 }", "high = 1.4 }").replace("years = 7", "years = 5")
    path.write_text(text, "utf-8")

    with pytest.raises(Refusal) as refused:
        read_problem(path)
    told = str(refused.value)
    for words in (
        "reentry_home_chanse",
        "reentry_home_chance",
        "outside its bounds",
        "problem.toml:",
        "years are simulated",
    ):
        assert words in told


def test_too_few_points_are_refused(tmp_path):
    """A quadratic in five numbers cannot be told from ten worlds."""
    with pytest.raises(Refusal, match="at least 42"):
        beliefs.calibrate(read_problem(a_problem(tmp_path)), 10, seed=1)


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Calibrate on outcomes that the model itself gave at known values."""
    problem = read_problem(a_problem(tmp_path_factory.mktemp("calibration")))
    scenario = beliefs.without_wandering(beliefs.quiet_plan(problem.authority, problem.own, problem.years, seed=99))
    seen = beliefs.outcomes_at(problem, scenario, TRUTH[None])[0]
    targets = tuple(replace(t, value=value) for t, value in zip(problem.targets, seen.tolist(), strict=True))
    return beliefs.calibrate(replace(problem, targets=targets), 48, seed=3)


TRUTH = np.array([0.5, 0.9, 1.0, 0.1, 0.02])  # chance, shape, years; after kinship, after adoption


@pytest.mark.slow
def test_known_values_are_found_again(found):
    """Values that made the targets, on other luck, lie in their 95% posterior; it is narrower than the prior was."""
    low, high = beliefs.bounded(found.problem.parameters, found.posterior.quantiles(np.array([0.025, 0.975])))

    assert np.all((low < TRUTH) & (high > TRUTH))
    assert spread_left(found)[0] < 0.5
    assert found.predicted.mean(axis=0) == pytest.approx([t.value for t in found.problem.targets], abs=0.03)


@pytest.mark.slow
def test_what_no_target_speaks_of_is_said_not_to_be_identified(found):
    """Return after adoption has no target: its prior stands, the report says so, and the plan leaves it alone."""
    assert spread_left(found)[4] == pytest.approx(1.0, abs=0.2)
    said = [line.split()[0] for line in diagnostics(found).splitlines() if "NOT IDENTIFIED" in line]
    assert "reentry_adopted_chance" in said
    assert "reentry_home_chance" not in said
    assert "[assumptions.reentry_adopted_chance]" not in plan_toml(found, "innovation-2017", "a test")


@pytest.mark.slow
def test_a_plan_draws_from_the_joint_posterior(found, tmp_path):
    """The written plan loads, and a thousand worlds draw margins and correlations as they were learned."""
    path = tmp_path / "calibrated.toml"
    path.write_text(plan_toml(found, "innovation-2017", "a test"), "utf-8")
    register = load(path).register
    learned = np.flatnonzero(spread_left(found) <= NOT_IDENTIFIED)
    parameters = [found.problem.parameters[number] for number in learned]
    worlds = [Draw(register, Luck(1, world)) for world in range(1, 1001)]
    drawn = np.array([[world[p.register_name] / p.times for p in parameters] for world in worlds])
    scaled = unbounded(parameters, drawn)
    covariance = found.posterior.covariance[np.ix_(learned, learned)]
    sd = np.sqrt(np.diag(covariance))

    assert learned.size > 1
    assert (scaled.mean(axis=0) - found.posterior.mean[learned]) / sd == pytest.approx(0.0, abs=0.2)
    for column, (number, parameter) in enumerate(zip(learned, parameters, strict=True)):
        # A share's belief has the spread that was learned of the share: on a scale without ends tails count for more.
        draws, drawn_of = found.posterior.draws[:, number], scaled[:, column]
        of = (lambda values: 1 / (1 + np.exp(-values))) if parameter.is_share else np.asarray
        spread = np.sqrt(np.cov(of(draws), aweights=found.posterior.weights))
        assert of(drawn_of).std() == pytest.approx(spread, rel=0.2), parameter.name
    assert np.corrcoef(scaled.T) == pytest.approx(covariance / np.outer(sd, sd), abs=0.12)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_posterior_to_the_last_bit(tmp_path):
    """Nothing in a calibration depends on anything but its file and its seed."""
    problem = read_problem(a_problem(tmp_path))
    problem = replace(problem, parameters=problem.parameters[:2], targets=problem.targets[:2])
    once, again, other = (beliefs.calibrate(problem, 12, seed=seed) for seed in (4, 4, 5))

    assert once.posterior.draws.tobytes() == again.posterior.draws.tobytes()
    assert once.predicted.tobytes() == again.predicted.tobytes()
    assert once.posterior.draws.tobytes() != other.posterior.draws.tobytes()


# --- Time in care ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["exit-profile-2018.toml", "exit-profile-2024.toml"])
def test_a_calibrated_profile_keeps_what_was_elicited_between_causes(name):
    """Within a band of time all causes were multiplied by one number, and what was nothing is nothing still."""
    elicited, calibrated = read_profile(FITTING / "exit-profile.toml"), read_profile(FITTING / name)

    assert calibrated.edges_days == pytest.approx(elicited.edges_days)
    assert np.array_equal(calibrated.factors == 0, elicited.factors == 0)
    ratio = np.where(elicited.factors > 0, calibrated.factors / np.maximum(elicited.factors, 1e-9), np.nan)
    assert np.nanmax(ratio, axis=0) == pytest.approx(np.nanmin(ratio, axis=0), rel=0.002)
    assert calibrated.age_propensity == pytest.approx(elicited.age_propensity)


def test_an_origin_before_the_table_was_published_uses_what_was_elicited():
    """A profile is used from the first 31 March after its table was published, the newest one first."""
    used = {until: profile_path(until).name for until in (2017, 2019, 2022, 2023, 2024, 2025)}

    assert [used[year] for year in (2017, 2019, 2022)] == ["exit-profile.toml"] * 3
    assert [used[year] for year in (2023, 2024)] == ["exit-profile-2018.toml"] * 2
    assert used[2025] == "exit-profile-2024.toml"


def test_englands_files_carry_the_calibrated_factors():
    """The nation's shipped files were fitted with the profiles that ship."""
    for origin, name in ((2017, "exit-profile-2018.toml"), (2023, "exit-profile-2024.toml")):
        authority, _ = read_authority(FITTING / f"england-{origin}.toml")
        assert np.array(authority.duration_factors) == pytest.approx(read_profile(FITTING / name).factors, rel=0.001)


@pytest.mark.published
def test_england_is_read_once():
    """Shown as a local authority, the nation's children are not counted twice."""
    history = fit_england(DATA, 2017).history

    assert history.stock[-1] == pytest.approx(72_670)
    assert history.details.ceased_by_cause[-1].sum() == pytest.approx(
        history.ceased[-1] - history.details.ceased_at_18[-1], rel=0.01
    )


def test_a_table_of_durations_with_holes_is_refused(tmp_path):
    """Every year with a missing band or a hidden figure is named, and a missing column with what is there."""
    head, row = "year,category,number,percentage,release\n", "{},{}. band,{},10,R\n"
    whole = "".join(row.format(2018, band, 10 * band) for band in range(1, 10))
    path = tmp_path / "england_ceased_by_duration_of_care.csv"
    path.write_text(head + whole, "utf-8")
    assert read_leavers_durations(tmp_path)[2018].counts.tolist() == [10.0 * band for band in range(1, 10)]

    path.write_text(
        head + whole + row.format(2019, 1, 5) + whole.replace("2018", "2020").replace(",30,", ",,"), "utf-8"
    )
    with pytest.raises(Refusal) as refused:
        read_leavers_durations(tmp_path)
    assert [problem.fault for problem in refused.value.problems] == [
        f"The nine bands of {year} are not all there as numbers." for year in (2019, 2020)
    ]

    path.write_text(head.replace("number", "count") + whole, "utf-8")
    with pytest.raises(Refusal, match='no column "number"'):
        read_leavers_durations(tmp_path)
