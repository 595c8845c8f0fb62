"""What the proposals of a study are worth here, gathered from it for window and command line alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from coder.exchanges.human_pairing import names_of
from coder.exchanges.pairing import RULES
from coder.proposals.exchange_queue import ExchangeWord
from coder.report.figures.proposal_worth import RuleWorth, WorkedThrough, missed_by, worth_of
from coder.study.project import Project
from coder.study.rule_switches import rule_of, rules_named
from coder.vocabulary.events import Status
from coder.vocabulary.language import plural
from coder.vocabulary.scheme import Scheme
from ui.operations.wording import whose_code_words

USUAL_RULE = "prompt-3s"
"""The rule under which answers are counted here: the one that cards come under where nobody chose another."""


@dataclass(frozen=True, slots=True)
class CardsWorth:
    """What became of cards, in which acts and their pairing are decided together; their time is in the rules' too."""

    confirmed: int
    changed: int
    taken_apart: int
    later: int
    seconds: float
    missed: int
    """Answers with an act that was coded by hand where no model proposed it, so that no card could ask."""


@dataclass(frozen=True, slots=True)
class StudyWorth:
    """Rules one by one, the cards, and how many recordings it rests on; those coded blind are left out."""

    rules: tuple[RuleWorth, ...]
    cards: CardsWorth
    recordings: int
    hand_coded: int
    hand_seconds: float | None


def worth_in(project: Project, *, coder: str | None = None) -> StudyWorth:
    """Return what the proposals are worth, in one coder's work or in everybody's together.

    Recordings that a coder codes blind are left out for them: what is proposed there is kept from their view.
    """
    work: list[WorkedThrough] = []
    words: list[ExchangeWord] = []
    missed = 0
    recordings: set[str] = set()
    name: dict[str, str] = {}
    for recording in project.open_recordings():
        if project.analysis(recording.id) is None:
            continue
        for who, conduct in project.conducts(recording.id).items():
            if conduct.blind or coder not in (None, who):
                continue
            decisions = [one for one in project.decisions(recording.id) if one.coder == who]
            events = project.events(recording.id, coder=who)
            said = project.exchange_words(recording.id, coder=who)
            worked = bool(decisions or events or said)
            if not worked and coder is None:
                continue
            proposals = project.proposals(recording.id, coder=who, every=True)
            name |= {one.id: rule_of(one.draft) for one in proposals}
            work.append(
                WorkedThrough(
                    proposals=proposals,
                    decisions=decisions,
                    events=events,
                    hand_ms=project.hand_times(recording.id),
                )
            )
            words += said
            missed += _missed_answers(project, recording.id, who, work[-1], said)
            recordings |= {recording.id} if worked else set()
    off = project.rule_switches.off(coder) if coder else frozenset()
    hand = [one.hand_ms[event.id] for one in work for event in one.events if event.id in one.hand_ms]
    return StudyWorth(
        worth_of(work, project.scheme, off=off, name=name),
        _cards(words, missed),
        len(recordings),
        len(hand),
        sum(hand) / len(hand) / 1000 if hand else None,
    )


def switch_rules(project: Project, coder: str, name: str, *, shown: bool) -> tuple[str, ...]:
    """Switch a rule off or on for a coder, by the name of the rule or of one of its codes; return what changed."""
    known = {rule_of(p.draft) for recording in project.open_recordings() for p in project.proposals(recording.id)}
    known |= {switch.rule for switch in project.rule_switches.all}
    return project.rule_switches.switch(coder, rules_named(name, sorted(known)), shown=shown)


def rule_words(scheme: Scheme, rule: str) -> str:
    """Return what a rule proposes: ``child smiles``."""
    role, _, code = rule.split(" ", 1)[1].partition("/")
    return whose_code_words(scheme, role, code)


def missed_words(cards: CardsWorth) -> str:
    """Say how many answers a coder found that no card asked about; "" for none."""
    if not cards.missed:
        return ""
    return " " + plural(
        cards.missed,
        "{n} more answer was found by hand: no card asked about it.",
        "{n} more answers were found by hand: no card asked about them.",
        n=cards.missed,
    )


def _missed_answers(
    project: Project, recording_id: str, coder: str, work: WorkedThrough, said: Sequence[ExchangeWord]
) -> int:
    """How many answers there are that no card asked about, for a coder found one of the two acts, or both."""
    found = {event.id for event in missed_by(work)}
    if not found:
        return 0
    asked = {word.bid for word in said}
    by_id = {event.id: event for event in work.events}
    return sum(
        one.response is not None and bool(found & {one.bid, one.response}) and not asked & {*names_of(by_id[one.bid])}
        for one in project.exchanges(recording_id, RULES[USUAL_RULE], coder=coder)
    )


def _cards(words: Sequence[ExchangeWord], missed: int) -> CardsWorth:
    count = Counter(word.verdict for word in words)
    return CardsWorth(
        count[Status.ACCEPTED],
        count[Status.ADJUSTED],
        taken_apart=count[Status.REJECTED],
        later=count[Status.SKIPPED],
        seconds=sum(word.took_ms for word in words) / 1000,
        missed=missed,
    )
