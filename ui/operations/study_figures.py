"""Numbers and reports of a study, for the window and the command line alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations, groupby

from coder.exchanges.pairing import Exchange, Rule, exchanges
from coder.proposals.sound_doubts import without_sound
from coder.report.figures.bid_answers import BidAnswers, answers_of
from coder.report.figures.coded_stretch import coded_stretch, counted_stretch, in_common, marked_stretch
from coder.report.figures.coder_agreement import TOLERANCE_S, CodedTwice, CoderAgreement, agreement_of
from coder.report.figures.episode_figures import EpisodeFigures, episodes_of
from coder.report.figures.exchange_agreement import ExchangeAgreement, ExchangesTwice, exchange_agreement
from coder.report.figures.latency_comparison import BY_CONDITION, BY_EPISODE, Latencies, latencies_of
from coder.report.figures.multi_coder_agreement import AgreementOfMany, CodedBySeveral, agreement_of_many
from coder.report.figures.readable_time import readings_of
from coder.report.figures.recording_figures import SAYS_WHO_COULD_BE_SEEN, Numbers, Watched, numbers_of
from coder.stats import SEED
from coder.study.families import refuse_families_side_by_side
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.events import Event, Status
from coder.vocabulary.family_names import events_called, family_names, people_called
from coder.vocabulary.language import tr
from coder.vocabulary.time import Interval, seconds_to_us
from coder.vocabulary.unproposed_stretch import LOOKED_AT
from coder.vocabulary.words_beyond_sight import plainly_seen


def recordings_of(project: Project, recording: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the recordings to look at, and a sentence for each that is locked.

    Raises StudyError where the one that is named is locked or unknown, and where there is none at all.
    """
    if recording is not None:
        project.recording(recording)
        project.guard.require(recording)
        return (recording,), ()
    chosen, closed = [], []
    for one in project.recordings():
        try:
            project.guard.require(one.id)
            chosen.append(one.id)
        except StudyError as error:
            closed.append(str(error))
    if not chosen:
        raise StudyError(closed[0] if closed else tr("The study has no recording yet; add a clip first."))
    return tuple(chosen), tuple(closed)


def check_coder(project: Project, recordings: Sequence[str], coder: str | None) -> None:
    """Raise StudyError where several have coded a recording and nobody is named, or who is named coded none."""
    by_recording = {recording: coders_of(project, recording) for recording in recordings}
    everybody = sorted({name for names in by_recording.values() for name in names})
    practised = [one for one in recordings if coder is not None and project.training.of(one, coder) is not None]
    if practised and coder not in everybody:
        raise StudyError(
            tr(
                "What {coder} codes in {recording} is practice and no data, so nothing of it is counted; it is shown "
                "by Code ▸ Training report…, or dyadmirror practice STUDY {practised} --coder {coder}",
                coder=coder,
                recording=project.called(practised[0]),
                practised=practised[0],
            )
        )
    if coder is None:
        for recording, names in by_recording.items():
            if len(names) > 1:
                raise StudyError(
                    tr(
                        "Several coders have coded {recording} ({names}); say whose events with --coder.",
                        recording=project.called(recording),
                        names=", ".join(names),
                    )
                )
    elif everybody and coder not in everybody:
        raise StudyError(
            tr(
                "{coder} has coded nothing here; it was coded by {everybody}.",
                coder=coder,
                everybody=", ".join(everybody),
            )
        )


