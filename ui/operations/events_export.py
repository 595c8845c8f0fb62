"""Writing a study's confirmed events to a file, for window and command line alike: first shown, then written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from coder.exchanges.pairing import RULES, Rule
from coder.interchange.document.document import Document
from coder.interchange.document.losses import EXAMPLES, Loss
from coder.interchange.document.paired_states import coders_at_once
from coder.interchange.document.provenance import MACHINE, NOT_STATED
from coder.interchange.formats import format_named, losses_of, write
from coder.interchange.study_export import Along, documents_of, kept_source
from coder.interchange.write_back import family_of, only_in_file
from coder.study.project import Project
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

RULE = RULES["prompt-3s"]
UNIT_US = 1_000_000
SHORTEST_UNIT_US = 10_000
"""An hour then has 360,000 rows a layer."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall leave.

    Attributes
    ----------
    format : str
    recordings : tuple of str, optional
        Their ids; all of them where it is None.
    notes, proposals : bool
        See :class:`coder.interchange.study_export.Along`.
    rule : Rule
        Of the exchanges, where the format holds them.
    afresh : bool
        Whether a file is made of the events alone, also where one of this format was imported.
    layer : str
        Whose events: one coder's, or the consensus; every layer's where it is "".
    names : bool
        Whether recordings leave under the names they have here; else under their ids.
    unit_us : int
        Length of a unit of time, for tables that have one row a unit.
    """

    format: str
    recordings: tuple[str, ...] | None = None
    notes: bool = True
    proposals: bool = False
    rule: Rule = RULE
    afresh: bool = False
    layer: str = ""
    names: bool = False
    unit_us: int = UNIT_US


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would hold and what it would not, before anything is written.

    Attributes
    ----------
    recordings : tuple of str
        Those that go.
    events, notes, proposals : int
        How many; notes are those of the events.
    purpose : str
        What the file will say that the study is for.
    losses : tuple of Loss
        What the format cannot carry.
    kept_back : tuple of (recording, reason)
        Which stay in, and why.
    from_file : tuple of str
        Recordings that came from a file of this format: unless it is written afresh, what else stood in it goes along.
    """

    recordings: tuple[str, ...]
    events: int
    notes: int
    proposals: int
    purpose: str
    losses: tuple[Loss, ...] = ()
    kept_back: tuple[tuple[str, str], ...] = ()
    from_file: tuple[str, ...] = ()


def preview_export(project: Project, wanted: Wanted) -> Preview:
    """Say what a file would hold; nothing is written. Raises MendableError where nothing may leave."""
    shown, documents = _ready(project, wanted)
    return replace(shown, losses=(*_beside(project, shown, wanted), *losses_of(documents, format=wanted.format)))


def export_study(project: Project, target: Path, wanted: Wanted, *, over: bool = False) -> Preview:
    """Write events, of one recording or of all, as far as people agreed; the file appears whole or not at all.

    ``over`` says that a human was told of the file that is there.

    Raises MendableError in a sentence, also where no recording may leave.
    """
    project.guard.refuse_target(target, over=over)
    _refuse_other_ending(target, wanted.format)
    shown, documents = _ready(project, wanted)
    with project.guard.leaving(
        shown.recordings, format_id=wanted.format, events=shown.events, proposals=shown.proposals
    ):
        losses = write(documents, target, format=wanted.format, over=over)
    return replace(shown, losses=(*_beside(project, shown, wanted), *losses))


def _refuse_other_ending(target: Path, wanted: str) -> None:
    """Raise StudyError where a zip would stand under a name by which a program takes it for something else."""
    endings = format_named(wanted).extensions
    if any(one.endswith(".zip") for one in endings) and target.suffix.lower() not in (".zip", ""):
        raise StudyError(
            tr(
                "The format {wanted} is a zip file with several files in it; choose a name that ends in {ending}.",
                wanted=wanted,
                ending=endings[0],
            )
        )


def _beside(project: Project, shown: Preview, wanted: Wanted) -> tuple[Loss, ...]:
    """Return what does not leave because of how it was asked for, whatever the format can hold."""
    return (*_unnamed(project, shown, wanted), *_left_in_file(project, shown, wanted))


def _left_in_file(project: Project, shown: Preview, wanted: Wanted) -> tuple[Loss, ...]:
    """Say what stands in files that came in and does not go along in one that is written afresh."""
    if not wanted.afresh:
        return ()
    sources = [kept_source(project, one, wanted.format) for one in shown.from_file]
    found = list(dict.fromkeys(part for source in sources if source is not None for part in only_in_file(source)))
    return (Loss("left-in-file", len(found), _LEFT_IN_FILE, tuple(found)),) if found else ()


_LEFT_IN_FILE = tr(
    "Written afresh, the file leaves out what else stood in the one that came in; put back, it goes along."
)


