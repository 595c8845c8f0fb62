"""This program's own tables, and tables of other programs through a column mapping."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from coder.files.bounded_read import FormatError
from coder.interchange.document.document import (
    DEFAULT_GROUP,
    Document,
    DocumentEpisode,
    DocumentEvent,
    DocumentSubject,
    DocumentTier,
    Pairs,
    Statement,
    in_order,
    value_of,
)
from coder.interchange.document.free_text import storable
from coder.interchange.document.losses import LossReport
from coder.interchange.document.packed_values import unpack
from coder.interchange.document.paired_states import UNPAIRED
from coder.interchange.document.provenance import statement_of
from coder.interchange.document.reduction import Carries
from coder.interchange.document.tier_names import TierBook
from coder.interchange.document.written_times import clock_us, decimal_us, seconds_text
from coder.interchange.formats.boris.aggregated_table import NO_SUBJECT
from coder.interchange.formats.boris.comments import taken_out
from coder.interchange.formats.datavyu.datavyu_table import is_side_by_side, read_side_by_side
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_guess import guess_mapping, is_header
from coder.interchange.formats.tables.column_mapping import NUMBERED_MODIFIER, Mapping, TimeUnit, modifier_name
from coder.interchange.formats.tables.delimited_text import Sheet, as_meant, csv_lines, harmless, read_sheet, some
from coder.interchange.formats.tables.spreadsheet import is_workbook
from coder.interchange.formats.tables.tidy_rows import (
    EVENT_COLUMNS,
    EXCHANGE_COLUMNS,
    TRIAL_COLUMNS,
    Cell,
    event_rows,
    exchange_rows,
    finish_tidy,
    trial_rows,
)
from coder.vocabulary.language import plural, tr

_SCALES = {TimeUnit.SECONDS: 1_000_000, TimeUnit.MILLISECONDS: 1_000, TimeUnit.MICROSECONDS: 1}
_BAD = "csv.bad"
_NEEDED = ("recording", "kind", "subject", "group", "code")


class _Recordings:
    """Documents being gathered from rows, by the recording that each row names."""

    def __init__(self, stem: str) -> None:
        self._stem = stem
        self._books: dict[str, TierBook] = {}
        self._events: dict[str, list[DocumentEvent]] = {}
        self._episodes: dict[str, list[DocumentEpisode]] = {}
        self._stated: dict[str, Statement | None] = {}
        self._bad: dict[str, list[dict[str, str]]] = {}

    def tier(self, recording: str, subject: str, group: str) -> str:
        return self._books.setdefault(recording or self._stem, TierBook()).id_for(subject, group or DEFAULT_GROUP)

    def add(self, recording: str, event: DocumentEvent) -> None:
        self._events.setdefault(recording or self._stem, []).append(event)

    def add_episode(self, recording: str, episode: DocumentEpisode) -> None:
        self._episodes.setdefault(recording or self._stem, []).append(episode)

    def state(self, recording: str, told: dict[str, str]) -> None:
        if recording not in self._stated:
            self._stated[recording] = statement_of(told)

    def keep(self, recording: str, row: dict[str, str]) -> None:
        """Keep a row that cannot be right, as it stood."""
        self._bad.setdefault(recording or self._stem, []).append(row)

    def documents(self, name: str, report: LossReport) -> tuple[Document, ...]:
        titles = dict.fromkeys([*self._events, *self._episodes])
        if not titles:
            if report.first_left_out is not None:
                place, reason = report.first_left_out
                raise FormatError(name, reason, place=place)
            raise FormatError(name, tr("the table holds no event: check which column holds the codes"))
        return tuple(self._document(title) for title in titles)

    def _document(self, title: str) -> Document:
        tiers: tuple[DocumentTier, ...] = self._books[title].tiers() if title in self._books else ()
        return Document(
            title=title,
            subjects=tuple(DocumentSubject(name) for name in dict.fromkeys(tier.subject for tier in tiers) if name),
            tiers=tiers,
            events=in_order(self._events.get(title, [])),
            episodes=tuple(sorted(self._episodes.get(title, []), key=lambda e: (e.onset_us, e.offset_us, e.name))),
            statement=self._stated.get(title),
            extra=((_BAD, json.dumps(self._bad[title], ensure_ascii=False)),) if title in self._bad else (),
        )


def read_table(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read a table: this program's own columns without a mapping, others with one, given or guessed."""
    if mapping is None or not (mapping.onset or mapping.code or mapping.code_columns):
        encoding = mapping.encoding if mapping else ""
        sheet = read_sheet(path, encoding=encoding, is_header=lambda cells: is_header(cells) or is_side_by_side(cells))
        _say_left(sheet, report)
        if is_side_by_side(sheet.columns):
            return (read_side_by_side(sheet, path.stem, report),)
        if set(_NEEDED) <= set(sheet.columns) and _own_time(sheet, "onset") and _own_time(sheet, "offset"):
            return _own(sheet, path.stem, report)
        tiers = mapping.tiers if mapping else ()
        mapping = replace(guess_mapping(sheet), tiers=tiers, encoding=encoding)
        if not (mapping.offset or mapping.duration or mapping.status):
            _refuse_states_without_an_end(sheet)
        report.add(
            "mapping-guessed",
            "Which column means what was guessed from their names: look at the preview before bringing it in.",
            example=f"onset is {mapping.onset!r}",
        )
    onset = mapping.onset
    sheet = read_sheet(
        path,
        delimiter=mapping.delimiter,
        encoding=mapping.encoding,
        header=mapping.header,
        is_header=lambda cells: onset in [cell.strip() for cell in cells],
    )
    return _MappedReader(sheet, mapping, report).documents(path.stem)


