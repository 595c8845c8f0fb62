"""The one list of file formats: what each reads, writes and loses; read, write and validate through it."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, cast

from coder.files.atomic_write import file_that_leaves
from coder.files.bounded_read import HEAD, FormatError, head_of
from coder.files.gc_pause import uncollected
from coder.interchange.document.document import Document, check
from coder.interchange.document.losses import Loss, LossReport
from coder.interchange.document.reduction import Carries, labels_of_several_groups, reduce
from coder.interchange.formats.tables.column_mapping import Mapping, renamed
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us

Reader = Callable[[Path, Mapping | None, LossReport], tuple[Document, ...]]
Writer = Callable[[Sequence[Document], IO[bytes]], None]
Reducer = Callable[[Document, LossReport], Document]
Finisher = Callable[[tuple[Document, ...], LossReport], tuple[Document, ...]]
Validator = Callable[[Path], Iterable["Problem"]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a validation found. ``fatal`` problems keep the file from being read."""

    sentence: str
    fatal: bool = False

    def __str__(self) -> str:
        return self.sentence


@dataclass(frozen=True, slots=True)
class Format:
    """One file format.

    Attributes
    ----------
    id, name : str
        For the command line and for people.
    extensions : tuple of str
        With the dot, lower case; the first one is given to new files.
    sniff : callable
        Whether the first bytes of a file look like this format.
    read, write : callable or None
        None where the format is only written or only read.
    carries : Carries
        What it holds; everything else is reported when writing.
    prepare, finish : callable or None
        Reductions of its own: of each document before the common one (loose hierarchies), and of all documents of
        the file after it (renamed codes, merged repeats).
    named : callable or None
        For formats that say their own name inside: a reduced document, and the name of the file without its ending.
    many : bool
        Whether one file holds several recordings.
    needs_events : bool
        Whether a recording without events leaves nothing that could be written.
    needs_mapping : bool
        Whether reading takes a column mapping.
    from_first_frame : bool
        Whether its times count from the first frame, also where the sound of a clip begins before it.
    beside_media : bool
        Whether other programs lay its times beside the media, which begins with what is first, and it has no place
        to say where the first frame lies.
    loses_reading, loses_writing : tuple of str
        In words, for ``dyadmirror formats``.
    validate : callable or None
        Checks beyond what reading needs.
    """

    id: str
    name: str
    extensions: tuple[str, ...]
    sniff: Callable[[bytes], bool] = lambda head: False
    read: Reader | None = None
    write: Writer | None = None
    carries: Carries = field(default_factory=Carries)
    prepare: Reducer | None = None
    finish: Finisher | None = None
    named: Callable[[Document, str], Document] | None = None
    many: bool = False
    needs_events: bool = False
    needs_mapping: bool = False
    from_first_frame: bool = False
    beside_media: bool = False
    loses_reading: tuple[str, ...] = ()
    loses_writing: tuple[str, ...] = ()
    validate: Validator | None = None


@dataclass(frozen=True, slots=True)
class ReadResult:
    """What came out of a file: one document per recording, and what did not come through."""

    format: str
    documents: tuple[Document, ...]
    losses: tuple[Loss, ...]
    digest: str = ""
    """SHA-256 of the file, by which it is known again."""
    from_first_frame: bool = False
    """Whether the file's times count from the first frame, whatever of the clip begins before it."""

    @property
    def document(self) -> Document:
        """The only document. Raises FormatError where the file holds several, naming them."""
        if len(self.documents) != 1:
            titles = ", ".join(f"“{document.title}”" for document in self.documents[:5])
            raise FormatError(
                tr("this file"),
                tr(
                    "it holds {number} recordings ({titles}): say which one to bring in",
                    number=len(self.documents),
                    titles=titles,
                ),
            )
        return self.documents[0]


_FORMATS: dict[str, Format] = {}


def register(file_format: Format) -> Format:
    """Add a format; each format module calls this once when it is imported."""
    if file_format.id in _FORMATS:
        raise ValueError(tr("two formats are called {file_format!r}", file_format=file_format.id))
    _FORMATS[file_format.id] = file_format
    return file_format


def formats() -> tuple[Format, ...]:
    """All formats, in the order of the documentation."""
    return tuple(_FORMATS.values())


