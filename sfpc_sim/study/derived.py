"""Measures that follow from a replication's own: chances by date, shares of posts, leaders by tier."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

LEADER_MEASURES = ("mean_utilisation", "months_above_amber", "months_above_red")


def with_derived(table: pd.DataFrame, facts: Mapping[str, Any]) -> pd.DataFrame:
    """Add what follows from the columns that are there.

    `under_on:DATE` and `not_under_on:DATE` (0 or 1), the same for the counterfactual;
    `in_post_by_plan:POST`, `share_of_posts_by_plan`, `all_posts_by_plan`; `last_res_team_started_day`;
    `mean_utilisation:tier TIER` and the like, each the mean over a tier's leaders.
    """
    columns = _under(table, facts["target"]["children_under"]) | _by_plan(table, facts)
    columns |= _last_team(table, facts) | _by_tier(table, facts)
    return pd.concat([table, pd.DataFrame(columns, index=table.index)], axis=1)


def _under(table: pd.DataFrame, children_under: int) -> dict[str, pd.Series]:
    columns: dict[str, pd.Series] = {}
    for whose in ("", "counterfactual_"):
        prefix = f"{whose}looked_after_on:"
        for name in table.columns[table.columns.str.startswith(prefix)]:
            under = (table[name] < children_under).astype(float)
            when = name.removeprefix(prefix)
            columns |= {f"{whose}under_on:{when}": under, f"{whose}not_under_on:{when}": 1 - under}
    return columns


def _by_plan(table: pd.DataFrame, facts: Mapping[str, Any]) -> dict[str, pd.Series]:
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


def _last_team(table: pd.DataFrame, facts: Mapping[str, Any]) -> dict[str, pd.Series]:
    names = [f"team_started_day:{team['key']}" for team in facts["teams"] if team["delivers"] == "res"]
    there = [name for name in names if name in table]
    # Not skipping NaN: while one team has not started, the last one has not.
    return {"last_res_team_started_day": table[there].max(axis=1, skipna=False)} if there else {}


def _by_tier(table: pd.DataFrame, facts: Mapping[str, Any]) -> dict[str, pd.Series]:
    columns: dict[str, pd.Series] = {}
    tiers = dict.fromkeys(leader["tier"] for leader in facts["leaders"])
    for measure in LEADER_MEASURES:
        for tier in tiers:
            keys = [f"{measure}:{leader['key']}" for leader in facts["leaders"] if leader["tier"] == tier]
            there = [key for key in keys if key in table]
            if there:
                columns[f"{measure}:tier {tier}"] = table[there].mean(axis=1).astype(np.float64)
    return columns