def _refuse_states_without_an_end(sheet: Sheet) -> None:
    """Refuse a table whose rows say that they last, and no column says until when: points would be something else."""
    if "kind" not in sheet.columns:
        return
    at = sheet.columns.index("kind")
    lasting = sum(at < len(cells) and cells[at].strip().lower() in ("state", "episode") for _, cells in sheet.rows)
    if lasting:
        what = plural(
            lasting,
            "{number} row is a state or an episode by its kind and no column says when it ends: put offset_us or "
            "offset_s back, or say in a column mapping what the columns mean",
            "{number} rows are states or episodes by their kind and no column says when they end: put offset_us or "
            "offset_s back, or say in a column mapping what the columns mean",
            number=lasting,
        )
        raise FormatError(sheet.name, what)


def _say_left(sheet: Sheet, report: LossReport) -> None:
    for name in sheet.left:
        report.add("sheets-dropped", "One sheet of a workbook is read; the others are left out.", example=name)


def _own_time(sheet: Sheet, edge: str) -> tuple[str, int] | None:
    """Return this program's column of a time and how many µs its unit has; seconds will do where µs were taken out."""
    exact, readable = f"{edge}_us", f"{edge}_s"
    return (exact, 1) if exact in sheet.columns else (readable, 1_000_000) if readable in sheet.columns else None


def _own(sheet: Sheet, stem: str, report: LossReport) -> tuple[Document, ...]:
    at = {name: number for number, name in enumerate(sheet.columns)}
    report.from_first_frame = True  # also where it is read as any table is
    recordings = _Recordings(stem)
    begin, end = _own_time(sheet, "onset"), _own_time(sheet, "offset")
    assert begin is not None
    assert end is not None
    for line, cells in sheet.rows:
        row = {name: as_meant(cells[number]) if number < len(cells) else "" for name, number in at.items()}
        try:
            onset, offset = (decimal_us(row[column], scale=scale) for column, scale in (begin, end))
            _refuse_odd_times(onset, offset)
            if row["kind"] not in ("state", "point", "episode") or (row["kind"] == "point" and onset != offset):
                raise ValueError(tr("its kind is {row!r}: a state, a point or an episode", row=row["kind"][:20]))
        except ValueError as error:
            report.left_out(f"line {line}", str(error))
            recordings.keep(row["recording"], row)
            continue
        recordings.state(row["recording"] or stem, row)
        if row["kind"] == "episode":
            recordings.add_episode(row["recording"], DocumentEpisode(row["code"], onset, offset))
            continue
        recordings.add(
            row["recording"],
            DocumentEvent(
                recordings.tier(row["recording"], row["subject"], row["group"]),
                row["subject"],
                row["code"],
                onset_us=onset,
                offset_us=offset,
                point=row["kind"] == "point",
                modifiers=unpack(row.get("modifiers", "")),
                comment=row.get("comment", ""),
                coder=row.get("coder", ""),
                origin=row.get("origin", ""),
                id=row.get("id", ""),
                conduct=row.get("conduct", ""),
                sources=row.get("sources", ""),
            ),
        )
    return recordings.documents(sheet.name, report)


_NO_VALUE = frozenset(("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#SPILL!", "#CALC!"))
"""What Excel and LibreOffice show where a formula failed: never a code."""