def numbers_later(
    project: Project,
    recording: str,
    *,
    rule: Rule,
    coder: str | None,
    seed: int | None = None,
    episode: EpisodeFigures | None = None,
    plain_rule: bool = False,
    for_family: bool = False,
    whole: bool = False,
) -> Callable[..., Numbers]:
    """Take out of the study what the numbers of one recording rest on; what comes back works them out, in any thread.

    So that the study's own thread, which keeps every decision, never waits for ten thousand shuffles. It takes a
    ``progress``, which is told the share done and may raise ``Cancelled``. Where the family chose full-presence
    windows, the rule is its variant that asks for them, unless ``plain_rule``. ``for_family`` leaves out codes that
    name a feeling or a judgement, and pseudonyms that do. ``whole`` says that all of the recording was gone through,
    whatever a pass says.
    """
    presence, events = project.full_presence(recording, coder=coder), project.events(recording, coder=coder)
    span, scheme = Interval(0, project.recording(recording).duration_us), project.scheme
    beside, people, measured = project.beside(recording), project.everybody(recording), project.measured(recording)
    watched = _watched(
        project, recording, events, span, coder=coder, whole=whole
    )  # by every code, also what a family does not see
    if for_family:
        names = family_names(events, (beside,))
        scheme, events = plainly_seen(scheme, events_called(events, names))
        beside, people = beside.called(names), people_called(people, names)
    return partial(
        numbers_of,
        events,
        scheme=scheme,
        rule=rule if plain_rule else presence.rule(rule),
        span=span,
        recording=recording,
        settled=project.outcomes(recording, coder=coder),
        pairings=project.pairings(recording, coder=coder),
        readings=readings_of(events, people, measured, span),
        seed=SEED if seed is None else seed,
        beside=beside,
        episode=episode,
        full_presence=presence,
        stretches=project.stretches(recording),
        unheard=without_sound(measured),
        watched=watched,
    )


def numbers_by_episode_later(
    later: Callable[..., Numbers], episodes: Sequence[EpisodeFigures | None]
) -> list[Callable[..., Numbers]]:
    """Return what works out the same numbers of each episode, from what was taken out of the study once.

    A meeting of an hour has dozens of episodes: taken out again for each, the study's own thread stood still for a
    minute.
    """
    return [partial(later, episode=episode) for episode in episodes]


def _looked_at_presence(project: Project, recording: str, *, coder: str | None) -> bool:
    """Whether the models looked at who could be seen when, and a human at all that they propose of it."""
    if project.analysis(recording) is None:
        return False
    coders = {coder} if coder is not None else set(coders_of(project, recording))
    conducts = project.conducts(recording)
    if any(one in conducts and conducts[one].blind for one in coders):
        return False  # whoever codes blind took nothing from the models
    return not any(
        one.draft.code in SAYS_WHO_COULD_BE_SEEN and one.status in (Status.OPEN, Status.SKIPPED)
        for one in project.proposals(recording, coder=coder, every=True)
    )


def episodes_in(project: Project, recording: str, *, coder: str | None) -> tuple[EpisodeFigures, ...]:
    """Return the episodes that a coder (anybody, if none is named) marked in a recording."""
    return episodes_of(project.events(recording, coder=coder), scheme=project.scheme)


def latencies_in(
    project: Project,
    recordings: Sequence[str],
    *,
    by: str,
    rule: Rule,
    coder: str | None,
    conditions: Mapping[str, Sequence[str]] | None = None,
) -> Latencies:
    """Return how soon answers came under several conditions.

    Parameters
    ----------
    by : str
        ``episode``, ``bid``, or ``condition``.
    conditions : mapping of name to recordings
        For ``condition``: which recordings belong to which.

    Raises
    ------
    StudyError
        Where a recording is in two conditions, and where families would be set beside each other
        (:func:`coder.study.families.refuse_families_side_by_side`).
    """
    wanted: list[tuple[str, str, EpisodeFigures | None]]
    if by == BY_EPISODE:
        wanted = [(e.code, one, e) for one in recordings for e in episodes_in(project, one, coder=coder)]
        where: dict[str, list[str]] = {}
        for name, one, _ in wanted:
            where.setdefault(name, []).append(one)
        refuse_families_side_by_side(project, where, unsaid_is_one=True)
    elif by == BY_CONDITION:
        wanted = [(name, one, None) for name, ones in (conditions or {}).items() for one in ones]
        twice = [one for one, count in Counter(one for _, one, _ in wanted).items() if count > 1]
        if twice:
            raise StudyError(tr("{twice} is named twice among the conditions; it can be in one.", twice=twice[0]))
        refuse_families_side_by_side(project, conditions or {})
    else:
        wanted = [("", one, None) for one in recordings]
    parts: list[tuple[str, BidAnswers]] = []
    for recording, group in groupby(wanted, key=lambda one: one[1]):
        names, _, episodes = zip(*group, strict=True)
        parts += zip(names, answers_by_episode_in(project, recording, episodes, rule=rule, coder=coder), strict=True)
    return latencies_of(parts, by=by, rule=rule)


