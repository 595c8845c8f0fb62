"""Open files from anywhere with bounded time and memory: size limits, text decoding, gzip and zip without surprises."""

from __future__ import annotations

import codecs
import contextlib
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from coder.files.atomic_write import is_live
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr

MAX_BYTES = 256 * 1024 * 1024
"""No annotation file that people made comes near this; a larger one is refused unread."""
MAX_UNPACKED = 128 * 1024 * 1024
MAX_RATIO = 200
"""Text packs to a tenth or a twentieth; what unpacks to more than this many times its size is a trap."""
MAX_MEMBERS = 1_000
MAX_ANNOTATIONS = 500_000
"""Twenty times what a day of close coding holds; each costs about a kilobyte once it is read."""
HEAD = 4_096
ENCODINGS = ("utf-8", "utf-16", "windows-1252", "iso-8859-1", "macintosh")
"""What a mapping may say of a table; the last three fit any bytes, so they are never guessed."""
_NOTHING = b"\0 \t\r\n"


class FormatError(MendableError):
    """A file cannot be read as the format it seems to be, or a document cannot be written as one."""

    def __init__(self, name: str, sentence: str, *, place: str = "") -> None:
        super().__init__(f"{name}{f', {place}' if place else ''}: {sentence}")
        self.sentence = sentence
        self.place = place


class EncodingError(FormatError):
    """The bytes of a file are no text in the encoding that it is said to have or seems to have."""


def read_bytes(path: Path) -> bytes:
    """Read a whole file, refusing one that is absent, empty, not a file, or too large; unpack ``.gz``."""
    _check_size(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _unopened(path, error) from error
    if data[:2] == b"\x1f\x8b":
        data = _gunzip(path, data)
    if not data[:HEAD].strip(_NOTHING) and not data.strip(_NOTHING):
        raise FormatError(path.name, tr("it holds nothing: choose a file with annotations in it"))
    return data


def head_of(path: Path) -> bytes:
    """First bytes of a file, unpacked where it is gzip, for telling formats apart."""
    if is_live(path):
        raise FormatError(path.name, tr("it is a device or a pipe, not a file: choose a file with annotations in it"))
    try:
        with path.open("rb") as file:
            head = file.read(HEAD)
    except OSError as error:
        raise _unopened(path, error) from error
    if head[:2] == b"\x1f\x8b":
        with contextlib.suppress(zlib.error):
            head = zlib.decompressobj(wbits=31).decompress(head, HEAD)
    return head


def decode(data: bytes, name: str) -> str:
    """Decode text by its byte order mark, else UTF-8, else UTF-16 without a mark; say where it is broken."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding, name)
    if len(data) >= 4 and len(data) % 2 == 0 and 0 in (data[0], data[1]) and data[0] != data[1]:
        return _decode(data, "utf-16-be" if data[0] == 0 else "utf-16-le", name)
    return _decode(data, "utf-8", name)


def read_text(path: Path, *, encoding: str = "") -> str:
    """Read a whole text file, in the encoding it is said to have or else shows; refuse one that is not text."""
    data = read_bytes(path)
    text = _decode(data, encoding, path.name) if encoding else decode(data, path.name)
    at = text.find("\0")
    if at >= 0:
        raise FormatError(path.name, tr("it holds binary data, not text"), place=tr("character {at}", at=at))
    return text


def open_zip(path: Path) -> dict[str, bytes]:
    """Read every member of a small zip file into memory.

    Raises FormatError for a damaged one, one that climbs out of its folder, is encrypted, or unpacks to more than
    a study could hold. Sizes are checked while unpacking: what the directory claims is not believed.
    """
    _check_size(path)
    members: dict[str, bytes] = {}
    left = _allowed(path.stat().st_size)
    try:
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
            if len(infos) > MAX_MEMBERS:
                raise FormatError(
                    path.name, tr("it holds {number} files, more than any project file does", number=len(infos))
                )
            for info in infos:
                _refuse_odd_member(path, info)
                if info.is_dir():
                    continue
                if info.filename in members:
                    raise FormatError(path.name, tr("it holds this file twice"), place=info.filename)
                with archive.open(info) as member:
                    data = member.read(left + 1)
                left -= len(data)
                if left < 0:
                    raise _too_much(path)
                members[info.filename] = data
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, OSError, ValueError) as error:
        raise FormatError(path.name, tr("it is damaged or cut short: copy it again from where it came")) from error
    return members


def refuse_many(name: str, held: str | bytes, marks: Mapping[str, int]) -> None:
    """Raise FormatError where a file holds more annotations than any coding does, before anything is made of them.

    Parameters
    ----------
    held : str or bytes
        What stands in the file.
    marks : mapping of str to int
        What stands with each annotation, and how often at most.
    """
    for mark, each in marks.items():
        count = held.count(mark) if isinstance(held, str) else held.count(mark.encode())
        if count > each * MAX_ANNOTATIONS:
            raise FormatError(
                name,
                tr(
                    "it holds more than {max_annotations:,} annotations: leave out what is not coded, or bring it "
                    "in by "
                    "parts",
                    max_annotations=MAX_ANNOTATIONS,
                ),
            )


def line_of(text: str, offset: int) -> int:
    """Line number, from 1, of a character offset."""
    return text.count("\n", 0, offset) + 1


def _check_size(path: Path) -> None:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise FormatError(
                path.name,
                tr(
                    "it is {size} MB large, more than {max_bytes}: it is no annotation file",
                    size=size // 2**20,
                    max_bytes=MAX_BYTES // 2**20,
                ),
            )
        if not path.is_file():
            raise FormatError(path.name, tr("it is not a file: choose the annotation file itself"))
        if size == 0:
            raise FormatError(path.name, tr("it is empty: choose a file with annotations in it"))
    except OSError as error:
        raise _unopened(path, error) from error


def _unopened(path: Path, error: OSError) -> FormatError:
    return FormatError(
        path.name, tr("it cannot be opened ({strerror}): check that it is there", strerror=error.strerror)
    )


def _allowed(packed: int) -> int:
    return min(MAX_UNPACKED, max(2**24, packed * MAX_RATIO))


def _too_much(path: Path) -> FormatError:
    return FormatError(path.name, tr("it unpacks to far more than any project file: it was not read"))


def _gunzip(path: Path, data: bytes) -> bytes:
    unpacker = zlib.decompressobj(wbits=31)
    allowed = _allowed(len(data))
    try:
        unpacked = unpacker.decompress(data, allowed + 1)
    except zlib.error as error:
        raise FormatError(path.name, tr("its compressed data is damaged: copy it again from where it came")) from error
    if len(unpacked) > allowed:
        raise _too_much(path)
    if not unpacker.eof:
        raise FormatError(path.name, tr("its compressed data is cut short: copy it again from where it came"))
    return unpacked


def _decode(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise EncodingError(
            name,
            tr("its text is not {encoding}: save it as UTF-8 and try again", encoding=encoding.upper()),
            place=tr("line {line}", line=line),
        ) from error


def _refuse_odd_member(path: Path, info: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(info.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or (parts.parts and ":" in parts.parts[0]):
        raise FormatError(path.name, tr("it holds a file that would land outside its folder"), place=info.filename[:80])
    if info.flag_bits & 1:
        raise FormatError(path.name, tr("it is locked with a password: save it without one"), place=info.filename[:80])
