"""The one neutral document that every format reads into and writes from: frozen, in microseconds, without storage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

Pairs = tuple[tuple[str, str], ...]
"""Ordered names and values: modifiers, or what a format carries that we do not understand (``extra``)."""

DEFAULT_GROUP = "events"
"""Group of an event whose file names none."""


class DocumentCodeKind(StrEnum):
    """What a code is; UNKNOWN where the file does not say."""

    UNKNOWN = ""
    STATE = "state"
    POINT = "point"


class Stereotype(StrEnum):
    """How a tier depends on its parent (the four of the ELAN annotation format)."""

    NONE = ""
    TIME_SUBDIVISION = "Time_Subdivision"
    INCLUDED_IN = "Included_In"
    SYMBOLIC_SUBDIVISION = "Symbolic_Subdivision"
    SYMBOLIC_ASSOCIATION = "Symbolic_Association"

    @property
    def symbolic(self) -> bool:
        """Whether events of the tier have no time of their own, only their parent's."""
        return self in (Stereotype.SYMBOLIC_SUBDIVISION, Stereotype.SYMBOLIC_ASSOCIATION)


@dataclass(frozen=True, slots=True)
class Media:
    """One media file of a recording.

    Attributes
    ----------
    path : str
        As the file says it: a path or a ``file:`` address. Never opened here.
    starts_us : int
        Where on the recording's clock the file's own time zero lies; negative where the recording begins inside it.
    duration_us, frame_rate : optional
        Where the file says them.
    player : int
        1 for the main camera; further cameras play beside it.
    """

    path: str
    starts_us: int = 0
    duration_us: int | None = None
    frame_rate: float | None = None
    mime: str = ""
    player: int = 1
    extra: Pairs = ()
    rate: float = 1.0
    """Seconds of its clock in one second of the recording's; no format has room for another than 1."""

    @property
    def is_sound(self) -> bool:
        """Whether it is sound alone: no camera."""
        ending = self.path.rpartition(".")[2].casefold()
        return self.mime.startswith("audio/") or ending in ("wav", "mp3", "m4a", "aac", "flac", "ogg", "opus")


@dataclass(frozen=True, slots=True)
class DocumentSubject:
    """Who a code can be about."""

    name: str
    description: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ModifierSet:
    """One set of modifiers of a code. ``kind`` is ``one``, ``several``, ``number`` or ``text``.

    ``keys`` are those of its values, in their order, a blank where one has none; ``unit``, ``least`` and ``most`` are
    of a number; ``at_stop`` where it is asked for as a state ends.
    """

    name: str
    kind: str = "one"
    values: tuple[str, ...] = ()
    keys: str = ""
    unit: str = ""
    least: float | None = None
    most: float | None = None
    required: bool = False
    description: str = ""
    at_stop: bool = False


