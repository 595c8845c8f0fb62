"""GridWare: a project file (.gwf) and one trajectory file (.trj) a recording and layer, for state space grids.

A trajectory has a line for every moment at which any state changes: seconds, then a column for each state variable;
its last line holds the end alone. Ours has a variable for each person and group, so that any two can be laid over each
other there. GridWare (Lamey, Hollenstein, Lewis & Granic 2004) itself was not at hand: this is written from what
published files of it show.
"""

from __future__ import annotations

import io
import re
import zipfile
from bisect import bisect_right
from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from coder.files.bounded_read import FormatError, decode, head_of, open_zip, read_text, refuse_many
from coder.interchange.document.document import (
    Document,
    DocumentEvent,
    DocumentLayer,
    DocumentSubject,
    Stretches,
    Variable,
    in_order,
)
from coder.interchange.document.free_text import storable
from coder.interchange.document.losses import POINTS_DROPPED, LossReport
from coder.interchange.document.provenance import lines_of
from coder.interchange.document.reduction import Carries
from coder.interchange.document.tier_names import TierBook, parse_tier_name, tier_name
from coder.interchange.document.written_times import decimal_us, seconds_text
from coder.interchange.formats.format_registry import Format, register
from coder.interchange.formats.tables.column_mapping import Mapping
from coder.interchange.formats.tables.tidy_rows import told_apart
from coder.vocabulary.language import tr

MISSING = "--"
NEITHER = "none of these"
"""The state of somebody who could be observed while nothing of the group was coded."""
_ZIP = b"PK\x03\x04"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_PREFERENCES = (
    "MinReturns\t2", "MaxReturnTime\t10", "MaxReturnVisits\t6", "MinEventDuration\t0", "MinCellDuration\t0",
    f"MissingValueSymbol\t{MISSING}",
)  # fmt: skip

Row = tuple[str, str]
"""Subject and group: one state variable."""


def _one_line(text: str) -> str:
    return " ".join(storable(text).split()) or "-"


# Writing


def write_gridware(documents: Sequence[Document], file: IO[bytes]) -> None:
    """Write the project and its trajectories into one zip, to be unpacked into a folder of its own."""
    groups = {tier.id: (tier.subject, tier.group) for document in documents for tier in document.tiers}
    rows = sorted({groups[e.tier] for document in documents for e in document.events if not e.point})
    codes = {
        row: sorted({_one_line(e.code) for d in documents for e in d.events if groups[e.tier] == row and not e.point})
        for row in rows
    }
    if not rows:
        raise FormatError("GridWare", tr("it holds states, and there are none to write; code some first"))
    trajectories: dict[str, str] = {}
    lines, listed = ["<GridWare>", "<Config>"], list[str]()
    for document in documents:
        for layer in document.layers:
            name = _file_name(document.title, layer.name, {one.casefold() for one in trajectories})
            about = (document.title, layer.name, layer.family, layer.condition)
            listed.append("\t".join([*(_one_line(one) if one else MISSING for one in about), name]))
            trajectories[name] = _trajectory(document, layer, rows, groups)
    for place, what in enumerate(("recording", "layer", "family", "condition")):
        kinds = sorted({line.split("\t")[place] for line in listed} - {MISSING})
        lines.append("\t".join(["identifier" if not place else "attribute", "categorical", what, *kinds]))
    for row in rows:
        lines.append("\t".join(["state", "categorical", _one_line(tier_name(*row)), *codes[row], NEITHER]))
    lines += [*_PREFERENCES, "</Config>", "<Trajectories>", "recording\tlayer\tfamily\tcondition\tFilename", *listed]
    lines += ["</Trajectories>", "</GridWare>"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        said = [line for d in documents if d.statement for line in (d.title, *lines_of(d.statement), "")]
        for name, text in (("study.gwf", "\n".join(lines)), *trajectories.items(), ("README.txt", "\n".join(said))):
            info = zipfile.ZipInfo(name, _LONG_AGO)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text + "\n")
    file.write(packed.getvalue())


def _file_name(recording: str, layer: str, taken: Collection[str]) -> str:
    """Name a trajectory by recording and layer, so that every system can unpack it where it belongs, each its own."""
    plain = re.sub(r"[^\w .()-]", "-", f"{recording}-{layer}")[:100].strip(" .")
    numbered = (plain, *(f"{plain} {number}" for number in range(2, len(taken) + 3)))
    return next(f"{name}.trj" for name in numbered if f"{name}.trj".casefold() not in taken)


