"""What leaders, partners, grants and rules ask of one another: nobody twice in one place, no circle, no dead end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

from sfpc_sim.errors import Problem, did_you_mean
from sfpc_sim.inputs import schema
from sfpc_sim.inputs import schema_programme as tables
from sfpc_sim.inputs.checks import known
from sfpc_sim.inputs.schema_money import GrantTable
from sfpc_sim.inputs.shapes import read_table, table_in, tables_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.inputs.assumptions import Register
    from sfpc_sim.inputs.documents import Document

Away = tuple[tuple[str, str], str, float, date, date]  # where, leader, share, from, to
RHYTHMS = ("every_months", "interval", "per_year")


def programme_faults(document: Document, register: Register) -> Iterator[Problem]:
    """Yield what cannot be meant in a scenario's leadership, partners, grants and duties."""
    yield from _order_faults(document)
    yield from _away_faults(document)
    yield from _acting_faults(document)
    yield from _circle_faults(document)
    yield from _role_faults(document, register)
    yield from _duty_faults(document, register)
    yield from _partner_faults(document)
    yield from _grant_faults(document)
    yield from _gate_faults(document)


def _order_faults(document: Document) -> Iterator[Problem]:
    """Find what ends before it starts."""
    for table in ("leaders", "deployments", "acting_up", "duties"):
        for key, entry in table_in(document, table).items():
            starts, ends = (entry.get(name) if isinstance(entry, dict) else None for name in ("starts", "ends"))
            if type(starts) is date and type(ends) is date and ends <= starts:  # a time of day is no date
                place = document.place((table, key, "ends"))
                yield Problem(place, f'"{key}" ends on {ends}, before it starts.', "Write a later day.")
    for key, team in tables_in(document, schema.TeamTable, "teams"):
        if team.recruitment_from and team.planned_in_post_on and team.planned_in_post_on < team.recruitment_from:
            place = document.place(("teams", key, "planned_in_post_on"))
            yield Problem(
                place, f'"{key}" is planned to be in post before its recruitment starts.', "Write a later day."
            )


def _aways(document: Document) -> list[Away]:
    """List who is away from their own role, by how much, and when."""
    found = [
        (("deployments", key), entry.leader, entry.away_share, entry.starts, entry.ends)
        for key, entry in tables_in(document, tables.DeploymentTable, "deployments")
    ]
    acting = tables_in(document, tables.ActingUpTable, "acting_up")
    return found + [(("acting_up", key), entry.leader, 1.0, entry.starts, entry.ends) for key, entry in acting]


def _away_faults(document: Document) -> Iterator[Problem]:
    """Find leaders of whom more than a whole post is given away on some day."""
    aways = _aways(document)
    for at, leader, _, start, _ in aways:
        together = [each for each in aways if each[1] == leader and each[3] <= start < each[4]]
        total = sum(share for _, _, share, _, _ in together)
        if total > 1.0 + 1e-9:
            names = ", ".join(f'"{where[1]}"' for where, *_ in together)
            fault = f'"{leader}" is away {total:.0%} of the time from {start} ({names}).'
            yield Problem(document.place(at), fault, "Give away at most 100% of a leader on any day.")


def _acting_faults(document: Document) -> Iterator[Problem]:
    """Find roles that two people act in at once, and people who act in their own role."""
    entries = list(tables_in(document, tables.ActingUpTable, "acting_up"))
    for (first, one), (second, two) in combinations(entries, 2):
        if one.role == two.role and one.starts < two.ends and two.starts < one.ends:
            fault = f'"{first}" and "{second}" both act up in "{one.role}" from {max(one.starts, two.starts)}.'
            yield Problem(document.place(("acting_up", second)), fault, "Let one end before the other starts.")
    for key, entry in entries:
        if entry.leader == entry.role:
            place = document.place(("acting_up", key, "leader"))
            yield Problem(place, f'"{entry.leader}" cannot act up in their own role.', "Name another leader.")


def _circle_faults(document: Document) -> Iterator[Problem]:
    """Find circles of backfill: a role filled, link by link, by somebody whose own role it fills."""
    for key, entry in tables_in(document, tables.ActingUpTable, "acting_up"):
        path, role = [entry.role], entry.leader
        links = {
            each.role: each.leader
            for _, each in tables_in(document, tables.ActingUpTable, "acting_up")
            if each.starts <= entry.starts < each.ends  # a circle is closed on the day its last link begins
        }
        while role in links and role not in path:
            path, role = [*path, role], links[role]
        if role == entry.role and len(path) > 1:
            circle = " <- ".join([*path, role])
            fault = f"Backfill goes round in a circle: {circle}."
            yield Problem(document.place(("acting_up", key)), fault, "Let somebody from outside the circle act up.")


def _role_faults(document: Document, register: Register) -> Iterator[Problem]:
    """Find programme roles without their post, deployments to nowhere, and joint roles of whom nothing is believed."""
    groups = dict(tables_in(document, schema.PostGroup, "posts"))
    posts = {f"{key}-{number}": group for key, group in groups.items() for number in range(1, group.count + 1)}
    leaders = dict(tables_in(document, tables.LeaderTable, "leaders"))
    roles = {key: leader.post for key, leader in leaders.items() if leader.post is not None}
    for key, post in roles.items():
        yield from known(document, ("leaders", key, "post"), post, posts, "post")
    lent = {entry.partner for _, entry in tables_in(document, tables.ImprovementTable, "improvement")}
    for key, entry in tables_in(document, tables.DeploymentTable, "deployments"):
        place = document.place(("deployments", key, "to"))
        if entry.to not in roles and entry.to not in lent:
            fault = f'"{entry.to}" is neither a programme role nor an authority with an improvement partnership.'
            yield Problem(place, fault, did_you_mean(entry.to, {*roles, *lent}))
        elif entry.to in roles and roles[entry.to] in posts and posts[roles[entry.to]].filled_by != key:
            fault = f'"{key}" fills "{entry.to}", and its post is recruited as well.'
            yield Problem(place, fault, f'Add to the post "{roles[entry.to]}": filled_by = "{key}"')
    for key, role in tables_in(document, tables.JointRoleTable, "joint_roles"):
        believed = f"joint_role_{leaders[role.leader].tier}_share" if role.leader in leaders else None
        if believed is not None and believed not in register.by_name:
            fault = f'How much time a joint role takes of "{role.leader}" is no assumption: "{believed}".'
            yield Problem(document.place(("joint_roles", key, "leader")), fault, "Name a director, a deputy or a head.")