class _Runs:
    """Looks at even steps, gathered into states: each lasts until the look that no longer holds it."""

    def __init__(self, recordings: _Recordings) -> None:
        self._recordings = recordings
        self._open: dict[tuple[str, str, str], tuple[str, int]] = {}
        self._last: dict[str, tuple[int, int]] = {}
        """Of each recording: time of its newest look, and the step before it."""

    def look(self, recording: str, at_us: int, named: Iterable[tuple[str, str, str]]) -> None:
        """One row: what each subject's group holds."""
        before = self._last.get(recording)
        self._last[recording] = (at_us, at_us - before[0] if before else 0)
        held = {(recording, subject, group): code for subject, group, code in named}
        for key in [key for key in self._open if key[0] == recording and held.get(key) != self._open[key][0]]:
            self._end(key, at_us)
        for key, code in held.items():
            self._open.setdefault(key, (code, at_us))

    def close(self) -> None:
        """End what is still held a step after the last look."""
        for key in list(self._open):
            at_us, step_us = self._last[key[0]]
            self._end(key, at_us + step_us)

    def _end(self, key: tuple[str, str, str], at_us: int) -> None:
        recording, subject, group = key
        code, onset_us = self._open.pop(key)
        tier = self._recordings.tier(recording, subject, group)
        self._recordings.add(recording, DocumentEvent(tier, subject, code, onset_us, at_us))


def _is_own(head: bytes) -> bool:
    columns = head.split(b"\n", 1)[0]
    return (b"onset_us" in columns and b"offset_us" in columns) or (b"onset_s" in columns and b"offset_s" in columns)


