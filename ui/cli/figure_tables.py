"""Numbers as tables for people: what the commands about numbers print without --json."""

from __future__ import annotations

from collections.abc import Sequence

from coder.exchanges.pairing import Outcome
from coder.report.figures.coder_agreement import CONDITION_WORDS, CoderAgreement
from coder.report.figures.latency_comparison import Latencies
from coder.report.figures.multi_coder_agreement import AgreementOfMany
from coder.report.figures.optional_figures import Further
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.trial_latencies import TrialLatencies
from coder.report.figures.vocal_turns import Turns
from coder.report.pages.caregiver_side import beside_lines
from coder.report.phrases import chance_name
from coder.stats import ChanceTest, LagSequential
from coder.stats.result import Result
from coder.stats.result_text import p_text
from coder.vocabulary.time import MICROS, format_us, seconds_to_us
from ui.cli.output import print_line, print_table


def print_agreement(agreement: CoderAgreement, on_exchanges: Sequence[str] = ()) -> None:
    """Print how far two coders agree, and where they differ."""
    if agreement.reason is not None:
        print_line(f"Undefined: {agreement.reason}.")
    for condition in sorted({one.result.condition for one in agreement.groups}):
        print_line(f"{condition}: {CONDITION_WORDS[condition]}.")
        rows = []
        for one in agreement.groups:
            result = one.result
            if result.condition != condition:
                continue
            name = f"{one.subject} {result.group}"
            rows.append(figure_row(f"{name}, moment by moment", result.time_unit))
            rows += [figure_row(f"  {r.name.replace('_', ' ')}", r) for r in result.time_unit.per_code]
            acts = figure_row(f"{name}, act by act", result.alignment)
            rows.append((*acts[:3], f"{result.alignment.agreed} of {result.alignment.n} agreed", acts[4]))
            rows += [figure_row(f"  {r.name.replace('_', ' ')}", r) for r in result.alignment.per_code]
        print_table(("kappa", "estimate", "interval", "n", "undefined because"), rows, empty="")
    places = [(one, place) for one in agreement.groups for place in one.result.disagreements]
    if agreement.groups:
        print_table(
            ("recording", "at", "subject", agreement.first, agreement.second),
            [
                (place.recording, format_us(seconds_to_us(place.onset)), one.subject, place.first, place.second)
                for one, place in places
            ],
            empty="The two differ in no act.",
        )
    for note in agreement.notes:
        print_line(f"Note: {note}.")
    for sentence in on_exchanges:
        print_line(sentence)


def print_agreement_of_many(agreement: AgreementOfMany) -> None:
    """Print how far several coders agree, all together and then each two."""
    if agreement.reason is not None:
        print_line(f"Undefined: {agreement.reason}.")
    rows = []
    for one in agreement.groups:
        name = f"{one.subject} {one.group}, {one.condition}"
        rows += [
            figure_row(f"{name}, Fleiss", one.result.fleiss),
            figure_row(f"{name}, Krippendorff", one.result.krippendorff),
            *(figure_row(f"  how often: {r.name.replace('_', ' ')}, ICC", r) for r in one.result.counts),
            *(figure_row(f"  how long: {r.name.replace('_', ' ')}, ICC", r) for r in one.result.durations),
        ]
    if rows:
        print_table((", ".join(agreement.coders), "estimate", "interval", "n", "undefined because"), rows, empty="")
    for pair in agreement.pairs:
        print_line(f"{pair.first} and {pair.second}:")
        print_agreement(pair)
    for note in agreement.notes:
        print_line(f"Note: {note}.")


