"""A clip never calls home: whatever a file names, nothing is fetched, and one sentence says why it is not opened."""

from __future__ import annotations

import contextlib
import struct
from pathlib import Path

import av
import pytest

from coder.media import Clip
from coder.media.container import sniff
from coder.vocabulary.errors import ClipError
from tests.coder.media.clipmaker import make_clip
from tests.coder.media.listening import Listener


def playlist(listener: Listener) -> bytes:
    return (
        f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n{listener.address}/a.ts\n#EXTINF:4,\n{listener.address}/b.ts\n"
        "#EXT-X-ENDLIST\n"
    ).encode()


def session(listener: Listener) -> bytes:
    port = listener.server.server_port
    lines = "v=0", "o=- 0 0 IN IP4 127.0.0.1", "s=x", "c=IN IP4 127.0.0.1", "t=0 0", f"m=video {port} TCP/RTP/AVP 33"
    return "".join(f"{line}\r\n" for line in lines).encode()


def dash(listener: Listener) -> bytes:
    return (
        '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" mediaPresentationDuration="PT4S">'
        f"<Period><BaseURL>{listener.address}/</BaseURL><AdaptationSet mimeType='video/mp4'><Representation id='1'"
        " bandwidth='1'><SegmentList duration='4'><Initialization sourceURL='i.mp4'/><SegmentURL media='a.m4s'/>"
        "</SegmentList></Representation></AdaptationSet></Period></MPD>"
    ).encode()


def concat(listener: Listener) -> bytes:
    return f"ffconcat version 1.0\nfile '{listener.address}/a.mp4'\n".encode()


LISTS = {"a.m3u8": playlist, "a.sdp": session, "a.mpd": dash, "a.ffconcat": concat}


def test_the_listener_would_hear_an_unguarded_open(tmp_path: Path, listener: Listener) -> None:
    """The yardstick: without our guard, FFmpeg does connect."""
    path = tmp_path / "a.m3u8"
    path.write_bytes(playlist(listener))
    with path.open("rb") as file, contextlib.suppress(av.error.FFmpegError):
        av.open(file, timeout=5).close()
    assert listener.hits


@pytest.mark.parametrize("kind", LISTS)
@pytest.mark.parametrize("suffix", ["", ".mp4", ".mkv"])
@pytest.mark.parametrize("lead", [b"", b"\xef\xbb\xbf", b"\r\n "])
def test_lists_are_refused_whatever_they_are_called(
    tmp_path: Path, listener: Listener, kind: str, suffix: str, lead: bytes
) -> None:
    path = tmp_path / (kind + suffix)
    path.write_bytes(lead + LISTS[kind](listener))
    for source in (path, lambda: path.open("rb")):
        with pytest.raises(ClipError, match="is a playlist that points to other files: choose the video file itself"):
            Clip.open(source)
    assert listener.hits == []


def test_a_list_behind_a_container_s_first_bytes_fetches_nothing(tmp_path: Path, listener: Listener) -> None:
    for lead in (b"\0\0\0\x10ftypisom\0\0\0\0", b"\x1a\x45\xdf\xa3", b"OggS", b"FLV\x01", b"RIFF\0\0\0\0AVI "):
        path = tmp_path / "a.mp4"
        path.write_bytes(lead + playlist(listener))
        with pytest.raises(ClipError):
            Clip.open(path)
    assert listener.hits == []


def _atom(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _replace_dref(data: bytes, entry: bytes) -> bytes:
    """Rewrite an MP4's one data reference, mending the sizes of the atoms around it."""
    out = b""
    at = 0
    while at < len(data):
        (size,) = struct.unpack_from(">I", data, at)
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + size]
        if kind in (b"moov", b"trak", b"mdia", b"minf", b"dinf"):
            body = _replace_dref(body, entry)
        elif kind == b"dref":
            body = b"\0\0\0\0\0\0\0\1" + entry
        out += _atom(kind, body)
        at += size
    return out


def _alias(path: bytes) -> bytes:
    """A Macintosh alias record that names an absolute path."""
    record = bytes(10) + b"\x04disk".ljust(28, b"\0") + bytes(12) + b"\x05a.mov".ljust(64, b"\0") + bytes(16)
    record += struct.pack(">HH", 1, 1) + bytes(16)
    record += struct.pack(">HH", 2, len(path)) + path + b"\0" * (len(path) % 2) + b"\xff\xff\0\0"
    return _atom(b"alis", b"\0\0\0\0" + record)


@pytest.mark.parametrize("form", ["url", "alias", "alias to a file"])
def test_a_movie_that_keeps_its_pictures_elsewhere_fetches_nothing(
    tmp_path: Path, listener: Listener, form: str
) -> None:
    plain = make_clip(tmp_path / "plain.mov", frames=5)
    where = (str(plain) if form == "alias to a file" else f"{listener.address}/x.mov").encode()
    entry = _atom(b"url ", b"\0\0\0\0" + where + b"\0") if form == "url" else _alias(where)
    path = tmp_path / "referring.mov"
    path.write_bytes(_replace_dref(plain.read_bytes(), entry))
    if form == "url":
        # FFmpeg does not follow such an address; the pictures beside it are then the clip's own.
        with Clip.open(path) as clip:
            assert len(clip) == 5
    else:
        with pytest.raises(ClipError, match=r"referring\.mov .* another file"):
            Clip.open(path)
    assert listener.hits == []


@pytest.mark.parametrize(
    ("head", "demuxer"),
    [
        (b"\0\0\0\x18ftypisom", "mov"),
        (b"\0\0\0\x08wide\0\0\0\0mdat", "mov"),
        (b"\x1a\x45\xdf\xa3....webm", "matroska"),
        (b"RIFF....AVI LIST", "avi"),
        (b"OggS\0\2", "ogg"),
        (b"FLV\x01\x05", "flv"),
        (b"\0\0\1\xba\x44", "mpeg"),
        (bytes.fromhex("3026b2758e66cf11a6d9"), "asf"),
        ((b"\x47" + bytes(187)) * 6, "mpegts"),
        ((bytes(4) + b"\x47" + bytes(187)) * 6, "mpegts"),
        (b"\0\0\0\x18ftypheic", None),
        (b"\0\0\0\x18ftypavif", None),
        (b"#EXTM3U", None),
        (b"RIFF....WAVE", None),
        (b"\x89PNG\r\n", None),
        (b"GIF89a", None),
        (b"%PDF-1.7", None),
        (b"G", None),
        (b"", None),
    ],
)
def test_a_file_is_known_by_its_first_bytes(head: bytes, demuxer: str | None) -> None:
    assert sniff(head) == demuxer