class _MappedReader:
    """One table being read through a mapping."""

    def __init__(self, sheet: Sheet, mapping: Mapping, report: LossReport) -> None:
        self._sheet, self._mapping, self._report = sheet, mapping, report
        self._at = {name: number for number, name in enumerate(sheet.columns)}
        columns = [mapping.onset, mapping.offset, mapping.duration, mapping.code, mapping.subject, mapping.group]
        columns += [mapping.recording, mapping.comment, mapping.coder, mapping.level, mapping.status]
        columns += mapping.modifiers
        columns += [one.column for one in mapping.code_columns]
        missing = [name for name in columns if name and name not in self._at]
        if missing:
            raise FormatError(
                sheet.name,
                tr(
                    "it has no column {missing!r}; its columns are {some}", missing=missing[0], some=some(sheet.columns)
                ),
            )
        if not mapping.onset or not (mapping.code or mapping.code_columns):
            raise FormatError(sheet.name, tr("the mapping does not say which columns hold the onset and the codes"))
        if mapping.time in (TimeUnit.FRAMES, TimeUnit.TIMECODE) and not mapping.frame_rate:
            raise FormatError(sheet.name, tr("times in frames need the frame rate: say it in a column mapping"))
        try:
            self._begins = self._us(mapping.begins) if mapping.begins else 0
        except ValueError as error:
            raise FormatError(sheet.name, str(error), place=tr("the mapping")) from error
        self._begun: dict[tuple[str, str, str, Pairs], tuple[int, DocumentEvent]] = {}
        self._named = {column: self._name_in_values(column) for column in mapping.modifiers}

    def documents(self, stem: str) -> tuple[Document, ...]:
        recordings = _Recordings(stem)
        deepest = max((self._cell(cells, self._mapping.level) for _, cells in self._sheet.rows), default="")
        unused = set(self._at) - self._used()
        runs = _Runs(recordings) if self._mapping.sampled else None
        for line, cells in self._sheet.rows:
            try:
                onset, offset, point = self._times(cells)
            except ValueError as error:
                self._report.left_out(f"line {line}", str(error))
                continue
            recording = self._cell(cells, self._mapping.recording)
            if self._mapping.level and self._cell(cells, self._mapping.level) != deepest:
                level = self._cell(cells, self._mapping.level)
                name = self._cell(cells, self._mapping.comment) or f"level {level}"
                recordings.add_episode(recording, DocumentEpisode(name, onset, offset))
                continue
            named = list(self._codes(cells))
            wrong = next((code for _, _, code in named if code.upper() in _NO_VALUE), None)
            if wrong is not None:
                self._report.left_out(
                    f"line {line}", tr("{wrong} is what a spreadsheet shows for no value", wrong=wrong)
                )
                continue
            if runs is not None:
                runs.look(recording, onset, named)
                continue
            if not named:
                self._report.add("rows-without-code", "Rows without a code are left out.", example=f"line {line}")
            for subject, group, code in named:
                tier = recordings.tier(recording, subject, group)
                event = DocumentEvent(
                    tier,
                    subject,
                    code,
                    onset_us=onset,
                    offset_us=offset,
                    point=point,
                    modifiers=self._modifiers(cells),
                    comment=self._cell(cells, self._mapping.comment),
                    coder=self._cell(cells, self._mapping.coder),
                )
                # A table that this app wrote for BORIS says in the comment who coded it.
                (event,) = taken_out((event,))
                for whole in self._paired(recording, event, line, self._cell(cells, self._mapping.status)):
                    recordings.add(recording, whole)
        if runs is not None:
            runs.close()
        for (recording, *_), (line, event) in self._begun.items():
            self._report.add("unpaired-states", UNPAIRED, example=f"{event.code[:30]!r} in line {line}")
            recordings.add(recording, event)
        if unused:
            some = ", ".join(sorted(unused)[:3])
            sentence = "Columns without a meaning are left out."
            self._report.add("columns-dropped", sentence, count=len(unused), example=some)
        return recordings.documents(self._sheet.name, self._report)

    def _paired(self, recording: str, event: DocumentEvent, line: int, status: str) -> Iterable[DocumentEvent]:
        """The event itself, or what a row that says stop makes whole."""
        step = status.lower().removeprefix("state").strip()
        if step not in ("start", "stop"):
            yield event
            return
        key = (recording, event.tier, event.code, event.modifiers)
        if step == "start":
            if key in self._begun:
                before, earlier = self._begun.pop(key)
                self._report.add("unpaired-states", UNPAIRED, example=f"{event.code[:30]!r} in line {before}")
                yield earlier
            self._begun[key] = (line, replace(event, point=False))
        elif key in self._begun:
            _, first = self._begun.pop(key)
            if event.onset_us < first.onset_us:
                self._report.left_out(f"line {line}", "an event ends before it begins")
                return
            yield replace(first, offset_us=event.onset_us)
        else:
            self._report.add("unpaired-states", UNPAIRED, example=f"{event.code[:30]!r} in line {line}")
            yield replace(event, point=False)

    def _used(self) -> set[str]:
        mapping = self._mapping
        used = {mapping.onset, mapping.offset, mapping.duration, mapping.code, mapping.subject, mapping.group}
        used |= {mapping.recording, mapping.comment, mapping.coder, mapping.level, mapping.status}
        used |= set(mapping.modifiers)
        return used | {one.column for one in mapping.code_columns}

    def _cell(self, cells: list[str], column: str) -> str:
        at = self._at.get(column) if column else None
        return as_meant(cells[at].strip()) if at is not None and at < len(cells) else ""

    def _codes(self, cells: list[str]) -> Iterable[tuple[str, str, str]]:
        mapping = self._mapping
        subject = self._cell(cells, mapping.subject) or mapping.fixed_subject
        subject = "" if subject == NO_SUBJECT else subject
        if mapping.code and (code := _said(self._cell(cells, mapping.code))):
            yield subject, self._cell(cells, mapping.group), code
        for one in mapping.code_columns:
            if code := _said(self._cell(cells, one.column)):
                yield one.subject or subject, one.group or one.column, code

    def _modifiers(self, cells: list[str]) -> Pairs:
        said = ((name, _said(self._cell(cells, column)), column) for column, name in self._named.items())
        return tuple(
            (name or modifier_name(column), value.removeprefix(f"{name}=") if name else value)
            for name, value, column in said
            if value
        )

    def _name_in_values(self, column: str) -> str:
        """The modifier's name where every value of its column says one and the same, as ``hand=left``; "" elsewhere."""
        if modifier_name(column) != column or NUMBERED_MODIFIER.fullmatch(column) is None:
            return ""  # its heading says it
        values = (_said(self._cell(cells, column)) for _, cells in self._sheet.rows)
        names = {value.partition("=")[0] if "=" in value else "" for value in values if value}
        return names.pop() if len(names) == 1 else ""

    def _times(self, cells: list[str]) -> tuple[int, int, bool]:
        """Onset, offset, and whether it is a point. Raises ValueError."""
        onset = self._us(self._cell(cells, self._mapping.onset)) - self._begins
        end, length = self._cell(cells, self._mapping.offset), self._cell(cells, self._mapping.duration)
        offset = onset
        if end:
            offset = self._us(end) - self._begins
        elif length:
            offset = onset + self._us(length)
        _refuse_odd_times(onset, offset)
        return onset, offset, not (end or length) or onset == offset

    def _us(self, text: str) -> int:
        mapping = self._mapping
        if mapping.time is TimeUnit.CLOCK:
            return clock_us(text)
        if mapping.time is TimeUnit.TIMECODE:
            return clock_us(text, frame_rate=mapping.frame_rate)
        if mapping.time is TimeUnit.FRAMES:
            return round(decimal_us(text, scale=1_000) / (mapping.frame_rate or 1) * 1_000)
        return decimal_us(text, scale=_SCALES[mapping.time], decimal_comma=mapping.decimal_comma)