def print_numbers(numbers: Numbers) -> None:
    """Print the numbers of one recording or episode."""
    rule = numbers.rule
    print_line(f"{numbers.recording}, coded by {numbers.coder or 'nobody yet'}")
    for line in beside_lines(numbers.beside):
        print_line(line)
    if numbers.episode is not None:
        one, meant = numbers.episode, ""
        if one.planned_us is not None:
            meant = f" (meant to last {format_us(one.planned_us)})"
        print_line(
            f"Episode {one.label}, {format_us(one.interval.onset_us)} to {format_us(one.interval.offset_us)}{meant}"
        )
    print_line(
        f"Rule {rule.id}: an answer within {rule.window_us / MICROS:g} s, counted from the bid's {rule.anchor}; "
        f"{rule.pairing} ({rule.source})."
    )
    bound = "no bid" if numbers.timing_bound_us is None else f"{numbers.timing_bound_us / MICROS:.3f} s"
    print_line(
        f"Observable {format_us(numbers.observable_us)} of {format_us(numbers.span.duration_us)}; latencies are true "
        f"to within {bound}."
    )
    there = numbers.answers.became(Outcome.ALREADY_THERE)
    if there:
        print_line(f"At {there} of the child's signals the caregiver was already there.")
    print_table(
        ("outcome", "bids"),
        [(outcome.value, str(numbers.outcomes[outcome])) for outcome in Outcome],
        empty="",
    )
    for why, count in numbers.left_out.items():
        print_line(f"Not in the figures below: {count} ({why}).")
    latency, chance = numbers.latency, numbers.chance
    rows = [
        figure_row("bids per hour", numbers.bids),
        figure_row("latency, median (s)", latency),
        *([figure_row("latency, restricted mean (s)", latency.restricted_mean)] if latency.restricted_mean else []),
        figure_row(chance_name(rule), chance),
    ]
    rows += _by_chance(chance)
    rows.append(figure_row("odds ratio of an answer after a bid", numbers.contingency))
    for match in numbers.matchings:
        rows.append(figure_row(f"time in which states fit ({match.states})", match.result))
    for act in numbers.acts:
        rows.append(figure_row(f"{act.subject} {act.label}, per minute", act.often))
        if act.lasting is not None:
            rows.append(figure_row(f"{act.subject} {act.label}, share of time", act.lasting))
    print_table(("figure", "estimate", "interval", "n", "undefined because"), rows, empty="")
    if numbers.missed is not None:
        print_line(numbers.missed.words)
    for note in numbers.notes:
        print_line(f"Note: {note}.")


def _by_chance(chance: ChanceTest) -> list[tuple[str, ...]]:
    if chance.null_mean is None or chance.null_interval is None:
        return []
    low, high = chance.null_interval
    return [("the same by chance", f"{chance.null_mean:.3f}", f"{low:.3f} to {high:.3f}", "", "")]


def print_further(further: Further) -> None:
    """Print what was asked for beyond the usual figures."""
    if further.shuffle is not None:
        rows = [
            figure_row("share of bids answered, beside gap shuffles", further.shuffle),
            *_by_chance(further.shuffle),
        ]
        print_table(("figure", "estimate", "interval", "n", "undefined because"), rows, empty="")
    if further.sweep is not None:
        rows = []
        for width, point in zip(further.sweep.windows, further.sweep.points, strict=True):
            chance = "" if point.null_mean is None else f"{point.null_mean:.3f}"
            rows.append((f"{width:g} s", *figure_row("", point)[1:2], chance, point.reason or ""))
        print_table(("window", "answered", "by chance", "undefined because"), rows, empty="")
    for table in further.lags or ():
        _print_lag(table)
    for one in further.transitions or ():
        rows = [
            (f"{source} to {target}".replace("_", " "), str(count))
            for source, line in zip(one.result.codes, one.result.counts, strict=True)
            for target, count in zip(one.result.codes, line, strict=True)
            if count
        ]
        print_table((f"{one.subject}, {one.group}", "times"), rows, empty=f"{one.subject}, {one.group}: no change seen")
    if further.together is not None:
        shared = further.together
        rows = [
            (f"{row} with {column}".replace("_", " "), f"{seen:.1f}", f"{expected:.1f}")
            for row, line, chances in zip(shared.rows, shared.shared, shared.expected, strict=False)
            for column, seen, expected in zip(shared.columns, line, chances, strict=True)
        ]
        print_table(("together", "seconds", "if unrelated"), rows, empty="No states of both to set side by side.")
    if further.turns is not None:
        _print_turns(further.turns)