@dataclass(frozen=True, slots=True)
class DocumentCode:
    """One entry of a code list; ``marker`` where it marks trials, ``colour`` as ``#rrggbb`` where it has one."""

    name: str
    kind: DocumentCodeKind = DocumentCodeKind.UNKNOWN
    description: str = ""
    key: str = ""
    excludes: tuple[str, ...] = ()
    modifiers: tuple[ModifierSet, ...] = ()
    marker: bool = False
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A named code list; several tiers may share it."""

    name: str
    codes: tuple[DocumentCode, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class DocumentTier:
    """A row of events: one subject, one group of codes.

    Attributes
    ----------
    id : str
        Unique in the document; see :mod:`coder.interchange.document.tier_names` for the usual form.
    subject : str
        Whose acts they are; "" where the file does not say.
    group : str
        What is coded ("gaze"); codes of one group usually exclude each other.
    parent, stereotype
        The tier it depends on, and how.
    coder : str
        Who coded it, where the format says so for a whole tier.
    vocabulary : str
        Name of its code list, or "" for none.
    """

    id: str
    subject: str = ""
    group: str = DEFAULT_GROUP
    parent: str = ""
    stereotype: Stereotype = Stereotype.NONE
    coder: str = ""
    vocabulary: str = ""
    extra: Pairs = ()


@dataclass(frozen=True, slots=True)
class DocumentEvent:
    """A code for a subject over ``[onset_us, offset_us)``; a point has ``onset_us == offset_us``.

    ``origin`` is "", "human", "accepted", "adjusted", "imported" or "machine". ``parent`` is the id of the event of the
    parent tier that this one depends on. ``sources`` names what it was copied or settled from, as "kim/e3; ben/e8".
    ``conduct`` is "" or how its coder worked: "blind", "opened" (blind at first)
    or "assisted".
    """

    tier: str
    subject: str
    code: str
    onset_us: int
    offset_us: int
    point: bool = False
    modifiers: Pairs = ()
    comment: str = ""
    coder: str = ""
    origin: str = ""
    id: str = ""
    parent: str = ""
    conduct: str = ""
    sources: str = ""
    extra: Pairs = ()


@dataclass(frozen=True, slots=True)
class DocumentEpisode:
    """A named stretch of the recording."""

    name: str
    onset_us: int
    offset_us: int


@dataclass(frozen=True, slots=True)
class Variable:
    """An independent variable of the recording. ``kind`` is ``text``, ``number`` or ``choice``."""

    name: str
    value: str = ""
    kind: str = "text"
    description: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentExchange:
    """One bid with its outcome under one written rule: only ever written, never read back.

    ``family`` is the number of the family in the file ("F1"), never its name; ``episode`` the shortest one that the bid
    lies in; ``conduct`` how its coder worked on the recording, "blind" for one. ``condition`` is the setting that
    somebody named for the recording, ``scheme`` what was coded by (``id@version``), ``counted`` whether the figures
    about answers rest on it: not where nobody could have answered, and not where nobody had to.
    """

    rule: str
    bid_subject: str
    bid_code: str
    bid_onset_us: int
    bid_offset_us: int
    outcome: str
    response_subject: str = ""
    response_code: str = ""
    response_onset_us: int | None = None
    response_offset_us: int | None = None
    latency_us: int | None = None
    censored_at_us: int | None = None
    reason: str = ""
    coder: str = ""
    anchor_us: int | None = None
    window_us: int | None = None
    family: str = ""
    episode: str = ""
    conduct: str = ""
    paired_by_hand: bool = False
    condition: str = ""
    layer: str = ""
    scheme: str = ""
    counted: bool = True

    @property
    def watched_us(self) -> int | None:
        """Time to the answer, or how long was watched for one: what a survival model takes."""
        if self.latency_us is not None:
            return self.latency_us
        return None if self.anchor_us is None or self.censored_at_us is None else self.censored_at_us - self.anchor_us


Stretches = tuple[tuple[int, int], ...]
"""Onsets and offsets in microseconds from the first frame."""


@dataclass(frozen=True, slots=True)
class DocumentLayer:
    """One coder's layer of a recording as models take it, beside its events: only ever written, never read back.

    Attributes
    ----------
    name, conduct, family, condition, scheme : str
        As in :class:`DocumentExchange`; ``name`` is the layer's.
    duration_us : int
        Length of the recording.
    child_hidden, caregiver_hidden, set_aside : stretches
        When the child, and when every caregiver, could not be observed; when the caregiver was asked not to answer.
    episodes : tuple of (code, onset, offset)
        Named stretches, in microseconds.
    signals, counted, answered, already_there, left_open, cut_short : int
        The child's signals, those that the figures about answers rest on, and what became of them.
    unit_us : int
        Length of a unit of time in the table of units.
    """

    name: str
    conduct: str = ""
    family: str = ""
    condition: str = ""
    scheme: str = ""
    rule: str = ""
    duration_us: int = 0
    child_hidden: Stretches = ()
    caregiver_hidden: Stretches = ()
    set_aside: Stretches = ()
    episodes: tuple[tuple[str, int, int], ...] = ()
    signals: int = 0
    counted: int = 0
    answered: int = 0
    already_there: int = 0
    left_open: int = 0
    cut_short: int = 0
    unit_us: int = 1_000_000


@dataclass(frozen=True, slots=True)
class DocumentTrial:
    """How soon after a marker the first act of one code came, in one trial: only ever written, never read back.

    ``ending`` says what ended the watching, in the words of :class:`coder.exchanges.trials.TrialEnding`.
    """

    marker: str
    number: int
    onset_us: int
    offset_us: int
    factors: Pairs
    act_subject: str
    act_code: str
    latency_us: int | None
    bound_us: int | None
    watched_us: int
    ending: str
    coder: str
    family: str = ""
    conduct: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a file says about itself, so that it still says so when it has left the study and its makers.

    Attributes
    ----------
    purpose : str
        What the study is for, in words, or that it does not say.
    names : str
        What the names of people in it are.
    provenance : str
        Where the events come from, in a sentence.
    caregivers_side : str
        For each caregiver, whether their own side was told, asked and kept, or not collected; never its words.
    agreement : str
        What everybody in the recording agreed to, how many they are and until when; never who.
        "" where it is not known.
    """

    purpose: str
    names: str = ""
    provenance: str = ""
    caregivers_side: str = ""
    agreement: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One recording with everything coded in it.

    ``extra`` holds what the file carried that has no place here, for writing back to the same format.
    """

    title: str = ""
    media: tuple[Media, ...] = ()
    subjects: tuple[DocumentSubject, ...] = ()
    tiers: tuple[DocumentTier, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    events: tuple[DocumentEvent, ...] = ()
    episodes: tuple[DocumentEpisode, ...] = ()
    variables: tuple[Variable, ...] = ()
    exchanges: tuple[DocumentExchange, ...] = ()
    trials: tuple[DocumentTrial, ...] = ()
    layers: tuple[DocumentLayer, ...] = ()
    date: str = ""
    description: str = ""
    statement: Statement | None = None
    extra: Pairs = ()

    def tier(self, tier_id: str) -> DocumentTier:
        """Return the tier of that id; raise KeyError where there is none."""
        for tier in self.tiers:
            if tier.id == tier_id:
                return tier
        raise KeyError(tr("no tier {tier_id!r}", tier_id=tier_id))

    @property
    def further_media(self) -> tuple[Media, ...]:
        """Media that play beside the main one, each camera's first file; what follows on in a queue is not beside it.

        ELAN plays all its media at once; BORIS plays a queue in each player.
        """
        first = min(self.media, key=lambda media: media.player, default=None)
        if first is None:
            return ()
        players = {first.player}
        found = []
        for one in self.media:
            at_once = any(name == "eaf.url" for name, _ in one.extra)
            if one is not first and not one.is_sound and (at_once or one.player not in players):
                found.append(one)
            players.add(one.player)
        return tuple(found)

    @property
    def zero_us(self) -> int:
        """Where the first frame of the main media file lies on the clock of the file's times; see docs/formats.md."""
        first = min(self.media, key=lambda media: media.player, default=None)
        return (first.starts_us if first else 0) + int(value_of(self.extra, "boris.begins", "0"))

    @property
    def after_zero_us(self) -> int:
        """Where the last event, episode or media file ends, from the first frame of the main media file."""
        begins = int(value_of(self.extra, "boris.begins", "0"))
        media = [one.starts_us + one.duration_us + begins for one in self.media if one.duration_us]
        ends = [event.offset_us for event in self.events] + [episode.offset_us for episode in self.episodes]
        return max([*ends, *media], default=self.zero_us) - self.zero_us

    @property
    def duration_us(self) -> int:
        """Where the last event, episode or media file ends."""
        ends = [event.offset_us for event in self.events] + [episode.offset_us for episode in self.episodes]
        ends += [media.starts_us + media.duration_us for media in self.media if media.duration_us]
        return max(ends, default=0)


