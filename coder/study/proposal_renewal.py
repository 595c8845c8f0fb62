"""What is proposed in a study: made anew when signals, roles or thresholds change, without losing a decision."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from coder.media import FrameIndex
from coder.proposals import propose
from coder.proposals.further_cameras import SeenThrough, joined
from coder.proposals.unproposed_draw import draw_stretches, observable_spans, wanted_stretches
from coder.study.edits.changes import Row
from coder.study.family_roles import suggested_from, why_suggested
from coder.study.proposal_status import DECIDED_ONLY, NO_LONGER
from coder.study.store import analysis_rows, blinding_rows, row_mapping
from coder.study.store.database import Database
from coder.vocabulary.analysis_settings import RuleSettings
from coder.vocabulary.events import Draft, Proposal, Status
from coder.vocabulary.people import Person
from coder.vocabulary.scheme import role_of
from coder.vocabulary.unproposed_stretch import LOOKED_AT, StretchStatus, UnproposedStretch

if TYPE_CHECKING:
    from coder.study.project import Project


class ProposalRenewal:
    """Makes and renews proposals, and suggests roles within a family; each in a transaction of the caller's."""

    def __init__(self, study: Project, db: Database) -> None:
        self._study, self._db = study, db

    def renew(self, recording_id: str) -> None:
        """Bring the undecided proposals up to date with signals and roles; what is unchanged keeps its id."""
        index = self._study.frame_index(recording_id)
        drafts = self._drafts(recording_id, index)
        asked = self._asked(drafts)
        standing = {proposal.id: proposal for proposal in self._study.proposals(recording_id)}
        kept = self._db.where("proposals", recording=recording_id)
        every = [{**row, "status": Status.OPEN.value} for row in kept]
        every_one = [standing.get(str(row["id"])) or row_mapping.proposal_of(row) for row in every]
        change = renewal(every_one, asked, self._held(recording_id, every_one))
        self._mark_decided(kept, standing, asked)
        decided_on = {str(row["proposal"]) for row in self._db.where("decisions", recording=recording_id)}
        # What was said of an exchange ("these two do not belong together") names its acts, which may both wait still.
        for word in self._db.where("exchange_words", recording=recording_id):
            decided_on |= {str(act) for act in (word["bid"], word["response"]) if act is not None}
        for proposal in change.gone:
            if proposal.id in decided_on:
                self._db.insert("proposals", {**row_mapping.proposal_row(proposal), "status": NO_LONGER})
            else:
                self._db.delete("proposals", proposal.id)
        for draft, old in change.wanted:
            made = (
                replace(old, draft=draft) if old else Proposal(self._db.new_id("p"), recording_id, draft, Status.OPEN)
            )
            self._db.insert("proposals", row_mapping.proposal_row(made))
        if asked or not drafts:
            self._draw_stretches(recording_id, index)  # where the scheme leaves nothing to propose, nothing is missed

    def as_made_now(self, recording_id: str) -> tuple[Draft, ...]:
        """Return what is proposed under the rules and thresholds in use, whatever anybody decided.

        What was decided stays as it was when it was decided, also where it would be made otherwise now, or no more.
        """
        standing = self._study.proposals(recording_id)
        if all(one.still_made and one.status in _UNDECIDED for one in standing):
            return tuple(one.draft for one in standing)
        return tuple(self._asked(self._drafts(recording_id, self._study.frame_index(recording_id))))

    def _asked(self, drafts: Iterable[Draft]) -> list[Draft]:
        return [draft for draft in drafts if self._may_propose(draft)]

    def _mark_decided(self, kept: Sequence[Row], standing: Mapping[str, Proposal], asked: Sequence[Draft]) -> None:
        """Mark those that somebody decided on and that are made no more, so that no card says that they still are."""
        for row in kept:
            old = standing.get(str(row["id"]))
            if old is None or old.status in _UNDECIDED:
                continue
            still = any(_same_act(draft, old.draft) for draft in asked)
            if still is (row["status"] == DECIDED_ONLY):
                self._db.insert("proposals", {**row, "status": Status.OPEN.value if still else DECIDED_ONLY})

    def _held(self, recording_id: str, proposals: Sequence[Proposal]) -> set[str]:
        """Proposals of which somebody has an event that says whose the act is as they do, however it was moved."""
        came = {
            (str(row["proposal"]), str(row["subject"]))
            for row in self._db.where("events", recording=recording_id)
            if row["proposal"]
        }
        return {one.id for one in proposals if (one.id, one.draft.subject) in came}

    def _drafts(self, recording_id: str, index: FrameIndex) -> tuple[Draft, ...]:
        """What every camera shows; within a recording's clip, and each act once."""
        rules = partial(
            propose,
            frame_pts_us=index.pts_us,
            end_us=index.end_us,
            settings=RuleSettings(),
            calibration=self._study.calibrations.in_use,
        )
        first = rules(self._study.signals(recording_id), self._study.people(recording_id))
        analyses, further = self._study.camera_analyses, []
        for camera in analyses.ready(recording_id):
            people = analyses.people(camera)
            if people:
                further.append(SeenThrough(camera.name, people, rules(analyses.signals(camera), people)))
        return joined(first, further, frame_pts_us=index.pts_us) if further else first

    def _draw_stretches(self, recording_id: str, index: FrameIndex) -> None:
        """Draw stretches in which nothing is proposed, as many as go with the proposals; what was looked at stays."""
        proposals = self._study.proposals(recording_id)
        proposed = [proposal.draft.interval for proposal in proposals]
        kept = []
        for stretch in self._study.stretches(recording_id):
            if stretch.status not in LOOKED_AT and any(stretch.interval.overlaps(span) for span in proposed):
                self._db.delete("stretches", stretch.id)
            else:
                kept.append(stretch.interval)
        drawn = draw_stretches(
            [*proposed, *kept],
            observable_spans(self._study.people(recording_id)),
            frame_pts_us=index.pts_us,
            end_us=index.end_us,
            count=max(wanted_stretches(len(proposals)) - len(kept), 0),
            seed=f"{blinding_rows.salt(self._db)} {recording_id} {len(kept)}",
        )
        for span in drawn:
            stretch = UnproposedStretch(
                self._db.new_id("s"), recording_id, span.onset_us, span.offset_us, StretchStatus.OPEN
            )
            self._db.insert("stretches", row_mapping.stretch_row(stretch))

    def _may_propose(self, draft: Draft) -> bool:
        """Whether the study codes it, and not as something that only a human codes."""
        role = role_of(draft.subject)
        return self._study.scheme.has(role, draft.code) and not self._study.scheme.code(role, draft.code).only_human

    def renew_all(self) -> None:
        """Make all proposals anew, in a transaction of the caller's; what humans decided stays."""
        for recording in self._study.open_recordings():
            self.renew(recording.id)

    def as_settled_before(
        self, recording_id: str, people: Sequence[Person], notes: tuple[str, ...]
    ) -> tuple[Sequence[Person], tuple[str, ...]]:
        """Suggest the roles that a human settled in the family's latest other recording; the notes then say so."""
        meeting = self._study.beside(recording_id).meeting
        if meeting is None or not meeting.family:
            return people, notes
        for other in reversed(self._study.open_recordings()):
            theirs = self._study.beside(other.id).meeting if other.id != recording_id else None
            if theirs is None or theirs.family != meeting.family:
                continue
            roles = suggested_from(self._study.people(other.id), people)
            if roles:
                kept = tuple(note for note in notes if note.partition(": ")[0] not in roles)
                why = tuple(why_suggested(letter, role) for letter, role in sorted(roles.items()))
                return [
                    replace(one, suggested_role=roles.get(one.letter, one.suggested_role)) for one in people
                ], kept + why
        return people, notes

    def suggest_in_family(self, recording_id: str) -> None:
        """Suggest what is settled now in the family's recordings in which nobody has decided anything yet."""
        meeting = self._study.beside(recording_id).meeting
        if meeting is None or not meeting.family:
            return
        for other in [str(row["recording"]) for row in self._db.where("meetings", family=meeting.family)]:
            if self._study.guard.lock(other) is not None:
                continue
            report, before = self._study.analysis(other), self._study.people(other)
            if (
                report is None
                or any(one.confirmed_role for one in before)
                or self._db.where("decisions", recording=other)
            ):
                continue
            people, notes = self.as_settled_before(other, before, report.notes)
            if tuple(people) != before:
                analysis_rows.keep_people(self._db, other, people)
                analysis_rows.keep_report(self._db, other, replace(report, notes=notes))
                self.renew(other)