def _print_turns(turns: Turns) -> None:
    taking = turns.taking
    rows = [figure_row("seconds from one's end to the other's beginning", taking)]
    if taking.quartiles is not None:
        low, high = taking.quartiles
        rows.append(("  half of them lie between", "", f"{low:.3f} to {high:.3f}", "", ""))
    rows.append(("gaps", str(taking.gaps), "", "" if taking.mean_gap is None else f"mean {taking.mean_gap:.2f} s", ""))
    overlap = "" if taking.mean_overlap is None else f"mean {taking.mean_overlap:.2f} s"
    rows.append(("overlaps", str(taking.overlaps), "", overlap, ""))
    for name, count, median in taking.pauses:
        rows.append((f"pauses of the {name}", str(count), "", "" if median is None else f"median {median:.2f} s", ""))
    rows += [(f"{one}, then {other}", str(count), "", "", "") for one, other, count in taking.follows]
    shares = (("both", taking.both), ("child alone", taking.first_only), ("caregiver alone", taking.second_only))
    for words, share in (*shares, ("neither", taking.neither)):
        rows.append((f"time {words} heard", "" if share is None else f"{share:.3f}", "", "", ""))
    by_chance = (("both at once", taking.together_by_chance), ("child followed in 1 s", taking.taken_by_chance))
    for words, chance in by_chance:
        if chance is not None:
            rows += [figure_row(f"{words}, beside circular shifts", chance), *_by_chance(chance)]
    rows.append(figure_row("seconds from a cry's onset to the caregiver's next act, median", turns.after_cries))
    print_table(("turns", "estimate", "interval", "n", "undefined because"), rows, empty="")
    for name, count in turns.left_out:
        print_line(f"Note: voices of {name} are left out ({count}): whose they are has not been said.")


def _print_lag(table: LagSequential) -> None:
    lag = table.parameters["lag"]
    rows = []
    for given in table.codes if table.expected else ():
        for target in table.codes:
            cell = table.cell(given, target)
            residual = cell["adjusted_residual"]
            if cell["observed"]:
                expected = "" if cell["expected"] is None else f"{cell['expected']:.1f}"
                shown = "" if residual is None else f"{residual:+.2f}"
                rows.append((f"{given}, then {target}".replace("_", " "), f"{cell['observed']}", expected, shown))
    print_table((f"lag {lag}", "times", "expected", "adjusted residual"), rows, empty=f"Lag {lag}: {table.reason}.")


def print_trials(found: Sequence[TrialLatencies]) -> None:
    """Print how soon after each marker each act came."""
    rows = [
        figure_row(f"from {one.marker} to {one.subject} {one.code}, median (s)".replace("_", " "), group.latency)
        for one in found
        for group in one.groups
    ]
    if rows:
        print_table(("trials", "estimate", "interval", "n", "undefined because"), rows, empty="")


def print_latencies(found: Latencies) -> None:
    """Print latency curves of several conditions by their medians, and whether they could be one."""
    rows = [figure_row(f"{one.group.replace('_', ' ')}, median (s)", one.latency) for one in found.groups]
    rows.append(figure_row("chi-square of one curve for all", found.test))
    if found.test.p_value is not None:
        rows.append(("  p", p_text(found.test.p_value), "", "", ""))
    rows += [figure_row(f"hazard ratio, {one.name}", one) for one in found.model.covariates]
    if found.model.estimate is None:
        rows.append(figure_row("hazard ratio", found.model))
    print_table(("figure", "estimate", "interval", "n", "undefined because"), rows, empty="")
    for note in (*found.notes, *found.model.notes):
        print_line(f"Note: {note}.")


def figure_row(name: str, result: Result) -> tuple[str, ...]:
    """Return a result as the table for people shows it."""
    estimate = "undefined" if result.estimate is None else f"{result.estimate:.3f}"
    interval = ""
    if result.interval is not None:
        low, high = ("open" if end is None else f"{end:.3f}" for end in result.interval)
        interval = f"{low} to {high}"
    return name, estimate, interval, f"{result.n} {result.n_of}", result.reason or ""
