"""Documents into ELAN files of version 3.0, starting from what was read where the document came from one."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import IO

from coder.files.safe_xml import attribute, content
from coder.interchange.document.document import Document, DocumentEvent, DocumentTier, Stereotype, value_of
from coder.interchange.document.packed_values import pack
from coder.interchange.document.tier_names import unique_name
from coder.interchange.formats.elan.eaf_modifiers import MODIFIER_TYPE, lists_of, repeated, spread, vocabulary_of
from coder.interchange.formats.elan.eaf_reader import EPISODE_TYPE, FIELD_TYPES, POINT_US, UNREAD, UnreadAnnotation
from coder.interchange.formats.elan.eaf_reduction import events_by_tier
from coder.interchange.formats.elan.eaf_skeleton import Skeleton
from coder.interchange.formats.elan.eaf_xml import tiers_parents_first


def write_eaf(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write one reduced document."""
    (document,) = documents
    _EafWriter(document).write(file)


class _Slot:
    """A place on the time line; annotations may share one."""

    __slots__ = ("aligned", "id", "us")

    def __init__(self, us: int, aligned: bool) -> None:
        self.us, self.aligned, self.id = us, aligned, ""


class _EafWriter:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._skeleton = Skeleton(document)
        self._events = events_by_tier(document)
        self._slots: list[_Slot] = []
        self._begin: dict[str, _Slot] = {}
        self._end: dict[str, _Slot] = {}
        self._bad: dict[str, list[str]] = defaultdict(list)
        self._repeated = repeated(document.events)
        self._listed = {
            name: self._skeleton.add_vocabulary(vocabulary_of(name, values))
            for name, values in lists_of(document.extra).items()
        }
        self._next_id = 1 + max((int(e.id[1:]) for e in document.events), default=0)

    def write(self, file: IO[bytes]) -> None:
        parents = {tier.id: tier.parent for tier in self._document.tiers}
        tiers = {tier.id: tier for tier in self._document.tiers}
        for tier_id in tiers_parents_first("", parents):
            self._allot_slots(tiers[tier_id])
        self._allot_bad(set(tiers))
        taken = set(tiers)
        body: list[list[str]] = [list(self._tier(tier)) for tier in self._document.tiers]
        body += [list(lines) for tier in self._document.tiers for lines in self._fields(tier, taken)]
        body += [list(self._episodes(taken))]
        self._skeleton.header(self._document, self._next_id - 1)
        self._slots.sort(key=lambda slot: slot.us)
        for number, slot in enumerate(self._slots, 1):
            slot.id = f"ts{number}"
        names = {id(slot): slot.id for slot in self._slots}
        lines = chain(self._skeleton.opening(), self._time_order(), *body, self._skeleton.closing())
        file.writelines(line.encode() for line in _named(lines, names))

    def _allot_slots(self, tier: DocumentTier) -> None:
        if tier.stereotype.symbolic:
            return
        inside = tier.stereotype is Stereotype.TIME_SUBDIVISION
        before: DocumentEvent | None = None
        for event in sorted(self._events[tier.id], key=lambda e: (e.onset_us, e.offset_us)):
            open_at = {value for key, value in event.extra if key == "eaf.unaligned"}
            offset_us = event.offset_us if not event.point else event.onset_us + POINT_US
            begin: _Slot | None = None
            end: _Slot | None = None
            if inside and event.parent in self._begin:
                begin, end = self._begin[event.parent], self._end[event.parent]
                begin = begin if begin.us == event.onset_us else None
                end = end if end.us == offset_us else None
            touching = before is not None and before.offset_us == event.onset_us and not before.point
            if begin is None and before is not None and touching:
                shared = self._end[before.id]
                if (inside and before.parent == event.parent) or (
                    not shared.aligned and str(event.onset_us) in open_at
                ):
                    begin = shared
            self._begin[event.id] = begin or self._slot(event.onset_us, str(event.onset_us) not in open_at)
            self._end[event.id] = end or self._slot(offset_us, str(offset_us) not in open_at)
            before = event

    def _allot_bad(self, tiers: set[str]) -> None:
        """Annotations that could not be read go back as they were: a reversed one is mended in ELAN, by a person."""
        told: list[UnreadAnnotation] = json.loads(value_of(self._document.extra, UNREAD, "[]"))
        kept = [one for one in told if one[0] in tiers]
        fresh = {one[1]: self._fresh_id() for one in kept}
        for tier_id, name, label, begin, end in kept:
            if not isinstance(begin, str):
                times = [us if us is not None else end or begin or 0 for us in (begin, end)]
                self._begin[fresh[name]] = self._slot(times[0], begin is not None)
                self._end[fresh[name]] = self._slot(times[1], end is not None)
                self._bad[tier_id].append(self._aligned(fresh[name], label))
            elif begin in fresh:
                self._bad[tier_id].append(_ref(fresh[name], fresh[begin], label, "", ""))

    def _slot(self, us: int, aligned: bool) -> _Slot:
        slot = _Slot(us, aligned)
        self._slots.append(slot)
        return slot

    def _time_order(self) -> Iterator[str]:
        yield "    <TIME_ORDER>\n"
        for slot in self._slots:
            time = f' TIME_VALUE="{slot.us // 1_000}"' if slot.aligned else ""
            yield f'        <TIME_SLOT TIME_SLOT_ID="{slot.id}"{time}/>\n'
        yield "    </TIME_ORDER>\n"

    def _tier(self, tier: DocumentTier) -> Iterator[str]:
        events = self._events[tier.id]
        points = any(event.point for event in events)
        extra = {key[4:]: value for key, value in tier.extra if key.startswith("eaf@")}
        known = {
            "TIER_ID": tier.id,
            "LINGUISTIC_TYPE_REF": self._skeleton.type_for(tier, points=points, empty=not events),
        }
        if tier.subject and value_of(tier.extra, "eaf.no-participant") != tier.subject:
            known["PARTICIPANT"] = tier.subject
        if tier.coder:
            known["ANNOTATOR"] = tier.coder
        if tier.parent:
            known["PARENT_REF"] = tier.parent
        yield _open_tier(extra | known)
        previous: dict[str, str] = {}
        entries = self._skeleton.entries.get(tier.vocabulary, {})
        for event in events:
            extra = {key[4:]: value for key, value in event.extra if key.startswith("eaf@")}
            if value_of(event.extra, "eaf.value") != event.code:
                extra.pop("CVE_REF", None)
            if event.code in entries:
                extra.setdefault("CVE_REF", entries[event.code])
            attributes = "".join(f' {key}="{attribute(value)}"' for key, value in extra.items())
            rest = value_of(event.extra, "eaf.xml")
            if tier.stereotype.symbolic:
                link = ""
                if tier.stereotype is Stereotype.SYMBOLIC_SUBDIVISION and event.parent in previous:
                    link = f' PREVIOUS_ANNOTATION="{previous[event.parent]}"'
                previous[event.parent] = event.id
                yield _ref(event.id, event.parent, event.code, attributes + link, rest)
            else:
                yield self._aligned(event.id, event.code, attributes, rest)
        yield from self._bad.get(tier.id, ())
        for key, value in tier.extra:
            if key == "eaf.xml":
                yield value
        yield "    </TIER>\n"

    def _aligned(self, annotation_id: str, value: str, attributes: str = "", rest: str = "") -> str:
        # Slots get their numbers when all are known: a mark stands for them until then.
        begin, end = id(self._begin[annotation_id]), id(self._end[annotation_id])
        return (
            f'        <ANNOTATION>\n            <ALIGNABLE_ANNOTATION ANNOTATION_ID="{annotation_id}"{attributes} '
            f'TIME_SLOT_REF1="\0{begin}\0" TIME_SLOT_REF2="\0{end}\0">\n'
            f"                <ANNOTATION_VALUE>{content(value)}</ANNOTATION_VALUE>\n{rest}"
            "            </ALIGNABLE_ANNOTATION>\n        </ANNOTATION>\n"
        )

    def _fields(self, tier: DocumentTier, taken: set[str]) -> Iterator[Iterator[str]]:
        """Dependent tiers that hold comments, modifiers and origins, as ELAN users would lay them out."""
        names = spread(self._events[tier.id])
        if names is not None:
            yield from self._modifiers(tier, names, taken)
        for name, type_id in FIELD_TYPES.items():
            if name == "modifiers" and names is not None:
                continue
            told = [(event.id, text) for event in self._events[tier.id] if (text := _field(event, name))]
            if told:
                self._skeleton.special_type(type_id, Stereotype.SYMBOLIC_ASSOCIATION)
                tier_id = unique_name(f"{name} · {tier.id}", taken)
                taken.add(tier_id)
                known = {"TIER_ID": tier_id, "LINGUISTIC_TYPE_REF": type_id, "PARENT_REF": tier.id}
                if tier.subject:
                    known["PARTICIPANT"] = tier.subject
                refs = [_ref(self._fresh_id(), parent, text, "", "") for parent, text in told]
                yield iter([_open_tier(known), *refs, "    </TIER>\n"])

    def _modifiers(self, tier: DocumentTier, names: Sequence[str], taken: set[str]) -> Iterator[Iterator[str]]:
        """A dependent tier for each modifier of a tier's events."""
        for name in names:
            several = name in self._repeated
            stereotype = Stereotype.SYMBOLIC_SUBDIVISION if several else Stereotype.SYMBOLIC_ASSOCIATION
            type_id, entries = f"{MODIFIER_TYPE}{name}", self._listed.get(name, {})
            self._skeleton.special_type(type_id, stereotype, vocabulary=type_id if name in self._listed else "")
            tier_id = unique_name(f"{name} · {tier.id}", taken)
            taken.add(tier_id)
            known = {"TIER_ID": tier_id, "LINGUISTIC_TYPE_REF": type_id, "PARENT_REF": tier.id}
            if tier.subject:
                known["PARTICIPANT"] = tier.subject
            lines = [_open_tier(known)]
            for event in self._events[tier.id]:
                before = ""
                for value in (value for held, value in event.modifiers if held == name):
                    attributes = f' CVE_REF="{attribute(entries[value])}"' if value in entries else ""
                    attributes += f' PREVIOUS_ANNOTATION="{before}"' if before else ""
                    before = self._fresh_id()
                    lines.append(_ref(before, event.id, value, attributes, ""))
            yield iter([*lines, "    </TIER>\n"])

    def _episodes(self, taken: set[str]) -> Iterator[str]:
        lanes: list[list[str]] = []
        ends: list[int] = []
        for episode in self._document.episodes:
            lane = next((at for at, end in enumerate(ends) if end <= episode.onset_us), len(ends))
            if lane == len(ends):
                ends.append(0)
                lanes.append([])
            ends[lane] = episode.offset_us
            annotation_id = self._fresh_id()
            self._begin[annotation_id] = self._slot(episode.onset_us, aligned=True)
            self._end[annotation_id] = self._slot(episode.offset_us, aligned=True)
            lanes[lane].append(self._aligned(annotation_id, episode.name))
        for lines in lanes:
            self._skeleton.special_type(EPISODE_TYPE, Stereotype.NONE)
            tier_id = unique_name("episodes", taken)
            taken.add(tier_id)
            yield _open_tier({"TIER_ID": tier_id, "LINGUISTIC_TYPE_REF": EPISODE_TYPE})
            yield from lines
            yield "    </TIER>\n"

    def _fresh_id(self) -> str:
        self._next_id += 1
        return f"a{self._next_id - 1}"


def _named(lines: Iterator[str], names: dict[int, str]) -> Iterator[str]:
    """Put the names of time slots where their marks stand."""
    for line in lines:
        if "\0" in line:
            parts = line.split("\0")
            parts[1::2] = [names[int(part)] for part in parts[1::2]]
            line = "".join(parts)
        yield line


def _open_tier(attributes: dict[str, str]) -> str:
    return "    <TIER" + "".join(f' {key}="{attribute(attributes[key])}"' for key in sorted(attributes)) + ">\n"


def _ref(annotation_id: str, parent: str, value: str, attributes: str, rest: str) -> str:
    return (
        f'        <ANNOTATION>\n            <REF_ANNOTATION ANNOTATION_ID="{annotation_id}" '
        f'ANNOTATION_REF="{parent}"{attributes}>\n'
        f"                <ANNOTATION_VALUE>{content(value)}</ANNOTATION_VALUE>\n{rest}"
        "            </REF_ANNOTATION>\n        </ANNOTATION>\n"
    )


def _field(event: DocumentEvent, name: str) -> str:
    if name == "modifiers":
        return pack(event.modifiers)
    return event.comment if name == "comment" else event.origin