def answers_in(
    project: Project,
    recording: str,
    *,
    rule: Rule,
    coder: str | None,
    plain_rule: bool = False,
) -> BidAnswers:
    """Return what became of one recording's bids, by what ``coder`` said and may see.

    Where the family chose full-presence windows, the rule is its variant that asks for them, unless ``plain_rule``.
    """
    return answers_by_episode_in(project, recording, (None,), rule=rule, coder=coder, plain_rule=plain_rule)[0]


def answers_by_episode_in(
    project: Project,
    recording: str,
    episodes: Sequence[EpisodeFigures | None],
    *,
    rule: Rule,
    coder: str | None,
    plain_rule: bool = False,
) -> list[BidAnswers]:
    """Return what became of one recording's bids in each episode, None being all of it; read from the study once."""
    presence, events = project.full_presence(recording, coder=coder), project.events(recording, coder=coder)
    whole = Interval(0, project.recording(recording).duration_us)
    each = partial(
        answers_of,
        events,
        scheme=project.scheme,
        rule=rule if plain_rule else presence.rule(rule),
        recording=recording,
        settled=project.outcomes(recording, coder=coder),
        pairings=project.pairings(recording, coder=coder),
        full_presence=presence,
    )
    through = _gone_through(project, recording, events, whole) if None in episodes else whole
    return [each(span=through if one is None else whole, episode=one) for one in episodes]


def agreement_in(
    project: Project,
    recordings: Sequence[str],
    coders: tuple[str, str],
    *,
    tolerance_s: float = TOLERANCE_S,
    whole: bool = False,
) -> CoderAgreement:
    """Return how far two coders agree over what both went through of recordings, blind coding apart from assisted.

    ``whole`` says that both watched the whole of each.
    """
    coded = [one for recording in recordings for one in coded_twice(project, recording, coders, whole=whole)]
    return agreement_of(coded, scheme=project.scheme, coders=coders, tolerance_s=tolerance_s)


def exchange_agreement_in(
    project: Project,
    recordings: Sequence[str],
    coders: tuple[str, str],
    *,
    rule: Rule,
    tolerance_s: float,
    whole: bool = False,
) -> tuple[ExchangeAgreement, ...]:
    """Return how far two coders agree on what was answered, how soon, under a rule; blind coding apart."""
    coded = [one for recording in recordings for one in coded_twice(project, recording, coders, whole=whole)]
    return exchange_agreement(
        [_exchanges_twice(project, one, rule) for one in coded if one.both_coded],
        tolerance_us=seconds_to_us(tolerance_s),
    )


def _exchanges_twice(project: Project, one: CodedTwice, rule: Rule) -> ExchangesTwice:
    settled, pairings = project.outcomes(one.recording), project.pairings(one.recording)
    first, second = (
        exchanges(
            events,
            scheme=project.scheme,
            rule=rule,
            end_us=one.span.offset_us,
            settled=settled,
            pairings=pairings,
        )
        for events in (one.first, one.second)
    )
    return ExchangesTwice(
        recording=one.recording,
        condition=one.condition,
        first=_begun_in(one.span, first),
        second=_begun_in(one.span, second),
    )


def _begun_in(span: Interval, found: Sequence[Exchange]) -> tuple[Exchange, ...]:
    return tuple(item for item in found if span.contains(item.bid_interval.onset_us))


def coded_twice(
    project: Project, recording: str, coders: tuple[str, str], *, whole: bool = False
) -> tuple[CodedTwice, ...]:
    """Return what two coders said of a recording: once, and twice where they coded it blind and opened it later.

    What is compared is the stretch that both went through (:func:`coder.report.figures.coded_stretch.coded_stretch`),
    or all of it where ``whole`` says that both watched all of it.
    """
    return tuple(
        CodedTwice(
            recording=recording,
            span=_went_through(project, recording, coders, sides, whole=whole),
            whole=Interval(0, project.recording(recording).duration_us),
            first=sides[0],
            second=sides[1],
            blind=blind,
            conducts=(project.blinding.conduct(recording, coders[0]), project.blinding.conduct(recording, coders[1])),
        )
        for sides, blind in _said_by(project, recording, coders)
    )