def value_of(pairs: Pairs, name: str, default: str = "") -> str:
    """Return the first value of that name."""
    for key, value in pairs:
        if key == name:
            return value
    return default


def in_order(events: Iterable[DocumentEvent]) -> tuple[DocumentEvent, ...]:
    """Sort events by time, then by what they say: the one order of every document."""
    return tuple(sorted(events, key=lambda e: (e.onset_us, e.offset_us, e.tier, e.code, e.modifiers, e.comment)))


def check(document: Document) -> None:
    """Raise ValueError where a document does not hold together; formats rely on it when they write."""
    subjects = {}
    for tier in document.tiers:
        if tier.id in subjects:
            raise ValueError(tr("two tiers are called {tier!r}", tier=tier.id))
        subjects[tier.id] = tier.subject
    for event in document.events:
        if subjects.get(event.tier) != event.subject:
            raise ValueError(
                tr(
                    "the event {code!r} at {onset} lies outside its tier {tier!r}",
                    code=event.code,
                    onset=format_us(event.onset_us),
                    tier=event.tier,
                )
            )
        if event.offset_us < event.onset_us or (event.point and event.offset_us != event.onset_us):
            raise ValueError(
                tr(
                    "the event {code!r} at {onset} ends before it begins",
                    code=event.code,
                    onset=format_us(event.onset_us),
                )
            )