def _trajectory(document: Document, layer: DocumentLayer, rows: Sequence[Row], groups: dict[str, Row]) -> str:
    events = [e for e in document.events if e.coder == layer.name and not e.point]
    tracks = [_track([e for e in events if groups[e.tier] == row], _hidden(row[0], layer), layer) for row in rows]
    lines = ["\t".join(["Onset", *(_one_line(tier_name(*row)) for row in rows)])]
    for at in sorted({at for track in tracks for at, _ in track}):
        states = (track[bisect_right(track, at, key=lambda one: one[0]) - 1][1] for track in tracks)
        lines.append("\t".join([seconds_text(at), *states]))
    return "\n".join([*lines, seconds_text(layer.duration_us)])


def _hidden(subject: str, layer: DocumentLayer) -> Stretches:
    role = subject.partition(":")[0]
    both = (*layer.child_hidden, *layer.caregiver_hidden)
    return {"child": layer.child_hidden, "caregiver": layer.caregiver_hidden}.get(role, both)


def _track(events: Sequence[DocumentEvent], hidden: Stretches, layer: DocumentLayer) -> list[tuple[int, str]]:
    """Return when each state begins. Of two at once the later one holds; what nobody saw is missing."""
    end = layer.duration_us
    edges = sorted({0, *(min(max(t, 0), end) for e in events for t in (e.onset_us, e.offset_us)),
                    *(min(max(t, 0), end) for span in hidden for t in span)})  # fmt: skip
    found: list[tuple[int, str]] = []
    for at in edges:
        if at >= end:
            break
        running = [e for e in events if e.onset_us <= at < e.offset_us]
        state = _one_line(max(running, key=lambda e: e.onset_us).code) if running else NEITHER
        if any(on <= at < off for on, off in hidden):
            state = MISSING
        if not found or found[-1][1] != state:
            found.append((at, state))
    return found


def _finish(documents: tuple[Document, ...], report: LossReport) -> tuple[Document, ...]:
    """Leave out what a trajectory has no place for, and say so: points, and one of two states at once."""
    for document in documents:
        until: dict[tuple[str, str, str], int] = {}
        groups = {tier.id: (tier.subject, tier.group) for tier in document.tiers}
        for event in in_order(document.events):
            if event.point:
                report.add("points-dropped", POINTS_DROPPED, example=f"{event.code[:30]!r}")
                continue
            row = (*groups[event.tier], event.coder)
            if event.onset_us < until.get(row, 0):
                report.add(
                    "overlaps-cut",
                    tr("Of two states of one group at once the later one holds."),
                    example=f"{event.code[:30]!r}",
                )
            until[row] = max(until.get(row, 0), event.offset_us)
    return told_apart(
        tuple(replace(one, events=tuple(event for event in one.events if not event.point)) for one in documents), report
    )


# Reading


def read_gridware(path: Path, mapping: Mapping | None, report: LossReport) -> tuple[Document, ...]:
    """Read a trajectory, or a project with the trajectories beside it (in its folder, or in the same zip)."""
    if head_of(path).startswith(_ZIP):
        inside = {name: decode(data, name) for name, data in open_zip(path).items()}
        project = next((text for name, text in sorted(inside.items()) if name.lower().endswith(".gwf")), None)
        if project is None:
            raise FormatError(path.name, tr("there is no project file (.gwf) in it"))
        return _project(path.name, project, inside.get, report)
    text = read_text(path)
    if not text.lstrip("\ufeff").lstrip().startswith("<GridWare>"):
        return (_read_trajectory(path.stem, text, {}, MISSING, (), report),)

    def beside(name: str) -> str | None:
        # A project may only name files that lie beside it.
        found = path.parent / name
        return read_text(found) if Path(name).name == name and found.is_file() else None

    return _project(path.name, text, beside, report)


def _project(name: str, text: str, beside: Callable[[str], str | None], report: LossReport) -> tuple[Document, ...]:
    lines = [line.rstrip("\r") for line in text.split("\n")]
    try:
        config = lines[lines.index("<Config>") + 1 : lines.index("</Config>")]
        listed = lines[lines.index("<Trajectories>") + 1 : lines.index("</Trajectories>")]
    except ValueError:
        raise FormatError(name, tr("it has no section <Config> or <Trajectories>")) from None
    if not listed:
        raise FormatError(name, tr("it lists no trajectory"))
    labels, missing = _labels(config)
    headings = listed[0].split("\t")
    if "Filename" not in headings:
        raise FormatError(name, tr("its list of trajectories has no column Filename"))
    documents = []
    for line in listed[1:]:
        cells = dict(zip(headings, line.split("\t"), strict=False))
        file = cells.pop("Filename", "").strip()
        if not file:
            continue
        content = beside(file)
        if content is None:
            report.left_out(file[:60], "the project names it, and it is not beside it")
            continue
        about = tuple(Variable(key, value) for key, value in cells.items() if value not in ("", missing))
        documents.append(_read_trajectory(Path(file).stem, content, labels, missing, about, report))
    if not documents:
        raise FormatError(name, tr("none of the trajectories that it names is beside it: choose it where they lie"))
    return tuple(documents)


