"""One observation of a BORIS project: its media queues, and its events with states paired and stops put right."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import itemgetter
from typing import Any

from coder.files.bounded_read import FormatError
from coder.interchange.document.document import (
    DEFAULT_GROUP,
    DocumentCode,
    DocumentCodeKind,
    DocumentEvent,
    Media,
    ModifierSet,
    Pairs,
)
from coder.interchange.document.losses import LossReport
from coder.interchange.document.paired_states import UNPAIRED
from coder.interchange.document.tier_names import TierBook
from coder.interchange.document.written_times import MAX_US, decimal_us, float_us
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

SNAP_US = 1_000
"""BORIS ends a state this long before the one that excludes it begins."""
_SNAPPED = tr("Automatic stops, a millisecond before the state that excludes them, are moved to its beginning.")
NO_MODIFIER = "None"
_LAST_DAY_S = 1e11
"""Seconds since 1970 that no clock says."""
IMAGE_US = 1_000_000
"""How far apart images stand that were coded without a time."""


class Place:
    """Where in the project we are, for error sentences; and typed access to JSON that may hold anything."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.where = ""

    def wrong(self, sentence: str) -> FormatError:
        """Make the error that says what is wrong here."""
        return FormatError(self.name, sentence, place=self.where)

    def table(self, parent: dict[str, Any], key: str) -> dict[str, Any]:
        """A table of the project; BORIS writes an empty one as an empty list."""
        value = parent.get(key) or {}
        if not isinstance(value, dict):
            raise self.wrong(tr("its {key!r} is not a table, as it is in every project of BORIS", key=key))
        return value

    def rows(self, parent: dict[str, Any], key: str) -> list[dict[str, Any]]:
        """A table whose entries are tables, in the order of their numbers."""
        table = self.table(parent, key)
        if not all(isinstance(row, dict) for row in table.values()):
            raise self.wrong(tr("its {key!r} holds something that is not a table", key=key))
        return [table[number] for number in sorted(table, key=lambda n: (len(n), n))]


