"""STRESS-DES (Monks and others 2019, Journal of Simulation 13): its 20 items, 24 with sub-items, from the run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sfpc_sim.outputs.paperwork.markdown import field, table
from sfpc_sim.outputs.sections.provenance import provenance_line
from sfpc_sim.outputs.words import count, on_day

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sfpc_sim.study.result import Result

    Facts = dict[str, Any]
    Item = tuple[str, str, str]

HEADS = ("Item", "Name", "Answer")
ABOUT = "Strengthening the Reporting of Empirical Simulation Studies, discrete-event form."


def checklist(result: Result) -> str:
    """Fill the checklist in; what no run can know is a field."""
    return f"{ABOUT}\n\n{table(HEADS, checklist_rows(result))}"


def checklist_rows(result: Result) -> tuple[Item, ...]:
    """Give each item's number, name and answer."""
    return (*_objectives(result.facts), *_logic(result.facts), *_data(result.facts), *_experiment(result),
            *_implementation(result), *_access(result))  # fmt: skip


def _objectives(facts: Facts) -> Iterator[Item]:
    asked = facts["question"] or field("the question")
    yield "1.1", "Purpose of the model", f"{asked} Who uses the answer, for which decision: {field('purpose')}"
    yield (
        "1.2",
        "Model outputs",
        (
            "Children looked after by month, starts and ceases, chance of the target, posts in post, leaders' load, "
            "spending; every measure with its unit is a row of `summary.csv`: means with 95% intervals of Student's t, "
            "chances with Clopper and Pearson's, and P10, P50, P90 of futures."
        ),
    )
    target = f"fewer than {count(facts['target']['children_under'])} on {on_day(facts['target']['on'])}"
    yield "1.3", "Experimentation aims", f"The chance of {target}, beside the same futures without the programme."


def _logic(facts: Facts) -> Iterator[Item]:
    yield "2.1", "Base model overview diagram", field("a diagram for readers")
    yield (
        "2.2",
        "Base model logic",
        (
            "Children enter and leave care at rates that wander; a recruited programme lowers entries as its teams become "  # noqa: E501
            "productive; leaders' working time limits delivery. Numbered decisions are in the log below."
        ),
    )
    yield (
        "2.3",
        "Scenario logic",
        (
            f"Plan `{facts['name']}`: evidence {facts['evidence']}, drift {facts['drift']}, pandemic "
            f"{'on' if facts['pandemic'] else 'off'}. Plans are compared on the same luck, by address."
        ),
    )
    yield (
        "2.4",
        "Algorithms",
        (
            "Yearly rates by damped, walk or stationary drift; beliefs tied by Gaussian copulas; see the log of decisions."  # noqa: E501
        ),
    )
    yield from _components(facts)


def _components(facts: Facts) -> Iterator[Item]:
    home, partners = facts["authority"]["name"], len(facts["partners"])
    yield (
        "2.5.1",
        "Components: entities",
        (f"Children of {home} and of {count(partners)} other authorities that the plan reaches; candidates for posts."),
    )
    yield (
        "2.5.2",
        "Components: activities",
        (
            f"Periods of care, recruitment, programmes, leaders' tasks ({count(len(facts['duties']))} duties of the plan)."  # noqa: E501
        ),
    )
    yield (
        "2.5.3",
        "Components: resources",
        (
            f"{count(len(facts['posts']))} posts in {count(len(facts['teams']))} teams; {count(len(facts['leaders']))} "
            "leaders with working days a month."
        ),
    )
    yield "2.5.4", "Components: queues", "Tasks wait at a leader's desk; nobody waits to enter care."
    yield (
        "2.5.5",
        "Components: entry and exit points",
        (
            "Children enter care alone or with brothers and sisters, and leave it for home, kin, adoption, otherwise, or "  # noqa: E501
            "at 18."
        ),
    )


def _data(facts: Facts) -> Iterator[Item]:
    sources = {each["source"]["ref"] for each in facts["register"]["assumptions"]}
    total, authority = count(len(facts["register"]["assumptions"])), facts["authority"]
    yield (
        "3.1",
        "Data sources",
        (f"{authority['source']}; {count(len(sources))} sources of beliefs, in the log of data."),
    )
    yield (
        "3.2",
        "Pre-processing",
        (
            f"The authority's file is fitted to tables known on {on_day(authority['origin'])}; durations are brought to "  # noqa: E501
            f"days. Anything done before that: {field('pre-processing')}"
        ),
    )
    yield (
        "3.3",
        "Input parameters",
        (f"{total} uncertain numbers, each a belief with bounds, source and grade, in the log of assumptions."),
    )
    yield "3.4", "Assumptions", f"The same {total}; the model's own are in the log of decisions."


def _experiment(result: Result) -> Iterator[Item]:
    facts, authority = result.facts, result.facts["authority"]
    stock = sum(authority["stock_by_age"])
    yield (
        "4.1",
        "Initialisation",
        (
            f"No warm-up: a terminating simulation that starts with the {count(stock)} children"
            f" of {on_day(authority['origin'])} ({count(authority['stock_unaccompanied'])} of them unaccompanied), with"
            " ages and time in care."
        ),
    )
    yield "4.2", "Run length", f"{on_day(facts['start'])} to {on_day(facts['end'])}, in days."
    others = ", ".join(f"{count(len(each.replications))} under {drift}" for drift, each in result.alternatives.items())
    why = field("why so many: a precision asked for with --within is not kept in a folder")
    yield (
        "4.3",
        "Estimation approach",
        (
            f"{count(len(result.replications))} independent replications under {result.drift} drift"
            f"{f', {others}' if others else ''}; {count(len(result.failures))} failed. {why}"
        ),
    )


def _implementation(result: Result) -> Iterator[Item]:
    manifest = result.manifest
    software = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    yield "5.1", "Software", f"{software}; kernel {manifest['digest_parts']['kernel']}."
    yield (
        "5.2",
        "Random sampling",
        (
            f"Seed {manifest['seed']}. Philox 4x32-10 addressed by seed, replication, purpose and person, by inverse "
            "distribution function: no stream is consumed in order, so plans of one seed share luck wherever both ask."
        ),
    )
    yield (
        "5.3",
        "Model execution",
        (
            "SimPy's next-event loop: simultaneous events by time, priority, then order of scheduling. Results do not "
            "depend on workers or the order of replications."
        ),
    )
    yield "5.4", "System specification", f"{_machine(manifest)} {field('model of the processor, memory')}"


def _machine(manifest: Facts) -> str:
    """Tell what it ran on and how long workers took, as far as the folder keeps it: older ones do not."""
    machine, spent = manifest.get("machine", {}), manifest.get("run_time", {"replications": 0, "seconds": 0.0})
    ran_on = {**machine, **manifest["processor"]}
    told = ", ".join(f"{name}: {value}" for name, value in ran_on.items() if value != "")
    if not spent["replications"]:
        return f"{told}. Run time was not kept."
    each = 1000 * spent["seconds"] / spent["replications"]
    return (
        f"{told}. Workers took {spent['seconds']:,.1f} seconds for {count(spent['replications'])} replications under"
        f" the plan's own drift ({each:.0f} ms each)."
    )


def _access(result: Result) -> Iterator[Item]:
    again = f"`sfpc reproduce {result.folder.name}` makes these tables again and says whether they are the same"
    digest = result.manifest["canonical_digest"]
    yield (
        "6.1",
        "Computer model sharing statement",
        (
            f"{provenance_line(result.manifest)} {again} (tables' digest `{digest}`). Where to get the code, and its "
            f"licence: {field('address; the package is under the MIT licence')}"
        ),
    )
