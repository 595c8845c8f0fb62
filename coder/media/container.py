"""Opening a clip: what kind of file it is, told from its own bytes, and a demuxer that can reach nothing else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

import av
import av.container
import av.error
import av.video.stream

from coder.files.atomic_write import is_live
from coder.vocabulary.errors import ClipError
from coder.vocabulary.language import tr

Source = Path | Callable[[], BinaryIO]
"""Where a clip's bytes come from: a file, or a callable that opens a fresh, seekable binary stream each time."""

SNIFFED_BYTES = 4096
IO_BUFFER = 1 << 17
MOST_PIXELS = 1 << 26
"""Larger pictures (67 megapixels, twice an 8K frame) are a damaged or hostile header, and would take all memory."""
WHITELIST = "file,crypto,data"

_MOV_ATOMS = (b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot")
_STILL_BRANDS = (b"heic", b"heix", b"mif1", b"avif", b"avis", b"msf1")
_MXF_KEY = bytes.fromhex("060e2b34020501010d01020101")
_ASF_GUID = bytes.fromhex("3026b2758e66cf11")
_PLAYLISTS = (b"#EXTM3U", b"ffconcat", b"v=0", b"<?xml", b"<MPD", b"<smil", b"[playlist]", b"[Reference]", b"RTSPtext")


def sniff(head: bytes) -> str | None:
    """Name the FFmpeg demuxer for a file's first bytes; None where it is no video container that we open.

    We decide this ourselves, because FFmpeg's own guess includes formats that fetch what they name
    (playlists, session descriptions), whatever the file is called.
    """
    if head[4:8] in _MOV_ATOMS:
        return None if head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS else "mov"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "matroska"
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return "avi"
    if head.startswith(b"OggS"):
        return "ogg"
    if head.startswith(_ASF_GUID):
        return "asf"
    if head.startswith(b"FLV\x01"):
        return "flv"
    if head.startswith(_MXF_KEY):
        return "mxf"
    if head.startswith(b"\x00\x00\x01\xba"):
        return "mpeg"
    if head.startswith(b"\x1f\x07\x00"):
        return "dv"
    # 188-byte transport packets, or 192 with the 4-byte stamp that camcorders put before each.
    for size, first in ((188, 0), (192, 4)):
        marks = head[first : first + 5 * size : size]
        if len(marks) >= 3 and marks == b"\x47" * len(marks):
            return "mpegts"
    return None


class GuardedFile(io.RawIOBase):
    """A stream handed to FFmpeg that never raises into it.

    An exception inside FFmpeg's read callback would be printed to stderr when a second one follows, and lost
    when FFmpeg carries on; so the first is kept in ``error``, and FFmpeg is told that the file ends here.
    It also has no ``name``, so FFmpeg never learns a path that it could resolve others against.
    """

    def __init__(self, raw: BinaryIO) -> None:
        self._raw = raw
        self.error: Exception | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always: a source that cannot seek is refused at its first seek."""
        return True

    def read(self, size: int = -1) -> bytes:
        """Read, or say that the file ends where reading went wrong."""
        if self.error is not None:
            return b""
        try:
            return self._raw.read(size)
        except Exception as error:
            self.error = error
            return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        """Seek; -1, which FFmpeg takes for "cannot", where that goes wrong."""
        try:
            return self._raw.seek(offset, whence)
        except Exception as error:
            # A hostile file may point before its own beginning: that is FFmpeg's to handle, not an I/O error.
            if not isinstance(error, (ValueError, OSError)) or getattr(error, "errno", None) not in (None, 22):
                self.error = error
            return -1

    def tell(self) -> int:
        """Where the next read begins."""
        return self._raw.tell()

    def check(self, name: str) -> None:
        """Raise what reading ran into, if anything: a sentence of the source's own as it is, others as one of ours."""
        if isinstance(self.error, OSError):
            raise ClipError(
                tr(
                    "{name} can no longer be read ({value}): is its drive still connected?",
                    name=name,
                    value=self.error.strerror or self.error,
                )
            )
        if self.error is not None:
            raise self.error

    def close(self) -> None:
        """Close the stream beneath."""
        self._raw.close()
        super().close()


def clip_name(source: Source) -> str:
    """What to call the clip in a sentence."""
    return source.name if isinstance(source, Path) else "the clip"


def _open_bytes(source: Source, name: str) -> BinaryIO:
    if isinstance(source, Path) and is_live(source):
        raise ClipError(
            tr("{name} is a device or a pipe, and nothing is watched live here: choose a recorded clip.", name=name)
        )
    try:
        return source.open("rb") if isinstance(source, Path) else source()
    except FileNotFoundError as error:
        raise ClipError(
            tr(
                "There is no file {name} at {source}: check the path, or connect the drive it is on.",
                name=name,
                source=source,
            )
        ) from error
    except IsADirectoryError as error:
        raise ClipError(tr("{name} is a folder, not a clip: choose a video file inside it.", name=name)) from error
    except PermissionError as error:
        if isinstance(source, Path) and source.is_dir():
            raise ClipError(tr("{name} is a folder, not a clip: choose a video file inside it.", name=name)) from error
        raise ClipError(
            tr("{name} may not be read by you: change its permissions, or copy it where you may.", name=name)
        ) from error
    except OSError as error:
        raise ClipError(
            tr(
                "{name} cannot be opened ({value}): copy it to this computer and try again.",
                name=name,
                value=error.strerror or error,
            )
        ) from error


def _refuse(url: str, flags: int, options: dict[str, str]) -> BinaryIO:
    raise ClipError(tr("This clip asks for another file or address: save it as one self-contained video file."))


def open_container(source: Source, name: str) -> tuple[av.container.InputContainer, GuardedFile]:
    """Open a clip with the demuxer its own bytes name, shut off from every other file and address.

    Returns
    -------
    container : av.container.InputContainer
        With at least one video stream.
    file : GuardedFile
        The stream beneath; the caller closes both.

    Raises
    ------
    ClipError
        The file is missing, unreadable, empty, no video, sound only, or too damaged to open.
    """
    raw = _open_bytes(source, name)
    try:
        try:
            head = raw.read(SNIFFED_BYTES)
            raw.seek(0)
        except OSError as error:
            raise ClipError(
                tr(
                    "{name} cannot be read ({value}): copy it to this computer.",
                    name=name,
                    value=error.strerror or error,
                )
            ) from error
        demuxer = _demuxer(head, name)
        file = GuardedFile(raw)
        try:
            container = av.open(
                file,
                mode="r",
                format=demuxer,
                options={"protocol_whitelist": WHITELIST, "enable_drefs": "0", "use_absolute_path": "0"},
                buffer_size=IO_BUFFER,
                metadata_errors="replace",
                io_open=_refuse,
            )
        except (av.error.FFmpegError, ValueError, UnicodeError) as error:
            file.check(name)
            raise ClipError(
                tr(
                    "{name} is damaged or cut short: its table of frames cannot be read; copy it again from the "
                    "camera.",
                    name=name,
                )
            ) from error
        if not _pictures(container):
            sound = bool(container.streams.audio)
            container.close()
            raise ClipError(
                tr("{name} holds sound but no pictures: choose a video file.", name=name)
                if sound
                else tr("{name} holds no pictures: choose a video file.", name=name)
            )
        stream = video_stream(container)
        if stream.width * stream.height > MOST_PIXELS:
            container.close()
            raise ClipError(
                tr(
                    "{name} says its pictures are {width} × {height}: too large to be shown here.",
                    name=name,
                    width=stream.width,
                    height=stream.height,
                )
            )
        return container, file
    except BaseException:
        raw.close()
        raise


_ENDINGS = frozenset((".mp4", ".m4v", ".mov", ".mkv", ".webm", ".avi", ".mpg", ".mpeg"))
"""What a file that is a video is called; a name alone makes none."""


def _demuxer(head: bytes, name: str) -> str:
    if not head:
        raise ClipError(tr("{name} is empty: copy it again from the camera or the phone.", name=name))
    demuxer = sniff(head)
    if demuxer is None:
        if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_PLAYLISTS):
            raise ClipError(
                tr("{name} is a playlist that points to other files: choose the video file itself.", name=name)
            )
        if Path(name).suffix.lower() in _ENDINGS:
            raise ClipError(
                tr(
                    "{name} is called a video, and what is in it is none: it is damaged, or something else under that "
                    "name. Copy it again from the camera or the phone.",
                    name=name,
                )
            )
        raise ClipError(
            tr(
                "{name} is not a video that can be opened here: choose an MP4, MOV, MKV, WebM, AVI or MPEG file.",
                name=name,
            )
        )
    return demuxer


def _pictures(container: av.container.InputContainer) -> list[av.video.stream.VideoStream]:
    """The video streams that can be decoded and are no cover picture."""
    cover = av.stream.Disposition.attached_pic
    return [s for s in container.streams.video if s.codec_context is not None and not s.disposition & cover]


def video_stream(container: av.container.InputContainer) -> av.video.stream.VideoStream:
    """The stream that is the clip's picture: the default one, else the largest."""
    default = av.stream.Disposition.default
    return max(_pictures(container), key=lambda s: (bool(s.disposition & default), s.width * s.height, -s.index))


def sound_streams(container: av.container.InputContainer) -> list[av.AudioStream]:
    """The streams of sound that can be decoded, the one that is heard first: the default one, else the first.

    A camera may write a second track (its own microphone beside one that is worn); what players play is heard here too.
    """
    default = av.stream.Disposition.default
    found = [s for s in container.streams.audio if s.codec_context is not None and s.rate]
    return sorted(found, key=lambda s: (not s.disposition & default, s.index))