def _duty_faults(document: Document, register: Register) -> Iterator[Problem]:
    for key, duty in tables_in(document, tables.DutyTable, "duties"):
        at = ("duties", key)
        given = [name for name in RHYTHMS if getattr(duty, name) is not None]
        if len(given) != 1:
            fault = f'The duty "{key}" has {len(given)} rhythms.'
            yield Problem(document.place(at), fault, f"Give exactly one of {', '.join(RHYTHMS)}.")
        for setting in ("working_days", "interval", "per_year"):
            name = getattr(duty, setting)
            if name is not None and name not in register.by_name:
                place = document.place((*at, setting))
                yield Problem(place, f'"{name}" is not an assumption.', did_you_mean(name, register.by_name))
        if duty.each > len(duty.leaders):
            fault = f'The duty "{key}" asks {duty.each} of {len(duty.leaders)} leaders.'
            yield Problem(document.place((*at, "each")), fault, "Name more leaders, or ask fewer of them.")


def _partner_faults(document: Document) -> Iterator[Problem]:
    period = read_table(schema.Period, document.values.get("period"))
    programme = read_table(schema.ProgrammeTable, document.values.get("programme"))
    for key, partner in tables_in(document, tables.PartnerTable, "partners"):
        place = document.place(("partners", key, "planned_launch"))
        if programme and not partner.launched and partner.planned_launch < programme.recruitment_from:
            fault = f'"{key}" is planned to start on {partner.planned_launch}, before the programme does.'
            remedy = f"Write {programme.recruitment_from} or later, or launched = true if it was under way already."
            yield Problem(place, fault, remedy)
        if period and partner.launched and partner.planned_launch > period.start:
            fault = f'"{key}" cannot have been launched already: its launch is {partner.planned_launch}.'
            yield Problem(place, fault, "Take launched = true away.")
    yield from _centre_faults(document)


def _centre_faults(document: Document) -> Iterator[Problem]:
    centre = read_table(tables.CentreTable, document.values.get("centre"))
    for setting in ("event_leaders", "visit_leaders") if centre else ():
        for position, name in enumerate(getattr(centre, setting)):
            yield from known(document, ("centre", setting, position), name, table_in(document, "leaders"), "leader")


def _grant_faults(document: Document) -> Iterator[Problem]:
    paid_by: dict[str, str] = {}
    gates = dict(tables_in(document, tables.GateTable, "gates"))
    for key, grant in tables_in(document, GrantTable, "grants"):
        at = ("grants", key)
        if grant.ends_on < date(grant.first_year, 4, 1):
            fault = f'The grant "{key}" ends on {grant.ends_on}, before it starts in April {grant.first_year}.'
            yield Problem(document.place((*at, "ends_on")), fault, "Write a later day, or an earlier first_year.")
        if grant.gated_gbp > grant.total_gbp:
            yield Problem(
                document.place((*at, "gated_gbp")),
                "More of the grant is gated than there is.",
                "Write at most total_gbp.",
            )
        if grant.elsewhere_gbp > grant.total_gbp:
            place = document.place((*at, "elsewhere_gbp"))
            yield Problem(place, "More of the grant goes elsewhere than there is.", "Write at most total_gbp.")
        if grant.gated_gbp and grant.gate is None:
            yield Problem(document.place(at), f'Part of the grant "{key}" is gated by no gate.', 'Add it: gate = "..."')
        if grant.gate in gates and gates[grant.gate].holds != "opens":
            place = document.place(("gates", grant.gate, "holds"))
            yield Problem(place, f'The gate "{grant.gate}" opens nothing.', 'Write holds = "opens".')
        for strand in grant.strands:
            if strand in paid_by:
                fault = f'"{paid_by[strand]}" and "{key}" both pay for "{strand}".'
                yield Problem(document.place((*at, "strands")), fault, "Let one grant pay for each cost table.")
            paid_by[strand] = key


def _gate_faults(document: Document) -> Iterator[Problem]:
    deployments = dict(tables_in(document, tables.DeploymentTable, "deployments"))
    for key, gate in tables_in(document, tables.GateTable, "gates"):
        decides = {gate.holds, gate.fails} & {"ends", "extends", "changes"}
        if decides and gate.deployment is None:
            fault = f'The gate "{key}" decides on no deployment.'
            yield Problem(document.place(("gates", key)), fault, 'Add it: deployment = "..."')
        lent = deployments.get(gate.deployment or "")
        if lent is not None and not lent.starts <= gate.first_review < lent.ends - timedelta(days=1):
            fault = f'The gate "{key}" is first asked on {gate.first_review}; "{gate.deployment}" lends nobody then.'
            remedy = f"Write a day from {lent.starts} on, two days before {lent.ends} at the latest."
            yield Problem(document.place(("gates", key, "first_review")), fault, remedy)