def understood(sheet: Sheet, mapping: Mapping, *, rows: int) -> tuple[Document, ...]:
    """Return what the first rows of a table would be read as. Raises FormatError as reading would."""
    return _MappedReader(replace(sheet, rows=sheet.rows[:rows]), mapping, LossReport()).documents("")


def write_events(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write events as a table that a spreadsheet opens as it is meant: byte order mark, no formulas."""
    _write(file, EVENT_COLUMNS, (row for document in documents for row in event_rows(document)))
    for document in documents:
        for row in json.loads(value_of(document.extra, _BAD, "[]")):
            file.write(csv_lines([[harmless(str(row.get(column, ""))) for column in EVENT_COLUMNS]]).encode())


def write_exchanges(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write exchanges as a table."""
    _write(file, EXCHANGE_COLUMNS, (row for document in documents for row in exchange_rows(document)))


def write_trials(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write trials as a table."""
    _write(file, TRIAL_COLUMNS, (row for document in documents for row in trial_rows(document)))


def _write(file: IO[bytes], columns: tuple[str, ...], rows: Iterable[tuple[Cell, ...]]) -> None:
    file.write(b"\xef\xbb\xbf" + csv_lines([columns]).encode())
    for row in rows:
        file.write(csv_lines([[cell_text(value) for value in row]]).encode())


def cell_text(value: Cell) -> str:
    """Return what stands in a table for a value: no formula, and no more digits than a microsecond has."""
    if isinstance(value, float):
        return seconds_text(round(value * 1e6))
    return "" if value is None else str(value) if isinstance(value, int) else harmless(value)


def _said(text: str) -> str:
    return "" if text.lower() == "nan" else text


def _refuse_odd_times(onset: int, offset: int) -> None:
    if onset < 0:
        raise ValueError(tr("an onset lies before the beginning"))
    if offset < onset:
        raise ValueError(tr("an event ends before it begins"))


CARRIES = Carries(
    modifiers=True, comments=True, coder=True, origin=True, conduct=True, ids=True, episodes=True, text=storable
)
_LOSES = ("Code lists with their descriptions, variables, media files and the order of dependent tiers are left out.",)

register(
    Format(
        id="table",
        name=tr("Tables of INTERACT and other programs (CSV, text or .xlsx, with a column mapping)"),
        extensions=(".csv", ".tsv", ".txt", ".xlsx"),
        sniff=is_workbook,
        read=read_table,
        many=True,
        needs_mapping=True,
        loses_reading=(
            tr("Columns that the mapping gives no meaning are left out, and so are rows without a code."),
            tr("Rows above the deepest level become episodes."),
        ),
    )
)
register(
    Format(
        id="csv",
        name=tr("Table of events (CSV, safe for spreadsheets)"),
        extensions=(".csv",),
        sniff=_is_own,
        read=read_table,
        write=write_events,
        carries=CARRIES,
        finish=finish_tidy,
        many=True,
        from_first_frame=True,
        needs_events=True,
        loses_writing=_LOSES,
    )
)
register(
    Format(
        id="csv-exchanges",
        name=tr("Table of exchanges (CSV, safe for spreadsheets)"),
        extensions=(".exchanges.csv",),
        write=write_exchanges,
        carries=replace(CARRIES, exchanges=True),
        finish=finish_tidy,
        many=True,
        loses_writing=(tr("Everything but one row per exchange."),),
    )
)
register(
    Format(
        id="csv-trials",
        name=tr("Table of trials and latencies from their markers (CSV, safe for spreadsheets)"),
        extensions=(".trials.csv",),
        write=write_trials,
        carries=replace(CARRIES, trials=True),
        finish=finish_tidy,
        many=True,
        loses_writing=(tr("Everything but one row per trial and code that was sought in it."),),
    )
)