def format_named(name: str) -> Format:
    """Return the format of that id; raise FormatError naming the known ones."""
    try:
        return _FORMATS[name]
    except KeyError:
        known = ", ".join(_FORMATS)
        raise FormatError(name, tr("no format has this name: choose one of {known}", known=known)) from None


def format_for(path: Path | str | bytes) -> Format:
    """Find the format of a file by its first bytes, else by its extension; or of the first bytes alone."""
    head = path[:HEAD] if isinstance(path, bytes) else head_of(Path(path))
    for candidate in _FORMATS.values():
        if candidate.read is not None and candidate.sniff(head):
            return candidate
    if isinstance(path, bytes):
        raise FormatError(tr("this file"), tr("its first bytes belong to no format that can be read"))
    name = Path(path).name.lower().removesuffix(".gz")
    for candidate in _FORMATS.values():
        if candidate.read is not None and name.endswith(candidate.extensions):
            return candidate
    readable = ", ".join(dict.fromkeys(f.extensions[0].lower() for f in _FORMATS.values() if f.read is not None))
    raise FormatError(
        Path(path).name, tr("it is in no format that can be read: choose one of {readable}", readable=readable)
    )


def read(path: Path | str, *, format: str | None = None, mapping: Mapping | None = None) -> ReadResult:
    """Read a file of annotations.

    Parameters
    ----------
    path : Path or str
    format : str, optional
        Id of the format; found by looking into the file where it is left out.
    mapping : Mapping, optional
        Which column means what, for tables of other programs.

    Raises
    ------
    FormatError
        In one sentence: what is wrong, in which file, where in it, and what to do.
    """
    path = Path(path)
    chosen = format_named(format) if format else format_for(path)
    if chosen.read is None:
        raise FormatError(path.name, tr("{chosen} can be written but not read", chosen=chosen.name))
    report = LossReport()
    try:
        with uncollected():
            documents = chosen.read(path, mapping, report)
    except RecursionError as error:
        raise FormatError(path.name, tr("it is nested deeper than any real file")) from error
    except MemoryError as error:
        raise FormatError(path.name, tr("it does not fit into memory")) from error
    if report.first_left_out is not None and not any(one.events or one.episodes for one in documents):
        raise _nothing_left(path.name, report)
    if mapping is not None and mapping.tiers:
        documents = tuple(renamed(document, mapping.tiers) for document in documents)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    from_first_frame = chosen.from_first_frame or report.from_first_frame
    return ReadResult(chosen.id, documents, report.losses(), digest, from_first_frame)


def _nothing_left(name: str, report: LossReport) -> FormatError:
    """Name the first bad item, where no other is left that could come in."""
    place, reason = report.first_left_out or ("", "")
    return FormatError(name, reason, place=place)


def reduced(
    documents: Document | Sequence[Document], *, format: str, path: Path | None = None
) -> tuple[tuple[Document, ...], tuple[Loss, ...]]:
    """What would be left in a file of that format, and what would be lost: exactly what reading it would give.

    ``path`` is where the file will stand, for formats that say their own name inside.
    """
    chosen = format_named(format)
    given = (documents,) if isinstance(documents, Document) else tuple(documents)
    if not chosen.many and len(given) != 1:
        raise FormatError(
            chosen.name,
            tr("one file holds one recording, and {number} were given: write one file for each", number=len(given)),
        )
    report = LossReport()
    if chosen.needs_events:
        empty = [document.title for document in given if not (document.events or document.episodes)]
        if len(empty) == len(given):
            raise FormatError(chosen.name, tr("it holds events, and there are none to write; code some first"))
        report.add("recordings-dropped", tr("Recordings without events are left out."), count=len(empty))
        given = tuple(document for document in given if document.events or document.episodes)
    smaller = []
    shared = labels_of_several_groups(given)
    for document in given:
        check(document)
        _note_extra(document, chosen, report)
        placed = _from_the_media(document, report) if _lies_beside_media(document, chosen) else document
        prepared = chosen.prepare(placed, report) if chosen.prepare else placed
        smaller.append(reduce(prepared, chosen.carries, report, shared=shared))
    finished = chosen.finish(tuple(smaller), report) if chosen.finish else tuple(smaller)
    if chosen.needs_events and not any(document.events or document.episodes for document in finished):
        raise FormatError(chosen.name, tr("nothing of what was given can be written in it"))
    if chosen.named is not None and path is not None:
        name = Path(path.name.removesuffix(".gz")).stem
        finished = tuple(chosen.named(document, name) for document in finished)
    return finished, report.losses()


