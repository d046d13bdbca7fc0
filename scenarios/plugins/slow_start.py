"""Slow start: a new team changes nothing until its staff have been trained.

Name this file in a scenario to use it: plugins = ["plugins/slow_start.py"]
"""

from sfpc_sim import Source, assumption, mechanism, team_programme

training_weeks = assumption(
    name="training_weeks",  # ends in _weeks, so it is drawn in days and read as training_days
    meaning="Weeks from a team's start until its last member is trained and its programme begins",
    unit="weeks",
    belief={"triangular": {"low": 6, "mode": 12, "high": 30}},
    bounds=(0, 52),
    source=Source("An example; invented", grade="D"),
)


@mechanism("team_ramp")
def after_training(days, draw):
    """Give no productivity during training, and the usual ramp after it."""
    trained = days - draw["training_days"]
    return team_programme(trained, draw) if trained > 0 else 0.0