_UNDECIDED = (Status.OPEN, Status.SKIPPED)


@dataclass(frozen=True, slots=True)
class Renewal:
    """``gone`` are proposals that are no longer made; ``wanted`` are drafts, each with the proposal it goes on from."""

    gone: tuple[Proposal, ...]
    wanted: tuple[tuple[Draft, Proposal | None], ...]


def renewal(standing: Sequence[Proposal], drafts: Sequence[Draft], held: Collection[str] = ()) -> Renewal:
    """Match new drafts with standing proposals: the same act keeps its id, and what was decided is not asked again.

    Where somebody is somebody else now (a caregiver who is called Kim, a child who is the caregiver), what was seen of
    them goes on as that one's, decided or not: a human looked at the act, and is not asked about it again. Proposals
    that are ``held`` (ids), of which somebody's event still says what they say, stay as they are, and are not asked.
    """
    undecided = {_identity(p.draft): p for p in standing if p.status in _UNDECIDED}
    decided = [p.draft for p in standing if p.status not in _UNDECIDED]
    said_again = set(map(_identity, drafts))
    left = [p for p in standing if _identity(p.draft) not in said_again]
    # Of two people's acts at the very same time nobody can say whose it was.
    alone = _once(map(_unnamed, drafts)) & _once(_unnamed(p.draft) for p in left)
    moved = {act: p for p in left if (act := _unnamed(p.draft)) in alone}
    taken_up = {p.draft for p in moved.values()}
    decided = [draft for draft in decided if draft not in taken_up]
    wanted = [
        (draft, undecided.get(_identity(draft)) or moved.get(_unnamed(draft)))
        for draft in drafts
        if not any(_same_act(draft, old) for old in decided)
        and not ((old := moved.get(_unnamed(draft))) is not None and old.id in held)
    ]
    still = {old.id for _, old in wanted if old is not None}
    return Renewal(
        gone=tuple(proposal for proposal in undecided.values() if proposal.id not in still and proposal.id not in held),
        wanted=tuple(wanted),
    )


def _unnamed(draft: Draft) -> tuple[str, int, int]:
    """What an act is known by when only who does it is said otherwise."""
    return draft.code, draft.onset_us, draft.offset_us


def _once(acts: Iterable[tuple[str, int, int]]) -> set[tuple[str, int, int]]:
    return {act for act, number in Counter(acts).items() if number == 1}


def _identity(draft: Draft) -> tuple[str, str, int, int]:
    return draft.subject, draft.code, draft.onset_us, draft.offset_us


def _same_act(a: Draft, b: Draft) -> bool:
    """Whether two drafts are about one act, so that a decided one is not asked again after another analysis."""
    if (a.subject, a.code) != (b.subject, b.code):
        return False
    if _identity(a) == _identity(b):
        return True
    longer = max(a.interval.duration_us, b.interval.duration_us)
    return 2 * a.interval.overlap_us(b.interval) > longer