def _lies_beside_media(document: Document, chosen: Format) -> bool:
    """Whether times are to be laid beside the media: what came from BORIS leaves for it on its own clock."""
    of_boris = chosen.id.startswith("boris") and any(name.startswith("boris.") for name, _ in document.extra)
    return chosen.beside_media and not of_boris


def _from_the_media(document: Document, report: LossReport) -> Document:
    """Count from where the media begins, where that is before the first frame and the file cannot say so."""
    lead_us = -document.zero_us
    if lead_us <= 0:
        return document
    report.add(
        "zero-converted",
        tr("Times are counted from the beginning of the sound, as other programs do; the first frame comes later."),
        example=tr("by {time}", time=format_us(lead_us)),
    )
    return replace(
        document,
        media=tuple(replace(one, starts_us=one.starts_us + lead_us) for one in document.media),
        events=tuple(
            replace(one, onset_us=one.onset_us + lead_us, offset_us=one.offset_us + lead_us) for one in document.events
        ),
        episodes=tuple(
            replace(one, onset_us=one.onset_us + lead_us, offset_us=one.offset_us + lead_us)
            for one in document.episodes
        ),
    )


def losses_of(documents: Document | Sequence[Document], *, format: str) -> tuple[Loss, ...]:
    """What writing would lose, without writing: for the preview."""
    return reduced(documents, format=format)[1]


def write(
    documents: Document | Sequence[Document], path: Path | str, *, format: str | None = None, over: bool = True
) -> tuple[Loss, ...]:
    """Write one recording, or several where the format holds several, and say what was lost.

    The file appears whole or not at all. Like :func:`open`, a call from Python takes the place of a file that is
    there; what a person asks for passes ``over=False`` until they were told of it.

    Raises
    ------
    FormatError
        Where the format cannot be written, or holds one recording only.
    StudyError
        Where the place cannot be written to (see :func:`coder.files.atomic_write.refuse_target`).
    """
    path = Path(path)
    chosen = format_named(format) if format else _writable_for(path)
    left, losses = reduced(documents, format=chosen.id, path=path)
    if chosen.write is None:
        raise FormatError(path.name, tr("{chosen} can be read but not written", chosen=chosen.name))
    with file_that_leaves(path, over=over) as file:
        if path.name.lower().endswith(".gz"):
            # Without the name and time that gzip would write into its header.
            with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
                chosen.write(left, cast("IO[bytes]", packed))
        else:
            chosen.write(left, file)
    return losses


def validate(path: Path | str, *, format: str | None = None) -> tuple[Problem, ...]:
    """Check a file without bringing anything in; the empty tuple says that nothing was found."""
    path = Path(path)
    try:
        chosen = format_named(format) if format else format_for(path)
        if chosen.read is None:
            return (Problem(f"{path.name}: {chosen.name} can be written but not read", fatal=True),)
        found = tuple(chosen.validate(path)) if chosen.validate else ()
        if any(problem.fatal for problem in found):
            return found
        losses = read(path, format=chosen.id).losses
    except FormatError as error:
        return (Problem(str(error), fatal=True),)
    return found + tuple(Problem(f"{path.name}: {loss}") for loss in losses)


def _writable_for(path: Path) -> Format:
    name = path.name.lower().removesuffix(".gz")
    for candidate in _FORMATS.values():
        if candidate.write is not None and name.endswith(candidate.extensions):
            return candidate
    known = ", ".join(f.id for f in _FORMATS.values() if f.write is not None)
    raise FormatError(path.name, tr("its ending says nothing about its format: choose one of {known}", known=known))


def _note_extra(document: Document, chosen: Format, report: LossReport) -> None:
    """Say that what only another program understands stays behind; keys of ``extra`` begin with the format's id."""
    family = chosen.id.split("-", 1)[0]
    foreign = sorted({key.split(".", 1)[0] for key, _ in document.extra} - {family})
    for name in foreign:
        report.add(
            "extra-dropped",
            tr("What only the program it came from understands is left out."),
            example=_FORMATS[name].name,
        )