class Observation:
    """One observation being read."""

    def __init__(
        self, place: Place, raw: dict[str, Any], codes: dict[str, tuple[str, DocumentCode]], report: LossReport
    ) -> None:
        self._place, self._raw, self._codes, self._report = place, raw, codes, report
        self.book = TierBook()
        rows = raw.get("events") or []
        if not isinstance(rows, list):
            raise place.wrong(tr("its events are not a list"))
        self.bad: list[object] = []
        self._rows: list[tuple[int, list[Any]]] = []
        self._numbered: list[tuple[int, object]] = []
        self._since_s = self._day_and_time(rows)
        self.begins_us = self._us(raw.get("time offset") or 0, "its time offset", signed=True)
        for number, row in enumerate(rows, 1):
            try:
                self._rows.append(self._row(row, number))
                self._numbered.append((number, row))
            except FormatError as error:
                report.left_out(place.where, error.sentence)
                self.bad.append(row)
        self._media = tuple(self._queues())
        self.moved_us = self._move() - self._since_s * 1_000_000

    def media(self) -> tuple[Media, ...]:
        """Media files: those of one player follow each other, further players play beside it with an offset."""
        return tuple(replace(one, starts_us=one.starts_us + self.moved_us) for one in self._media)

    def _queues(self) -> Iterator[Media]:
        info = self._place.table(self._raw, "media_info")
        lengths, rates = self._place.table(info, "length"), self._place.table(info, "fps")
        offsets = self._place.table(info, "offset")
        files = self._place.table(self._raw, "file")
        for player in sorted(files, key=lambda n: (len(n), n)):
            starts = self._us(offsets.get(player) or 0, "an offset", signed=True)
            queue = files[player]
            if not isinstance(queue, list) or not player.isdecimal():
                raise self._place.wrong(tr("its list of media files is damaged"))
            for name in queue:
                length = lengths.get(str(name))
                # BORIS writes “NA” where it could not find out how long a file is.
                known = isinstance(length, int | float) and length == length
                duration = self._us(length, "a media length") if known else None
                rate = rates.get(str(name))
                yield Media(
                    str(name),
                    starts_us=starts,
                    duration_us=duration,
                    frame_rate=float(rate) if isinstance(rate, int | float) and rate else None,
                    player=int(player[:4]),
                )
                starts += duration or 0

    def events(self) -> list[DocumentEvent]:
        """Points as they are; starts and stops of the same subject, behaviour and modifiers paired in turn."""
        moved_us = self.moved_us + self._since_s * 1_000_000
        if moved_us:
            self._rows = [(us + moved_us, row) for us, row in self._rows]
        parsed = sorted(self._rows, key=itemgetter(0))
        events: list[DocumentEvent] = []
        begun: dict[tuple[str, str, str], tuple[int, list[Any]]] = {}
        for us, row in parsed:
            subject, name, modifiers = row[1], row[2], row[3]
            if name not in self._codes:
                self._report.add(
                    "unknown-behaviours",
                    tr("Behaviours that the project does not define are read as points."),
                    example=f"{name[:40]!r}",
                )
            if name not in self._codes or self._codes[name][1].kind is DocumentCodeKind.POINT:
                events.append(self._event(us, us, row, None, point=True))
            elif (subject, name, modifiers) in begun:
                onset, first = begun.pop((subject, name, modifiers))
                events.append(self._event(onset, us, first, row, point=False))
            else:
                begun[(subject, name, modifiers)] = (us, row)
        events += self._asked_at_the_stop(begun)
        for us, row in begun.values():
            self._report.add(
                "unpaired-states",
                UNPAIRED,
                example=f"{self._place.where}: {row[2]!r} at {format_us(us)}",
            )
            events.append(self._event(us, us, row, None, point=False))
        return self._snapped(events)

    def _asked_at_the_stop(self, begun: dict[tuple[str, str, str], tuple[int, list[Any]]]) -> list[DocumentEvent]:
        """States of which only the stop says modifiers: of what is left over, taken out of ``begun``."""
        events: list[DocumentEvent] = []
        for place, (onset, first) in list(begun.items()):
            if place not in begun or _chosen(place[2]):
                continue
            later = ((key, us) for key, (us, _) in begun.items() if key[:2] == place[:2] and _chosen(key[2]))
            end = next((key for key, us in later if us > onset), None)
            if end is None:
                continue
            del begun[place]
            offset, stop = begun.pop(end)
            event = self._event(onset, offset, [*first[:3], stop[3], *first[4:]], stop, point=False)
            events.append(replace(event, extra=(*event.extra, ("boris.start-modifiers", first[3]))))
        return events

    def _row(self, row: object, number: int) -> tuple[int, list[Any]]:
        if not isinstance(row, list) or len(row) < 3:
            raise self._place.wrong(tr("event {number} is not a list of time, subject and behaviour", number=number))
        told: list[Any] = row
        if len(row) < 5 or not all(type(value) is str for value in row[1:5]):
            texts = [value if isinstance(value, str) else "" if value is None else str(value) for value in row[1:5]]
            told = [row[0], *texts, *[""] * (4 - len(texts)), *row[5:]]
        untimed = row[0] != row[0] or row[0] in ("NA", None)
        images = self._raw.get("type") == "IMAGES"
        if untimed and images and len(row) > 5 and isinstance(row[5], int) and 0 <= row[5] * IMAGE_US <= MAX_US:
            self._report.add(
                "times-from-images",
                tr("Events on images that have no time stand one second an image apart, in the order of the images."),
                example=self._place.where,
            )
            return row[5] * IMAGE_US, told
        time = row[0] - self._since_s if self._since_s and type(row[0]) in (int, float) else row[0]
        return self._us(time, f"the time of event {number}", signed=True), told

    def _day_and_time(self, rows: list[Any]) -> int:
        """Seconds since 1970 from which a live observation counts here: the whole second of its first event.

        BORIS can time live observations by the computer's clock.
        """
        times = [row[0] for row in rows if isinstance(row, list) and row and type(row[0]) in (int, float)]
        if self._raw.get("file") or not times or not MAX_US / 1e6 < min(times) <= max(times) < _LAST_DAY_S:
            return 0
        since = int(min(times))
        self._report.add(
            "times-of-day",
            tr(
                "An observation timed by the computer's clock begins with its first event; --shift or the window fits "
                "it to the clip."
            ),
            example=f"{self._place.where}: {since} s",
        )
        return since

    def _move(self) -> int:
        """How far all times move so that none is negative: only where a media file begins before zero, too."""
        times = [us for us, _ in self._rows]
        least = min(times, default=0)
        if least >= 0:
            return 0
        begins = min((one.starts_us for one in self._media), default=0)
        begins = min(begins, 0)
        for (us, row), (number, stood) in zip(self._rows, self._numbered, strict=True):
            if us < begins:
                reason = f"the time of event {number} ({str(row[0])[:20]}) lies before the beginning"
                self._report.left_out(self._place.where, f"{reason}, and no media file begins there")
                self.bad.append(stood)
        self._rows = [(us, row) for us, row in self._rows if us >= begins]
        if min((us for us, _ in self._rows), default=0) >= 0:
            return 0
        self._report.add(
            "times-moved",
            tr(
                "An observation with times before zero, where a media file begins, is moved as a whole to begin at "
                "zero."
            ),
            example=f"{self._place.where}: by {format_us(-begins)}",
        )
        return -begins

    def _us(self, value: object, what: str, *, signed: bool = False) -> int:
        try:
            # Scripts that write projects put times in quotes.
            us = decimal_us(value) if isinstance(value, str) else float_us(value)  # type: ignore[arg-type]
        except (ValueError, TypeError, OverflowError) as error:
            raise self._place.wrong(tr("{what} ({value}) is no time", what=what, value=str(value)[:20])) from error
        if us < 0 and not signed:
            raise self._place.wrong(tr("{what} ({value}) lies before the beginning", what=what, value=str(value)[:20]))
        return us

    def _event(self, onset: int, offset: int, row: list[Any], stop: list[Any] | None, *, point: bool) -> DocumentEvent:
        group, code = self._codes.get(row[2], (DEFAULT_GROUP, None))
        subject = row[1]
        extra: list[tuple[str, str]] = []
        if row[5:]:
            extra.append(("boris.rest", json.dumps(row[5:])))
        if stop is not None and stop[5:]:
            extra.append(("boris.stop-rest", json.dumps(stop[5:])))
        if stop is not None and stop[4]:
            extra.append(("boris.stop-comment", stop[4]))
        if stop is None and not point:
            extra.append(("boris.unpaired", str(onset)))
        if row[0] != row[0] or row[0] in ("NA", None):
            extra.append(("boris.untimed", f"{onset} {offset}"))
            extra.append(("boris.time", json.dumps(row[0])))
        return DocumentEvent(
            self.book.id_for(subject, group),
            subject,
            row[2],
            onset_us=onset,
            offset_us=offset,
            point=point,
            modifiers=_modifiers(row[3], code),
            comment=row[4],
            extra=tuple(extra),
        )

    def _snapped(self, events: list[DocumentEvent]) -> list[DocumentEvent]:
        """Let a state that BORIS ended for another one end where that one begins."""
        onsets: dict[tuple[str, int], list[str]] = {}
        for event in events:
            onsets.setdefault((event.subject, event.onset_us), []).append(event.code)
        snapped = []
        for event in events:
            at = event.offset_us + SNAP_US
            if not event.point and event.offset_us > event.onset_us and at <= MAX_US:
                after = onsets.get((event.subject, at), ())
                if any(self._exclude(event.code, name) for name in after):
                    event = replace(event, offset_us=at, extra=(*event.extra, ("boris.snapped", str(at))))
                    self._report.add(
                        "stops-snapped",
                        _SNAPPED,
                        example=f"{self._place.where}: {event.code!r} at {format_us(at)}",
                    )
            snapped.append(event)
        return snapped

    def _exclude(self, one: str, other: str) -> bool:
        return one != other and (
            (other in self._codes and one in self._codes[other][1].excludes)
            or (one in self._codes and other in self._codes[one][1].excludes)
        )


