"""Commands about numbers: stats, latencies, reliability and the report, from confirmed events only."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from functools import partial

from coder.exchanges.pairing import NAMED_RULES
from coder.privacy.consent import date_of
from coder.report.figures.coder_agreement import TOLERANCE_S
from coder.report.figures.episode_figures import EVERY, EpisodeFigures, chosen_episodes
from coder.report.figures.exchange_agreement import exchange_agreement_json, exchange_agreement_words
from coder.report.figures.latency_comparison import BY_CONDITION
from coder.report.figures.supplementary_figures import Further, further_of, parts_named
from coder.report.pages.json_record import (
    agreement_json,
    agreement_of_many_json,
    further_json,
    latencies_json,
    numbers_json,
)
from coder.report.pages.trials_record import trial_latencies_json
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.progress import part
from coder.vocabulary.time import seconds_to_us
from ui.cli.caregiver_sides import print_sides, sides_json_of, sides_of
from ui.cli.figure_tables import (
    print_agreement,
    print_agreement_of_many,
    print_further,
    print_latencies,
    print_numbers,
    print_trials,
)
from ui.cli.output import print_json, print_line, print_note
from ui.cli.progress_line import working
from ui.cli.study_commands import open_study
from ui.operations.mirror_report import RESEARCH, rerun_report, write_report
from ui.operations.report_request import Asked
from ui.operations.study_figures import (
    agreement_in,
    agreement_of_many_in,
    check_coder,
    episodes_in,
    exchange_agreement_in,
    latencies_in,
    numbers_by_episode_later,
    numbers_later,
    recordings_of,
)
from ui.operations.trial_figures import every_latency_in

MS = 1000


def stats(options: argparse.Namespace) -> None:
    """Print the numbers of one recording, of each, or of their episodes."""
    parts = parts_named(options.more) if options.more else ()
    with open_study(options.study) as project:
        chosen, closed = recordings_of(project, options.recording)
        check_coder(project, chosen, options.coder)
        found, trials = [], []
        for one in chosen:
            episodes = _episodes(project, one, options)
            rule, coder, seed = NAMED_RULES[options.rule], options.coder, options.seed
            whole = numbers_later(
                project, one, rule=rule, coder=coder, seed=seed, plain_rule=options.plain_rule, whole=options.whole
            )
            with working(one) as show:
                for k, (episode, later) in enumerate(
                    zip(episodes, numbers_by_episode_later(whole, episodes), strict=True)
                ):
                    share = part(show, k / len(episodes), (k + 1) / len(episodes))
                    numbers = later(progress=part(share, 0, 0.2 if parts else 1))
                    more = part(share, 0.2, 1)
                    found.append((numbers, further_of(numbers, scheme=project.scheme, parts=parts, progress=more)))
                    trials.append(every_latency_in(project, one, coder=coder) if episode is None else ())
    for sentence in closed:
        print_note(sentence)
    if options.json:
        answers = [
            numbers_json(numbers)
            | _more_json(further, parts)
            | ({"trials": [trial_latencies_json(one) for one in latencies]} if latencies else {})
            for (numbers, further), latencies in zip(found, trials, strict=True)
        ]
        print_json(answers[0] if options.recording and not options.episode else answers)
        return
    for (numbers, further), latencies in zip(found, trials, strict=True):
        print_numbers(numbers)
        print_further(further)
        print_trials(latencies)


def _episodes(project: Project, recording: str, options: argparse.Namespace) -> tuple[EpisodeFigures | None, ...]:
    """Return the episodes to look at: those asked for, or none, which is the whole recording."""
    if not options.episode:
        return (None,)
    found = episodes_in(project, recording, coder=options.coder)
    # Of several recordings some may lack the episode; of one that is named, that is a mistake to be told.
    if options.recording is None and not any(options.episode in (EVERY, one.code) for one in found):
        return ()
    return chosen_episodes(found, options.episode)


def _more_json(further: Further, parts: Sequence[str]) -> dict[str, object]:
    return {"more": further_json(further)} if parts else {}


def latencies(options: argparse.Namespace) -> None:
    """Print how soon answers came under several conditions, side by side."""
    conditions = _conditions(options.condition)
    if (options.by == BY_CONDITION) != bool(conditions):
        raise StudyError(tr("Conditions are named with --by condition --condition NAME=r1,r2, twice or more."))
    with open_study(options.study) as project:
        named = [one for ones in conditions.values() for one in ones]
        for one in named:
            recordings_of(project, one)
        chosen, closed = (tuple(named), ()) if named else recordings_of(project, options.recording)
        check_coder(project, chosen, options.coder)
        rule = NAMED_RULES[options.rule]
        found = latencies_in(project, chosen, by=options.by, rule=rule, coder=options.coder, conditions=conditions)
        sides = sides_of(project, chosen)
    for sentence in closed:
        print_note(sentence)
    if options.json:
        print_json(latencies_json(found) | {"caregivers_side": sides_json_of(sides)})
        return
    print_sides(sides)
    print_latencies(found)


def _conditions(named: Sequence[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for text in named:
        name, equals, rest = text.partition("=")
        ones = tuple(one.strip() for one in rest.split(",") if one.strip())
        if not equals or not name.strip() or not ones:
            raise StudyError(tr("{text!r} names no condition; write it as NAME=r1,r2.", text=text))
        found[name.strip()] = (*found.get(name.strip(), ()), *ones)
    return found


def reliability(options: argparse.Namespace) -> None:
    """Print how far two coders agree, or three and more."""
    coders = tuple(options.coders)
    twice = next((name for name in coders if coders.count(name) > 1), None)
    if twice is not None:
        raise StudyError(tr("{twice} is named twice; agreement is between different coders.", twice=twice))
    if len(coders) < 2:
        raise StudyError(tr("Agreement is between two coders at least; name them with --coders A B."))
    tolerance_s = TOLERANCE_S if options.tolerance_ms is None else options.tolerance_ms / MS
    with open_study(options.study) as project:
        chosen, closed = recordings_of(project, options.recording)
        for sentence in closed:
            print_note(sentence)
        if len(coders) == 2:
            pair, whole = (coders[0], coders[1]), options.whole
            two = agreement_in(project, chosen, pair, tolerance_s=tolerance_s, whole=whole)
            rule, tolerance_us = NAMED_RULES[options.rule], seconds_to_us(tolerance_s)
            on = exchange_agreement_in(project, chosen, pair, rule=rule, tolerance_s=tolerance_s, whole=whole)
            found = {**agreement_json(two), "rule": rule.id, "exchanges": exchange_agreement_json(on)}
            tell = partial(print_agreement, two, [exchange_agreement_words(one, tolerance_us) for one in on])
        else:
            many = agreement_of_many_in(project, chosen, coders, tolerance_s=tolerance_s, whole=options.whole)
            found, tell = agreement_of_many_json(many), partial(print_agreement_of_many, many)
        sides = sides_of(project, chosen)
    if options.json:
        print_json(found | {"caregivers_side": sides_json_of(sides)})
        return
    print_sides(sides)
    tell()


def report(options: argparse.Namespace) -> None:
    """Write the mirror report, for a family or for research."""
    day = date_of(options.date) if options.date else None
    with open_study(options.study) as project:
        if project.guard.purpose is None:
            print_note(
                tr(
                    "This study does not say what it is for, so nothing is known of what people agreed to; "
                    "say it with: dyadmirror purpose STUDY PURPOSE"
                )
            )
        asked = Asked(
            audience=options.audience,
            rule=NAMED_RULES[options.rule],
            coder=options.coder,
            seed=options.seed,
            day=day,
            plain_rule=options.plain_rule,
            whole=options.whole,
        )
        if options.rerun is not None:
            _refuse_beside_rerun(options)
            done = rerun_report(project, options.output, options.rerun, over=options.force)
        else:
            done = write_report(
                project,
                options.output,
                asked,
                recording=options.recording,
                family=options.family,
                over=options.force,
            )
    audience = options.audience if options.rerun is None else RESEARCH
    for recording, reason in done.kept_back:
        print_note(tr("{recording} stayed in the study. {reason}", recording=recording, reason=reason))
    for note in done.notes:
        print_note(note)
    if options.json:
        kept_back = [{"recording": recording, "reason": reason} for recording, reason in done.kept_back]
        print_json({"audience": audience, "recordings": list(done.recordings), "kept_back": kept_back})
    else:
        print_line(
            tr(
                "Wrote the report ({recordings}) to {output}.",
                recordings=", ".join(done.recordings),
                output=options.output,
            )
        )


def _refuse_beside_rerun(options: argparse.Namespace) -> None:
    """The file says all that a page shall be; an option beside it could only make another page."""
    given = (options.recording, options.family, options.coder, options.seed, options.date)
    if any(one is not None for one in given) or options.plain_rule or options.whole:
        raise StudyError(
            tr("--rerun FILE says all that the page shall be; leave out the recording and the other options.")
        )
