"""Measures that follow from a replication's own: chances by date, shares of posts, sums over years and partners."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    Columns = dict[str, pd.Series]

LEADER_MEASURES = ("mean_utilisation", "months_above_amber", "months_above_red")
BY_YEAR = ("spend_gbp", "council_gbp", "unfunded_gbp", "exit_costs_gbp", "counterfactual_exit_costs_gbp")


def with_derived(table: pd.DataFrame, facts: Mapping[str, Any]) -> pd.DataFrame:
    """Add what follows from the columns that are there.

    `under_on:DATE` and `not_under_on:DATE` (0 or 1), the same for the counterfactual;
    `in_post_by_plan:POST`, `share_of_posts_by_plan`, `all_posts_by_plan`; `last_res_team_started_day`;
    `mean_utilisation:tier TIER` and the like, each the mean over a tier's roles at home; `total_spend_gbp` and the
    like, over all years; `last_launched_day`; `partner_children_fewer:PARTNER`, without the programme less with it,
    and over all partners `partners_looked_after_at_end`, its counterfactual and `partners_children_fewer`.
    """
    columns = _under(table, facts["target"]["children_under"]) | _by_plan(table, facts)
    columns |= _last_team(table, facts) | _by_tier(table, facts) | _totals(table) | _partners(table, facts)
    return pd.concat([table, pd.DataFrame(columns, index=table.index)], axis=1)


def _under(table: pd.DataFrame, children_under: int) -> Columns:
    columns: Columns = {}
    for whose in ("", "counterfactual_"):
        prefix = f"{whose}looked_after_on:"
        for name in table.columns[table.columns.str.startswith(prefix)]:
            under = (table[name] < children_under).astype(float)
            when = name.removeprefix(prefix)
            columns |= {f"{whose}under_on:{when}": under, f"{whose}not_under_on:{when}": 1 - under}
    return columns


def _by_plan(table: pd.DataFrame, facts: Mapping[str, Any]) -> Columns:
    planned = date.fromisoformat(facts["programme"]["planned_in_post_on"])
    planned_day = (planned - date.fromisoformat(facts["start"])).days
    prefix = "in_post_day:"
    posts = [name.removeprefix(prefix) for name in table.columns if name.startswith(prefix)]
    if not posts:
        return {}
    # Who starts on the planned day itself is in time; NaN, after the horizon, is not.
    in_time = {post: (table[prefix + post] < planned_day + 1).astype(float) for post in posts}
    share = pd.DataFrame(in_time).mean(axis=1)
    columns = {f"in_post_by_plan:{post}": values for post, values in in_time.items()}
    return columns | {"share_of_posts_by_plan": share, "all_posts_by_plan": (share == 1).astype(float)}


def _last_team(table: pd.DataFrame, facts: Mapping[str, Any]) -> Columns:
    keys = [team["key"] for team in facts["teams"] if team["delivers"] == "res"]
    return _last(table, "team_started_day", keys, "last_res_team_started_day")


def _last(table: pd.DataFrame, measure: str, keys: list[str], name: str) -> Columns:
    there = [f"{measure}:{key}" for key in keys if f"{measure}:{key}" in table]
    # Not skipping NaN: while one has not come, the last one has not.
    return {name: table[there].max(axis=1, skipna=False)} if there else {}


def _by_tier(table: pd.DataFrame, facts: Mapping[str, Any]) -> Columns:
    columns: Columns = {}
    home = [leader for leader in facts["leaders"] if not leader.get("post")]
    tiers = dict.fromkeys(leader["tier"] for leader in home)
    for measure in LEADER_MEASURES:
        for tier in tiers:
            keys = [f"{measure}:{leader['key']}" for leader in home if leader["tier"] == tier]
            there = [key for key in keys if key in table]
            if there:
                columns[f"{measure}:tier {tier}"] = table[there].mean(axis=1).astype(np.float64)
    return columns


def _totals(table: pd.DataFrame) -> Columns:
    columns: Columns = {}
    for name in BY_YEAR:
        years = table.columns[table.columns.str.fullmatch(rf"{name}:\d{{4}}")]
        if len(years):
            whose = "counterfactual_" if name.startswith("counterfactual_") else ""
            columns[f"{whose}total_{name.removeprefix(whose)}"] = table[years].sum(axis=1)
    return columns


def _partners(table: pd.DataFrame, facts: Mapping[str, Any]) -> Columns:
    keys = [partner["key"] for partner in facts.get("partners", ())]
    columns = _last(table, "launched_day", keys, "last_launched_day")
    own, usual = "partner_looked_after_at_end", "counterfactual_partner_looked_after_at_end"
    there = [key for key in keys if f"{own}:{key}" in table and f"{usual}:{key}" in table]
    if not there:
        return columns
    columns |= {f"partner_children_fewer:{key}": table[f"{usual}:{key}"] - table[f"{own}:{key}"] for key in there}
    columns["partners_looked_after_at_end"] = table[[f"{own}:{key}" for key in there]].sum(axis=1)
    columns["counterfactual_partners_looked_after_at_end"] = table[[f"{usual}:{key}" for key in there]].sum(axis=1)
    columns["partners_children_fewer"] = (
        columns["counterfactual_partners_looked_after_at_end"] - columns["partners_looked_after_at_end"]
    )
    return columns