def _chosen(modifiers: str) -> bool:
    """Whether anything was chosen: a set without a choice says nothing, or ``None``."""
    return any(part not in ("", NO_MODIFIER) for part in modifiers.split("|"))


def _modifiers(text: str, code: DocumentCode | None) -> Pairs:
    """``m1|None|a,b``: one part per set, ``None`` where nothing was chosen, commas between several."""
    if not text:
        return ()
    pairs = []
    for at, part in enumerate(text.split("|")):
        known = code is not None and at < len(code.modifiers)
        name = code.modifiers[at].name if code is not None and known else f"modifier {at + 1}"
        several = code is not None and known and code.modifiers[at].kind == "several"
        listed = code.modifiers[at].values if code is not None and known else ()
        for value in several_of(part, listed) if several else [part]:
            if value not in ("", NO_MODIFIER):
                pairs.append((name, value))
    return tuple(pairs)


def ends_in_key(value: str) -> bool:
    """Whether a value of a list ends in its key, as "left (l)" does."""
    return len(value) > 4 and value[-4:-2] == " (" and value[-1] == ")"


def several_of(text: str, listed: Sequence[str]) -> list[str]:
    """Take apart values with commas between them; a value that is listed with a comma of its own stays whole."""
    parts = text.split(",")
    if not any("," in value for value in listed):
        return parts
    known = set(listed)
    values: list[str] = []
    at = 0
    while at < len(parts):
        ends = (end for end in range(len(parts), at + 1, -1) if ",".join(parts[at:end]) in known)
        end = next(ends, at + 1)
        values.append(",".join(parts[at:end]))
        at = end
    return values


def modifiers_text(pairs: Pairs, sets: Sequence[ModifierSet]) -> str:
    """Write modifiers as BORIS does: a part for each set, ``None`` where nothing was chosen, commas between several."""
    if not sets:
        return "|".join(value for _, value in pairs)
    chosen = [",".join(value for name, value in pairs if name == one.name) for one in sets]
    return "|".join(text or NO_MODIFIER for text in chosen)