def _unnamed(project: Project, shown: Preview, wanted: Wanted) -> tuple[Loss, ...]:
    """Say that recordings leave under their ids, where they have names that a list of participants may know."""
    named = [one for one in map(project.recording, shown.recordings) if one.name != one.id]
    if wanted.names or not named:
        return ()
    examples = tuple(tr("{one} is {one_2}", one=one.id, one_2=one.name) for one in named[:EXAMPLES])
    return (Loss(NAMES_LEFT, len(named), _NAMES_LEFT, examples),)


NAMES_LEFT = "names-left-out"
_NAMES_LEFT = tr(
    "Recordings leave under their ids and not under their names here, which may say who is in them; where these are "
    "pseudonyms, they can go along."
)


def _ready(project: Project, wanted: Wanted) -> tuple[Preview, tuple[Document, ...]]:
    chosen = format_named(wanted.format)
    if wanted.recordings is None:
        recordings = project.recordings()
    else:
        recordings = tuple(project.recording(one) for one in wanted.recordings)
    if len(recordings) > 1 and not chosen.many:
        known = ", ".join(item.id for item in recordings[:5]) + (", …" if len(recordings) > 5 else "")
        raise StudyError(
            tr(
                "A file of the format {chosen} holds one recording, and this study has {number} ({known}); "
                "name one with --recording.",
                chosen=chosen.id,
                number=len(recordings),
                known=known,
            )
        )
    if not recordings:
        raise StudyError(tr("The study has no recording yet, so there is nothing to write; add a clip first."))
    reasons = {recording.id: project.guard.keeps_back(recording.id) for recording in recordings}
    kept_back = tuple((recording, reason) for recording, reason in reasons.items() if reason is not None)
    going = [recording for recording in recordings if reasons[recording.id] is None]
    if not going:
        more = tr(" (and so it is with {number} more)", number=len(kept_back) - 1) if len(kept_back) > 1 else ""
        raise StudyError(tr("Nothing may leave this study{more}. {kept_back}", more=more, kept_back=kept_back[0][1]))
    if wanted.unit_us < SHORTEST_UNIT_US:
        raise StudyError(
            tr("A unit of time lasts {shortest_unit_us} ms at least.", shortest_unit_us=SHORTEST_UNIT_US // 1000)
        )
    rule = wanted.rule if chosen.carries.exchanges else None
    along = Along(
        notes=wanted.notes,
        proposals=wanted.proposals,
        exchanges=rule,
        trials=chosen.carries.trials,
        format="" if wanted.afresh else chosen.id,
        code_list=chosen.id if chosen.carries.vocabularies and chosen.carries.subjects else "",
        layer=wanted.layer,
        names=wanted.names,
        unit_us=wanted.unit_us,
    )
    if wanted.layer and not any(wanted.layer in project.layers.names(one.id) for one in going):
        raise StudyError(
            tr("Nothing is coded in the layer {layer!r} here; name a coder who has coded.", layer=wanted.layer)
        )
    if wanted.names:
        names = [one.name for one in going]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise StudyError(
                tr(
                    "Two recordings are called {twice!r}, and a file could not tell them apart; give one another "
                    "name, or "
                    "export without names.",
                    twice=twice,
                )
            )
    documents = documents_of(project, going, along=along)
    if chosen.carries.pairs_states:
        _refuse_melting(documents)
    events = [event for document in documents for event in document.events]
    proposals = sum(event.origin == MACHINE for event in events)
    purpose = project.guard.purpose
    shown = Preview(
        recordings=tuple(recording.id for recording in going),
        events=len(events) - proposals,
        notes=_notes(project, [recording.id for recording in going], wanted.layer),
        proposals=proposals,
        purpose=purpose.words if purpose else NOT_STATED,
        kept_back=kept_back,
        from_file=tuple(item.id for item in going if _came_from(project, item.id, chosen.id)),
    )
    return shown, documents


def _refuse_melting(documents: Sequence[Document]) -> None:
    """Raise StudyError where what two coders coded at once would become one event of one of them."""
    for document in documents:
        both = coders_at_once(document)
        if both is not None:
            first, second = both
            raise StudyError(
                tr(
                    "At {at} {one} and {other} have both coded “{code}”, and in this format the two would become one; "
                    "choose whose events leave (on the command line, --layer {one}).",
                    at=format_us(second.onset_us),
                    one=first.coder,
                    other=second.coder,
                    code=second.code.replace("_", " "),
                )
            )


def _came_from(project: Project, recording: str, format_id: str) -> bool:
    return any(kind == family_of(format_id) for kind, _ in project.sources(recording))


def _notes(project: Project, recordings: Sequence[str], layer: str) -> int:
    found = (event for one in recordings for event in project.events(one, coder=layer or None))
    return sum(bool(event.note) for event in found)
