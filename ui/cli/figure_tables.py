"""Numbers as tables for people: what the commands about numbers print without --json."""

from __future__ import annotations

from collections.abc import Sequence

from coder.exchanges.pairing import Outcome
from coder.report.figures.coded_stretch import stretches_words
from coder.report.figures.coder_agreement import CONDITION_WORDS, CoderAgreement
from coder.report.figures.family_trends import LONG_US
from coder.report.figures.latency_comparison import Latencies
from coder.report.figures.multi_coder_agreement import AgreementOfMany
from coder.report.figures.recording_figures import Numbers
from coder.report.figures.supplementary_figures import Further
from coder.report.figures.time_budget import BUDGET_HEADINGS, budget_cells, time_budget_of
from coder.report.figures.trial_latencies import TrialLatencies
from coder.report.figures.vocal_turns import WATCHED_S, Turns
from coder.report.pages.caregiver_side import beside_lines
from coder.report.phrases import chance_name, spread_words, unheard_words
from coder.stats import ChanceTest, LagSequential
from coder.stats.result import Result
from coder.stats.result_text import counted_words, p_text
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, format_us, seconds_to_us
from ui.cli.output import print_line, print_table
from ui.operations.wording import subject_words


def print_agreement(agreement: CoderAgreement, on_exchanges: Sequence[str] = ()) -> None:
    """Print how far two coders agree, and where they differ."""
    if agreement.reason is not None:
        print_line(tr("Undefined: {reason}.", reason=agreement.reason))
    for condition in sorted({one.result.condition for one in agreement.groups}):
        print_line(f"{condition}: {CONDITION_WORDS[condition]}.")
        rows = []
        for one in agreement.groups:
            result = one.result
            if result.condition != condition:
                continue
            name = f"{subject_words(one.subject)} {result.group}"
            rows.append(figure_row(tr("{name}, moment by moment", name=name), result.time_unit))
            rows += [figure_row(f"  {r.name.replace('_', ' ')}", r) for r in result.time_unit.per_code]
            acts = figure_row(tr("{name}, act by act", name=name), result.alignment)
            rows.append(
                (
                    *acts[:3],
                    tr("{agreed} of {value} agreed", agreed=result.alignment.agreed, value=result.alignment.n),
                    acts[4],
                )
            )
            rows += [figure_row(f"  {r.name.replace('_', ' ')}", r) for r in result.alignment.per_code]
        print_table((tr("kappa"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    if agreement.groups:
        print_line(stretches_words(agreement.stretches))
    places = [(one, place) for one in agreement.groups for place in one.result.disagreements]
    if agreement.groups:
        print_table(
            (tr("recording"), tr("at"), tr("subject"), agreement.first, agreement.second),
            [
                (
                    place.recording,
                    format_us(seconds_to_us(place.onset)),
                    subject_words(one.subject),
                    place.first,
                    place.second,
                )
                for one, place in places
            ],
            empty=tr("The two differ in no act."),
        )
    _print_modifiers(agreement)
    for note in agreement.notes:
        print_line(tr("Note: {note}.", note=note))
    for sentence in on_exchanges:
        print_line(sentence)


def _print_modifiers(agreement: CoderAgreement) -> None:
    """Print how far the two agree on details of what both coded, and where these differ."""
    if not agreement.modifiers:
        return
    rows, places = [], []
    for one in agreement.modifiers:
        name = f"{subject_words(one.subject)} {one.code}: {one.modifier} ({one.condition})"
        row = figure_row(name, one.result.kappa)
        rows.append((*row[:3], one.alike_words, row[4]))
        places += [
            (
                at.recording,
                format_us(at.onset_us),
                f"{subject_words(one.subject)} {one.code}: {one.modifier}",
                at.first,
                at.second,
            )
            for at in one.differences
        ]
    print_table((tr("modifier"), tr("kappa"), tr("interval"), tr("said"), tr("undefined because")), rows, empty="")
    print_table(
        (tr("recording"), tr("at"), tr("modifier"), agreement.first, agreement.second),
        places,
        empty=tr("The two differ in no modifier."),
    )


def print_agreement_of_many(agreement: AgreementOfMany) -> None:
    """Print how far several coders agree, all together and then each two."""
    if agreement.reason is not None:
        print_line(tr("Undefined: {reason}.", reason=agreement.reason))
    rows = []
    for one in agreement.groups:
        name = f"{subject_words(one.subject)} {one.group}, {one.condition}"
        rows += [
            figure_row(tr("{name}, Fleiss", name=name), one.result.fleiss),
            figure_row(tr("{name}, Krippendorff", name=name), one.result.krippendorff),
            *(
                figure_row(tr("  how often: {value}, ICC", value=r.name.replace("_", " ")), r)
                for r in one.result.counts
            ),
            *(
                figure_row(tr("  how long: {value}, ICC", value=r.name.replace("_", " ")), r)
                for r in one.result.durations
            ),
        ]
    if rows:
        print_table(
            (", ".join(agreement.coders), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty=""
        )
        print_line(stretches_words(agreement.stretches))
    for pair in agreement.pairs:
        print_line(tr("{first} and {second}:", first=pair.first, second=pair.second))
        print_agreement(pair)
    for note in agreement.notes:
        print_line(tr("Note: {note}.", note=note))


TOO_SHORT_FOR_RATES = tr(
    "What is said per minute or hour comes from less than ten minutes: it describes this recording; no hour was seen."
)


def print_numbers(numbers: Numbers) -> None:
    """Print the numbers of one recording or episode."""
    rule = numbers.rule
    print_line(
        tr("{recording}, coded by {value}", recording=numbers.recording, value=numbers.coder or tr("nobody yet"))
    )
    for line in beside_lines(numbers.beside):
        print_line(line)
    if numbers.episode is not None:
        one, meant = numbers.episode, ""
        if one.planned_us is not None:
            meant = tr(" (meant to last {time})", time=format_us(one.planned_us))
        print_line(
            tr(
                "Episode {one}, {time} to {time_2}{meant}",
                one=one.label,
                time=format_us(one.interval.onset_us),
                time_2=format_us(one.interval.offset_us),
                meant=meant,
            )
        )
    print_line(
        tr(
            "Rule {rule}: an answer within {window:g} s, counted from the bid's {anchor}; {pairing} ({source}).",
            rule=rule.id,
            window=rule.window_us / MICROS,
            anchor=rule.anchor,
            pairing=rule.pairing,
            source=rule.source,
        )
    )
    seen, recorded = format_us(numbers.observable_us), format_us(numbers.span.duration_us)
    print_line(
        tr("Observable {seen} of {recorded}.", seen=seen, recorded=recorded)
        if numbers.presence_known
        else tr("Over {recorded}; nobody looked at who could be observed when.", recorded=recorded)
    )
    if numbers.timing_bound_us is not None:
        print_line(tr("Latencies are true to within {bound:.3f} s.", bound=numbers.timing_bound_us / MICROS))
    if numbers.observable_us < LONG_US:
        print_line(TOO_SHORT_FOR_RATES)
    there = numbers.answers.became(Outcome.ALREADY_THERE)
    if there:
        print_line(tr("At {there} of the child's signals the caregiver was already there.", there=there))
    print_table(
        (tr("outcome"), tr("bids")),
        [(outcome.value, str(numbers.outcomes[outcome])) for outcome in Outcome],
        empty="",
    )
    for why, count in numbers.left_out.items():
        print_line(tr("Not in the figures below: {count} ({why}).", count=count, why=why))
    latency, chance, window = numbers.latency, numbers.chance, rule.window_us / MICROS
    rows = [
        figure_row(tr("bids per hour"), numbers.bids),
        figure_row(tr("share answered within {window:g} s", window=window), latency.share_answered(window)),
        figure_row(tr("latency, median (s)"), latency),
        *([figure_row(tr("latency, restricted mean (s)"), latency.restricted_mean)] if latency.restricted_mean else []),
        figure_row(chance_name(rule), chance),
    ]
    rows += _by_chance(chance)
    rows.append(figure_row(tr("odds ratio of an answer after a bid"), numbers.contingency))
    for match in numbers.matchings:
        rows.append(figure_row(tr("time in which states fit ({states})", states=match.states), match.result))
    for act in numbers.acts:
        rows.append(
            figure_row(tr("{subject} {act}, per minute", subject=subject_words(act.subject), act=act.label), act.often)
        )
        if act.lasting is not None:
            rows.append(
                figure_row(
                    tr("{subject} {act}, share of time", subject=subject_words(act.subject), act=act.label), act.lasting
                )
            )
    print_table((tr("figure"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    print_table(BUDGET_HEADINGS, [budget_cells(line) for line in time_budget_of(numbers)], empty="")
    if numbers.missed is not None:
        print_line(numbers.missed.words)
    for note in numbers.notes:
        print_line(tr("Note: {note}.", note=note))


def _by_chance(chance: ChanceTest) -> list[tuple[str, ...]]:
    if chance.null_mean is None or chance.null_interval is None:
        return []
    low, high = chance.null_interval
    return [
        (tr("the same by chance"), f"{chance.null_mean:.3f}", tr("{low:.3f} to {high:.3f}", low=low, high=high), "", "")
    ]


def print_further(further: Further) -> None:
    """Print what was asked for beyond the usual figures."""
    if further.shuffle is not None:
        rows = [
            figure_row(tr("share of bids answered, beside gap shuffles"), further.shuffle),
            *_by_chance(further.shuffle),
        ]
        print_table((tr("figure"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    if further.sweep is not None:
        rows = []
        for width, point in zip(further.sweep.windows, further.sweep.points, strict=True):
            chance = "" if point.null_mean is None else f"{point.null_mean:.3f}"
            rows.append((tr("{width:g} s", width=width), *figure_row("", point)[1:2], chance, point.reason or ""))
        print_table((tr("window"), tr("answered"), tr("by chance"), tr("undefined because")), rows, empty="")
    for table in further.lags or ():
        _print_lag(table)
    for one in further.transitions or ():
        rows = [
            (tr("{source} to {target}", source=source, target=target).replace("_", " "), str(count))
            for source, line in zip(one.result.codes, one.result.counts, strict=True)
            for target, count in zip(one.result.codes, line, strict=True)
            if count
        ]
        print_table(
            (f"{subject_words(one.subject)}, {one.group}", tr("times")),
            rows,
            empty=tr("{subject}, {group}: no change seen", subject=subject_words(one.subject), group=one.group),
        )
    if further.together is not None:
        shared = further.together
        rows = [
            (tr("{row} with {column}", row=row, column=column).replace("_", " "), f"{seen:.1f}", f"{expected:.1f}")
            for row, line, chances in zip(shared.rows, shared.shared, shared.expected, strict=False)
            for column, seen, expected in zip(shared.columns, line, chances, strict=True)
        ]
        print_table(
            (tr("together"), tr("seconds"), tr("if unrelated")),
            rows,
            empty=tr("No states of both to set side by side."),
        )
    if further.turns is not None:
        _print_turns(further.turns)


def _print_turns(turns: Turns) -> None:
    taking = turns.taking
    rows = [figure_row(tr("seconds from one's end to the other's beginning"), taking)]
    if taking.quartiles is not None:
        low, high = taking.quartiles
        rows.append((tr("  half of them lie between"), "", tr("{low:.3f} to {high:.3f}", low=low, high=high), "", ""))
    rows.append(
        (
            tr("gaps"),
            str(taking.gaps),
            "",
            "" if taking.mean_gap is None else tr("mean {mean_gap:.2f} s", mean_gap=taking.mean_gap),
            "",
        )
    )
    overlap = "" if taking.mean_overlap is None else tr("mean {mean_overlap:.2f} s", mean_overlap=taking.mean_overlap)
    rows.append((tr("overlaps"), str(taking.overlaps), "", overlap, ""))
    for name, count, median in taking.pauses:
        rows.append(
            (
                tr("pauses of the {name}", name=name),
                str(count),
                "",
                "" if median is None else tr("median {median:.2f} s", median=median),
                "",
            )
        )
    rows += [
        (tr("{one}, then {other}", one=one, other=other), str(count), "", "", "")
        for one, other, count in taking.follows
    ]
    shares = (
        (tr("both"), taking.both),
        (tr("child alone"), taking.first_only),
        (tr("caregiver alone"), taking.second_only),
    )
    for words, share in (*shares, (tr("neither"), taking.neither)):
        rows.append((tr("time {words} heard", words=words), "" if share is None else f"{share:.3f}", "", "", ""))
    by_chance = ((tr("both at once"), taking.together_by_chance), (tr("child followed in 1 s"), taking.taken_by_chance))
    for words, chance in by_chance:
        if chance is not None:
            rows += [figure_row(tr("{words}, beside circular shifts", words=words), chance), *_by_chance(chance)]
    rows.append(figure_row(tr("seconds from a cry's onset to the caregiver's next act, median"), turns.after_cries))
    print_table((tr("turns"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    print_line(
        tr(
            "Sources: from one's end to the other's beginning, negative where they overlap, Levinson & Torreira 2015; "
            "gaps (switching pauses) and pauses within one's turns, Jaffe et al. 2001; together and in turn, Stern "
            "1974; what follows a cry, Kaplan & Meier 1958, censored at {watched_s:g} s and where nothing could be "
            "observed.",
            watched_s=WATCHED_S,
        )
    )
    if turns.unheard_us:
        print_line(tr("Note: {said}", said=unheard_words(turns.unheard_us)))
    for name, count in turns.left_out:
        print_line(
            tr(
                "Note: voices of {name} are left out ({count}): whose they are has not been said.",
                name=name,
                count=count,
            )
        )
    if turns.spread is not None:
        print_line(tr("Note: {said}", said=spread_words(turns.spread)))


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
                rows.append(
                    (
                        tr("{given}, then {target}", given=given, target=target).replace("_", " "),
                        f"{cell['observed']}",
                        expected,
                        shown,
                    )
                )
    print_table(
        (tr("lag {lag}", lag=lag), tr("times"), tr("expected"), tr("adjusted residual")),
        rows,
        empty=tr("Lag {lag}: {reason}.", lag=lag, reason=table.reason),
    )


def print_trials(found: Sequence[TrialLatencies]) -> None:
    """Print how soon after each marker each act came."""
    rows = [
        figure_row(
            tr(
                "from {marker} to {subject} {code}, median (s)",
                marker=one.marker,
                subject=subject_words(one.subject),
                code=one.code,
            ).replace("_", " "),
            group.latency,
        )
        for one in found
        for group in one.groups
    ]
    if rows:
        print_table((tr("trials"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")


def print_latencies(found: Latencies) -> None:
    """Print latency curves of several conditions by their medians, and whether they could be one."""
    rows = [
        figure_row(tr("{group}, median (s)", group=one.group.replace("_", " ")), one.latency) for one in found.groups
    ]
    rows.append(figure_row(tr("chi-square of one curve for all"), found.test))
    if found.test.p_value is not None:
        rows.append(("  p", p_text(found.test.p_value), "", "", ""))
    rows += [figure_row(tr("hazard ratio, {one}", one=one.name), one) for one in found.model.covariates]
    if found.model.estimate is None:
        rows.append(figure_row(tr("hazard ratio"), found.model))
    print_table((tr("figure"), tr("estimate"), tr("interval"), "n", tr("undefined because")), rows, empty="")
    for note in (*found.notes, *found.model.notes):
        print_line(tr("Note: {note}.", note=note))


def figure_row(name: str, result: Result) -> tuple[str, ...]:
    """Return a result as the table for people shows it."""
    estimate = "undefined" if result.estimate is None else f"{result.estimate:.3f}"
    interval = ""
    if result.interval is not None:
        low, high = ("open" if end is None else f"{end:.3f}" for end in result.interval)
        interval = tr("{low} to {high}", low=low, high=high)
    return name, estimate, interval, counted_words(result), result.reason or ""
