"""Which codes a file's events have here: by subject, tier or group, and label, never by the label alone. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from coder.interchange.document import document as doc
from coder.interchange.document.losses import LossReport
from coder.interchange.document.tier_names import unique_name
from coder.interchange.planned_codes import code_of_plan, exclusions_lost, exclusive_groups, key_of_plan
from coder.vocabulary.coder_name import without_hidden
from coder.vocabulary.errors import StudyError
from coder.vocabulary.language import named, tr
from coder.vocabulary.scheme import Code, CodeKind, Role, Scheme, from_the_app, role_of
from coder.vocabulary.words_beyond_sight import QUESTION, beyond_sight, code_beyond_sight

CodeKey = tuple[str, str, str]
"""Role, tier or group, and label: what a choice is about."""
SEEN = "seen:"
"""Begins a choice that says in words what is seen, for a code that names a feeling or a judgement."""
OWN = "own"
"""A choice: the code stays one of its own, whatever the scheme calls alike."""
_CODED_HERE = frozenset({"human", "accepted", "adjusted", "copied", "settled"})
SHORTEST_US = 1_000
"""How long a point lasts in formats that have none."""
_Identity = tuple[Role, str, str, CodeKind]


@dataclass(frozen=True, slots=True)
class Understood:
    """How one code of a file is understood.

    Attributes
    ----------
    role, group, label, kind
        Whose it is, and its tier or group and its label as the file has them.
    events : int
        How often it occurs; 0 for a code that was only planned.
    code : str
        Code id here.
    offered : tuple of str
        Codes of the scheme that are called alike and of its kind: only a person can say that they are the same.
    met : bool
        Whether ``code`` is one of the scheme because it is called so; a person can say that it is one of its own.
    counts : str
        ``bid``, ``response`` or "": what the code here counts as.
    beyond_sight : tuple of str
        Its words for a feeling or a judgement, which nobody sees: what is seen is asked.
    """

    role: Role
    group: str
    label: str
    kind: CodeKind
    events: int
    code: str
    offered: tuple[str, ...] = ()
    counts: str = ""
    beyond_sight: tuple[str, ...] = ()
    met: bool = False

    @property
    def key(self) -> CodeKey:
        """What a choice about it is kept under."""
        return self.role.value, self.group, self.label


class IncomingCodes:
    """The codes of one document, on their way into a study.

    Parameters
    ----------
    document : Document
    named : mapping of name in the file to subject here
    scheme : Scheme
        The study's.
    choices : mapping of (role, group, label) to code id
        What people said; ``own`` for a code of its own.
    """

    def __init__(
        self, document: doc.Document, named: Mapping[str, str], scheme: Scheme, choices: Mapping[CodeKey, str]
    ) -> None:
        self._scheme, self._choices = scheme, choices
        self._groups = {tier.id: tier.group for tier in document.tiers}
        self._roles = {name: role_of(subject) for name, subject in named.items()}
        self._counts = Counter(self._identity(event) for event in document.events if event.code.strip())
        # A file of this app says of each event how it came to be: what was coded in it by hand, in the scheme's own
        # group and under its own name, is the scheme's code. Of anything else only a person can say so.
        here = document.statement is not None
        ours = {self._identity(event) for event in document.events if here and event.origin in _CODED_HERE}
        self._plan: dict[tuple[Role, str, str], doc.DocumentCode] = {}
        self._unsure: set[_Identity] = set()
        self._lasting = {self._identity(event) for event in document.events if _lasts(event)}
        self._planned(document)
        self._excluded = tuple(exclusions_lost(document))
        self._exclusive = exclusive_groups(document)
        self._overlapping = self._with_overlaps(document.events)
        self._taken: dict[Role, set[str]] = defaultdict(set)
        for code in scheme.codes:
            self._taken[code.role].add(code.id)
        own = [code for code in scheme.codes if not from_the_app(code)]
        self._keys = ({code.key for code in own} | {one.key for one in scheme.subjects}) - {""}
        self._keys_taken: list[str] = []
        self._standing: dict[_Identity, Code] = {}
        for code in scheme.codes:
            identity = (code.role, *code.outside, code.kind)
            if code.name or identity in ours:
                self._standing.setdefault(identity, code)
        self._alike: dict[tuple[Role, CodeKind, str], list[Code]] = defaultdict(list)
        for code in scheme.codes:
            if not code.name:
                for word in {_folded(code.id), _folded(code.label)}:
                    self._alike[code.role, code.kind, word].append(code)
        self._called: dict[tuple[Role, str], list[Code]] = defaultdict(list)
        for code in own:
            for word in {_folded(name) for name in (_names(code))}:
                self._called[code.role, word].append(code)
        groups: dict[tuple[Role, str], set[str]] = defaultdict(set)
        spellings: dict[tuple[Role, str, str], set[str]] = defaultdict(set)
        for role, group, label, _ in self._counts:
            groups[role, label].add(group)
            spellings[role, group, _folded(label)].add(label)
        self._shared = {key: held for key, held in groups.items() if len(held) > 1}
        self._spellings = spellings
        self._met: set[_Identity] = set()
        self._made: dict[_Identity, Code] = {}
        self._codes = {one: self._code(one) for one in self._counts if not self._of_others(one)}

    def of(self, event: doc.DocumentEvent) -> Code:
        """Return the code of an event that has a label."""
        return self._codes[self._identity(event)]

    @property
    def made(self) -> tuple[Code, ...]:
        """Codes that the study's scheme does not have yet."""
        return tuple(self._made.values())

    def understood(self) -> tuple[Understood, ...]:
        """How each code of the file is understood."""
        found = []
        for identity, code in self._codes.items():
            role, group, label, kind = identity
            alike = [*self._alike.get((role, kind, _folded(label)), ()), *self._candidates(identity)]
            offered = dict.fromkeys(one.id for one in alike if one.id != code.id)
            counts = "bid" if code.bid else "response" if code.response else ""
            beyond = code_beyond_sight(code)
            known = self._counts[identity]
            found.append(
                Understood(
                    role,
                    group,
                    label,
                    kind=kind,
                    events=known,
                    code=code.id,
                    offered=tuple(offered),
                    counts=counts,
                    beyond_sight=beyond,
                    met=identity in self._met,
                )
            )
        return tuple(found)

    def note(self, report: LossReport) -> None:
        """Say what collides: labels of several groups, and labels that the scheme has too."""
        for (_, label), groups in sorted(self._shared.items()):
            report.add(
                "labels-shared",
                tr("A label that stands in several tiers or groups is a code of its own in each."),
                example=f"{label[:30]!r} of {', '.join(sorted(groups)[:4])}",
            )
        for one in self.understood():
            if without_hidden(one.label) != one.label:
                report.add(
                    "hidden-signs",
                    tr("A label holds signs that nobody sees: it looks like another, and is a code of its own."),
                    example=f"{one.group}/{one.label}".encode("ascii", "backslashreplace").decode()[:60],
                )
            if one.beyond_sight:
                report.add(
                    "beyond-sight",
                    tr(
                        "{question} Say it with --seen LABEL=WORDS or in the window; until then no page for a "
                        "family has "
                        "them.",
                        question=QUESTION,
                    ),
                    example=f"{one.group}/{one.label}",
                )
            if one.met and not self._plainly(one):
                report.add(
                    "codes-met",
                    tr(
                        "Codes called like one of the study are that code; --code GROUP/LABEL=own, or the window's "
                        "import, keeps one apart."
                    ),
                    example=tr("{group}/{label} is {code}", group=one.group, label=one.label, code=one.code),
                )
            elif one.offered and one.key not in self._choices:
                report.add(
                    "codes-to-choose",
                    tr(
                        "Codes called like one of the scheme come in as codes of their own, neither bids nor "
                        "responses, until somebody says that they are the same: with --code GROUP/LABEL=CODE, or in "
                        "the window's import."
                    ),
                    example=f"{one.group}/{one.label} may be {one.offered[0]}",
                )
        theirs = {code.key for code in self._made.values()} - {""}
        moved = [code for code in self._scheme.codes if code.key in theirs and from_the_app(code)]
        report.add(
            "keys-given-way",
            tr("Codes that come with the app give their keys to codes of the file, and have others."),
            count=len(moved),
            example=", ".join(f"{code.key.upper()}: {code.label}" for code in moved[:3]),
        )
        report.add(
            "keys-taken",
            tr("Keys that a code or a subject of this study has stay with it; the file's code has none here."),
            count=len(self._keys_taken),
            example=", ".join(self._keys_taken[:3]),
        )
        made = {code.name for code in self._made.values()}
        lost = [pair for pair in self._excluded if made & set(pair)]  # the study's own groups say it of its codes
        report.add(
            "exclusions-lost",
            tr("States that exclude each other stand in two groups here, and are not ended by each other."),
            count=len(lost),
            example=", ".join(lost[0]) if lost else "",
        )

    def _plainly(self, one: Understood) -> bool:
        """Whether a code that was met is called to the letter as in the file, and stands in its group."""
        code, here = self._scheme.code(one.role, one.code), self._group_here(one.group, one.label)
        return one.label in (*_names(code), code.label) and bool({one.group, here} & {code.group, code.outside[0]})

    def _identity(self, event: doc.DocumentEvent) -> _Identity:
        kind = CodeKind.POINT if event.point else CodeKind.STATE
        return self._roles[event.subject], self._groups[event.tier], event.code.strip(), kind

    def _planned(self, document: doc.Document) -> None:
        """Codes that the file lists and nobody used are codes too."""
        lists = {vocabulary.name: vocabulary for vocabulary in document.vocabularies}
        homes: dict[str, dict[tuple[Role, str], None]] = {name: {} for name in lists}
        for tier in document.tiers:
            if tier.vocabulary in lists and tier.subject in self._roles:
                homes[tier.vocabulary][self._roles[tier.subject], tier.group] = None
        everybody = dict.fromkeys(self._roles.values()) or {Role.OTHER: None}
        used = {identity[:3] for identity in self._counts}
        for name, vocabulary in lists.items():
            for role, group in homes[name] or {(role, name): None for role in everybody}:
                for code in vocabulary.codes:
                    label = code.name.strip()
                    if not label:
                        continue
                    self._plan.setdefault((role, group, label), code)
                    if (role, group, label) not in used:
                        kind = CodeKind.POINT if code.kind is doc.DocumentCodeKind.POINT else CodeKind.STATE
                        self._counts[role, group, label, kind] = 0
                        if code.kind is doc.DocumentCodeKind.UNKNOWN:
                            self._unsure.add((role, group, label, kind))

    def _with_overlaps(self, events: Iterable[doc.DocumentEvent]) -> frozenset[tuple[Role, str]]:
        """Groups whose states overlap for a subject and coder: nothing excludes anything there."""
        end: dict[tuple[str, str, str], int] = {}
        found = set()
        for event in sorted((e for e in events if not e.point), key=lambda e: (e.onset_us, e.offset_us)):
            group = self._group_here(self._groups[event.tier], event.code.strip())
            whose = (event.subject, group, event.coder)
            if event.onset_us < end.get(whose, event.onset_us):
                found.add((self._roles[event.subject], group))
            end[whose] = max(event.offset_us, end.get(whose, 0))
        return frozenset(found)

    def _code(self, identity: _Identity) -> Code:
        role, group, label, _ = identity
        choice = self._choices.get((role.value, group, label), "")
        if choice.startswith(SEEN):
            return self._as_seen(identity, " ".join(choice.removeprefix(SEEN).split()))
        if choice and choice != OWN:
            return self._chosen(identity, choice)
        return self._own(identity, meets=choice != OWN)

    def _group_here(self, group: str, label: str) -> str:
        return self._exclusive.get(label, group)

    def _same(self, identity: _Identity) -> Code | None:
        """Return the code of the study that one of the file is, by its name; None where that cannot be told.

        Codes that come with the app are not met so: in other people's files “mouth: smile” may be anything, and a bid
        that was none is a wrong latency. Of several that are called alike the group tells. A label of a tier that is
        called otherwise, and has no list of codes, may be a word that somebody said: it is a code where most labels of
        its tier are codes of this study.
        """
        role, group, label, _ = identity
        found = self._candidates(identity)
        if len(self._spellings[role, group, _folded(label)]) > 1:
            found = [code for code in found if label in _names(code)]
        groups = {_folded(group), _folded(self._group_here(group, label))}
        agreeing = [code for code in found if groups & {_folded(code.group), _folded(code.outside[0])}]
        same = agreeing or ([] if (role, label) in self._shared else found)
        if len({code.id for code in same}) != 1:
            return None
        if not agreeing and group != doc.DEFAULT_GROUP and (role, group, label) not in self._plan:
            labels = {_folded(other) for whose, tier, other, _ in self._counts if (whose, tier) == (role, group)}
            if 2 * sum((role, one) in self._called for one in labels) < len(labels):
                return None
        self._met.add(identity)
        return same[0]

    def _candidates(self, identity: _Identity) -> list[Code]:
        role, _, label, kind = identity
        called = self._called.get((role, _folded(label)), [])
        same = [code for code in called if code.kind is kind]
        # Where a format has no points, they last as long as its shortest state; of what was only planned, it may not
        # be known whether it is a point.
        return same or (called if identity in self._unsure or identity not in self._lasting else [])

    def _of_others(self, identity: _Identity) -> bool:
        """Whether nobody did what is only planned, and it is a code of this study, of somebody else.

        A plan of BORIS says of no code whose acts it is about.
        """
        word = _folded(identity[2])
        others = any((role, word) in self._called for role in Role if role is not identity[0])
        return not self._counts[identity] and others and (identity[0], word) not in self._called

    def _as_seen(self, identity: _Identity, words: str) -> Code:
        """A code under the words for what is seen: the scheme's own where it has one that is called so."""
        role, group, label, kind = identity
        beyond = beyond_sight(words)
        if beyond or not words:
            raise StudyError(
                tr(
                    "{group}/{label}: {words!r} does not say what is seen{part}; say "
                    "what a picture shows, such as --seen happy=smile.",
                    group=group,
                    label=label,
                    words=words,
                    part=f" ({beyond[0]})" if beyond else "",
                )
            )
        for code in self._alike.get((role, kind, _folded(words)), ()):
            return code
        return self._own((role, "seen" if beyond_sight(group) else group, words, kind))

    def _own(self, identity: _Identity, *, meets: bool = True) -> Code:
        if identity in self._made:
            return self._made[identity]
        role, group, label, kind = identity
        standing = self._standing.get(identity) or (self._same(identity) if meets else None)
        if standing is not None:
            return standing
        taken = self._taken[role]
        qualified = (role, label) in self._shared or label in taken
        wanted = f"{group}: {label}" if qualified else label
        if wanted in taken:
            wanted = f"{wanted} ({kind.value})"
        wanted = unique_name(wanted, taken)
        here = self._group_here(group, label)
        if group == "seen" or (role, here) in self._overlapping:
            here = f"{group}: {label}"
        plan = self._plan.get((role, group, label))
        key = key_of_plan(plan)
        if key in self._keys and (key, label) not in {(one.key, one.name) for one in self._made.values()}:
            self._keys_taken.append(f"{key.upper()}: {wanted}")
        made = code_of_plan(
            plan,
            id=wanted,
            label=wanted,
            role=role,
            kind=kind,
            group=here,
            keys=self._keys,
            tier=group if here != group else "",
            name=label,
        )
        taken.add(wanted)
        self._made[identity] = made
        return made

    def _chosen(self, identity: _Identity, choice: str) -> Code:
        role, group, label, kind = identity
        try:
            code = self._scheme.code(role, choice)
        except KeyError as error:
            raise StudyError(
                tr(
                    "{group}/{label} cannot be {choice!r}: the scheme has no such code for {role}; look it up with: "
                    "dyadmirror scheme STUDY",
                    group=group,
                    label=label,
                    choice=choice,
                    role=named(role),
                )
            ) from error
        if code.kind is not kind:
            raise StudyError(
                tr(
                    "{group}/{label} is a {kind} in the file and {choice!r} a {kind_2} here: choose a code "
                    "that is a {kind}.",
                    group=group,
                    label=label,
                    kind=named(kind),
                    choice=choice,
                    kind_2=named(code.kind),
                )
            )
        return code


def _lasts(event: doc.DocumentEvent) -> bool:
    return not event.point and event.offset_us - event.onset_us > SHORTEST_US


def _names(code: Code) -> tuple[str, ...]:
    return (code.name,) if code.name else (code.id, code.label)


def _folded(text: str) -> str:
    return " ".join(without_hidden(text).replace("_", " ").casefold().split())