def _said_by(
    project: Project, recording: str, coders: Sequence[str]
) -> Iterator[tuple[tuple[tuple[Event, ...], ...], bool]]:
    """Give what coders said, and whether blind: what they said blind, and what they say now unless all are blind."""
    said = [project.blinding.coded_blind(recording, coder) for coder in coders]
    blind = tuple(side for side in said if side is not None)
    if len(blind) == len(coders):
        yield blind, True
        conducts = [project.blinding.conduct(recording, coder) for coder in coders]
        if all(conduct is not None and conduct.blind for conduct in conducts):
            return
    yield tuple(project.events(recording, coder=coder) for coder in coders), False


def _went_through(
    project: Project, recording: str, coders: Sequence[str], sides: Sequence[Sequence[Event]], *, whole: bool
) -> Interval:
    """Return the stretch that all of some coders went through."""
    span = Interval(0, project.recording(recording).duration_us)
    if whole:
        return span
    went = []
    for coder, events in zip(coders, sides, strict=True):
        reached = project.passes.coded_until(recording, coder, span.offset_us)
        went.append(coded_stretch(_marks_of(project, recording, coder, events), span, reached_us=reached))
    return in_common(went)


def _marks_of(project: Project, recording: str, coder: str, events: Sequence[Event]) -> list[Interval]:
    """Return whatever a coder said of a time: events, proposals that they decided on, stretches they looked at."""
    proposed = {one.id: one.draft.interval for one in project.proposals(recording)}
    marks = [event.interval for event in events]
    marks += [
        proposed[one.proposal]
        for one in project.decisions(recording)
        if one.coder == coder and one.proposal in proposed
    ]
    marks += [
        Interval(one.onset_us, one.offset_us)
        for one in project.stretches(recording)
        if one.coder == coder and one.status in LOOKED_AT
    ]
    return marks


def _only_coder(events: Sequence[Event]) -> str | None:
    coders = {event.coder for event in events}
    return coders.pop() if len(coders) == 1 else None


def _gone_through(project: Project, recording: str, events: Sequence[Event], span: Interval) -> Interval:
    """Return the part of a recording that the only coder of its events says to have come to; else all of it."""
    whose = _only_coder(events)
    reached = project.passes.coded_until(recording, whose, span.offset_us) if whose is not None else 0
    if whose is None or not reached:
        return span
    return counted_stretch(_marks_of(project, recording, whose, events), span, reached_us=reached)


def _watched(
    project: Project, recording: str, events: Sequence[Event], span: Interval, *, coder: str | None, whole: bool
) -> Watched:
    """Return how a recording was watched whose events these are, as far as what their only coder left says.

    ``whole`` says that it was gone through to its end.
    """
    whose = None if whole else _only_coder(events)
    return Watched(
        part=span if whole else _gone_through(project, recording, events, span),
        marked=marked_stretch(_marks_of(project, recording, whose, events), span) if whose is not None else None,
        presence_known=_looked_at_presence(project, recording, coder=coder),
    )


def agreement_of_many_in(
    project: Project,
    recordings: Sequence[str],
    coders: Sequence[str],
    *,
    tolerance_s: float = TOLERANCE_S,
    whole: bool = False,
) -> AgreementOfMany:
    """Return how far three or more coders agree over recordings, all together and each two apart."""
    pairs = [
        (two, [one for recording in recordings for one in coded_twice(project, recording, two, whole=whole)])
        for two in combinations(coders, 2)
    ]
    coded = [
        CodedBySeveral(
            recording=recording,
            span=_went_through(project, recording, coders, sides, whole=whole),
            whole=Interval(0, project.recording(recording).duration_us),
            sides=sides,
            blind=blind,
        )
        for recording in recordings
        for sides, blind in _said_by(project, recording, coders)
    ]
    return agreement_of_many(coded, pairs, scheme=project.scheme, coders=coders, tolerance_s=tolerance_s)


def coders_of(project: Project, recording: str) -> tuple[str, ...]:
    """Who has coded a recording."""
    return tuple(sorted({event.coder for event in project.events(recording)}))