def _labels(config: Sequence[str]) -> tuple[dict[str, dict[str, str]], str]:
    """Return what the numbers of each variable of whole numbers mean, and how a missing value is written."""
    labels, missing = {}, MISSING
    for line in config:
        cells = line.split("\t")
        if cells[0] == "MissingValueSymbol" and len(cells) > 1:
            missing = cells[1]
        if cells[:2] == ["state", "integer"] and len(cells) > 5 and cells[3].lstrip("-").isdecimal():
            low = int(cells[3])
            labels[cells[2]] = {str(low + k): label for k, label in enumerate(cells[5:]) if label}
    return labels, missing


def _read_trajectory(
    title: str,
    text: str,
    labels: dict[str, dict[str, str]],
    missing: str,
    about: tuple[Variable, ...],
    report: LossReport,
) -> Document:
    refuse_many(f"{title}.trj", text, {"\n": 1, "\t": 12})
    lines = [line.rstrip("\r") for line in text.lstrip("\ufeff").split("\n")]
    lines = [line for line in lines if line.strip()]
    headings = lines[0].split("\t") if lines else []
    if len(headings) < 2 or headings[0].strip().lower() != "onset":
        raise FormatError(title, tr("a trajectory begins with a line of Onset and the names of its variables"))
    book, events = TierBook(), []
    tiers = [book.id_for(*parse_tier_name(name.strip())) for name in headings[1:]]
    under_way: list[tuple[int, str] | None] = [None] * len(tiers)
    last = -1
    for number, line in enumerate(lines[1:], 2):
        cells = [cell.strip() for cell in line.split("\t")]
        try:
            at = decimal_us(cells[0])
            if at < max(last, 0):
                raise ValueError(tr("its time lies before the one above, or before 0"))
        except ValueError as error:
            raise FormatError(title, str(error), place=tr("line {number}", number=number)) from error
        last, ends = at, len([cell for cell in cells if cell]) == 1
        for k, name in enumerate(headings[1:]):
            state = "" if ends or k + 1 >= len(cells) else cells[k + 1]
            state = "" if state in ("", missing, NEITHER) else labels.get(name, {}).get(state, state)
            before = under_way[k]
            if before is not None and (before[1] != state or ends):
                if at > before[0]:
                    events.append(DocumentEvent(tiers[k], parse_tier_name(name.strip())[0], before[1], before[0], at))
                under_way[k] = None
            if state and under_way[k] is None:
                under_way[k] = (at, state)
        if ends:
            break
    else:
        if any(under_way):
            report.add(
                "states-open", tr("States that last when a trajectory breaks off without an end are left out."),
                count=sum(one is not None for one in under_way), example=title,
            )  # fmt: skip
    return Document(
        title=title,
        subjects=tuple(DocumentSubject(name) for name in sorted({t.subject for t in book.tiers() if t.subject})),
        tiers=book.tiers(),
        events=in_order(events),
        variables=about,
    )


register(
    Format(
        id="gridware",
        name=tr("GridWare project with trajectories, for state space grids (zipped)"),
        extensions=(".gridware.zip",),
        write=write_gridware,
        carries=Carries(coder=True, layers=True, exchanges=True, text=storable),
        finish=_finish,
        many=True,
        needs_events=True,
        loses_writing=(
            tr("Points, comments, modifiers and code lists are left out."),
            tr("Of two states of one group at once the later one holds."),
        ),
    )
)
register(
    Format(
        id="gridware-project",
        name=tr("GridWare project (.gwf, with its trajectories beside it) or trajectory (.trj)"),
        extensions=(".gwf", ".trj"),
        sniff=lambda head: (
            head.lstrip(b"\xef\xbb\xbf").lstrip().startswith(b"<GridWare>")
            or (head.startswith(_ZIP) and b".gwf" in head[:200])
        ),
        read=read_gridware,
        many=True,
        loses_reading=(
            tr("Missing values are no events; what stays open when a trajectory breaks off is left out."),
            tr("Attributes of a trajectory become variables."),
        ),
    )
)
