"""More ways in which a file on disk names an address: each is opened as a clip, and the listener counts zero hits."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from coder.media import Clip
from coder.media.audio import AudioReader
from coder.vocabulary.errors import ClipError
from tests.coder.media.clipmaker import make_clip
from tests.coder.media.listening import Listener


def smil(address: str) -> bytes:
    return f'<smil><body><video src="{address}/a.mp4"/><textstream src="{address}/a.srt"/></body></smil>'.encode()


def asx(address: str) -> bytes:
    return f'<asx version="3.0"><entry><ref href="{address}/a.asf"/></entry></asx>'.encode()


def wvx(address: str) -> bytes:
    return f"[Reference]\r\nRef1={address}/a.asf\r\n".encode()


def pls(address: str) -> bytes:
    return f"[playlist]\nFile1={address}/a.mp4\nNumberOfEntries=1\n".encode()


def xspf(address: str) -> bytes:
    return (
        '<?xml version="1.0"?><playlist version="1" xmlns="http://xspf.org/ns/0/"><trackList><track>'
        f"<location>{address}/a.mp4</location></track></trackList></playlist>"
    ).encode()


def nfo(address: str) -> bytes:
    return (
        f'<?xml version="1.0"?><movie><thumb>{address}/a.jpg</thumb><trailer>{address}/a.mp4</trailer></movie>'.encode()
    )


def xml_entity(address: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "{address}/e">]><smil>&e;</smil>'.encode()


def rtsp_list(address: str) -> bytes:
    host = address.removeprefix("http")
    return f"#EXTM3U\n#EXTINF:4,\nrtsp{host}/a\n#EXTINF:4,\nrtmp{host}/b\n#EXT-X-ENDLIST\n".encode()


def keyed_list(address: str) -> bytes:
    return (
        f'#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{address}/key"\n#EXT-X-MAP:URI="{address}/i.mp4"\n'
        f"#EXTINF:4,\ndata:,x\n#EXT-X-ENDLIST\n"
    ).encode()


def quicktime_text(address: str) -> bytes:
    return f"RTSPtext\nrtsp{address.removeprefix('http')}/a\n".encode()


def rtsp_headers(address: str) -> bytes:
    return f"RTSP/1.0 302 Moved\r\nLocation: {address}/a\r\n\r\n".encode()


def real_metafile(address: str) -> bytes:
    return f"rtsp{address.removeprefix('http')}/a.rm\n{address}/b.rm\n".encode()


def strm(address: str) -> bytes:
    return f"{address}/a.mp4\n".encode()


def subtitles(address: str) -> bytes:
    return f'1\n00:00:00,000 --> 00:00:04,000\n<img src="{address}/a.png"/><a href="{address}/b">x</a>\n'.encode()


def ass(address: str) -> bytes:
    return f"[Script Info]\nVideo File: {address}/v.mp4\nAudio File: {address}/a.wav\n[Events]\n".encode()


def vobsub(address: str) -> bytes:
    return (
        f"# VobSub index file, v7\nid: en, index: 0\n# {address}/a.sub\ntimestamp: 00:00:00:000, filepos: 0\n".encode()
    )


def imf(address: str) -> bytes:
    return (
        '<?xml version="1.0"?><CompositionPlaylist xmlns="http://www.smpte-ra.org/schemas/2067-3/2016">'
        f"<Id>urn:uuid:0</Id><Issuer>{address}</Issuer></CompositionPlaylist>"
    ).encode()


def avisynth(address: str) -> bytes:
    return f'DirectShowSource("{address}/a.avi")\n'.encode()


TEXTS = (
    smil, asx, wvx, pls, xspf, nfo, xml_entity, rtsp_list, keyed_list, quicktime_text, rtsp_headers, real_metafile,
    strm, subtitles, ass, vobsub, imf, avisynth,
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("suffix", [".mp4", ".mkv", ".avi"])
def test_a_text_that_names_an_address_is_no_clip_whatever_it_is_called(
    tmp_path: Path,
    listener: Listener,
    text,
    suffix: str,
) -> None:
    path = tmp_path / f"clip{suffix}"
    path.write_bytes(text(listener.address))
    with pytest.raises(ClipError):
        Clip.open(path)
    assert listener.hits == []


def _atom(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def _ebml(number: bytes, body: bytes) -> bytes:
    return number + struct.pack(">Q", 1 << 56 | len(body)) + body


def reference_movie(plain: bytes, address: str) -> bytes:
    """A QuickTime reference movie beside the real one: ``rmra`` names what to play instead."""
    named = f"{address}/x.mov\0".encode()
    data = b"\0\0\0\0" + b"url " + struct.pack(">I", len(named)) + named
    moov = _atom(b"moov", _atom(b"rmra", _atom(b"rmda", _atom(b"rdrf", data))))
    return plain[: struct.unpack(">I", plain[:4])[0]] + moov + plain[struct.unpack(">I", plain[:4])[0] :]


def user_data(plain: bytes, address: str) -> bytes:
    """Metadata that names a cover picture and a licence by address."""
    return plain + _atom(
        b"udta", _atom(b"urat", address.encode()) + _atom(b"\xa9url", address.encode() + b"/cover.jpg")
    )


def encrypted_elsewhere(plain: bytes, address: str) -> bytes:
    """A protection header whose licence server is an address."""
    header = f"<WRMHEADER><DATA><LA_URL>{address}/l</LA_URL></DATA></WRMHEADER>".encode("utf-16-le")
    pssh = b"\0\0\0\0" + bytes.fromhex("9a04f07998404286ab92e65be0885f95") + struct.pack(">I", len(header)) + header
    return plain + _atom(b"moov", _atom(b"pssh", pssh))


@pytest.mark.parametrize("change", [reference_movie, user_data, encrypted_elsewhere], ids=lambda make: make.__name__)
def test_a_movie_that_names_an_address_fetches_nothing(
    tmp_path: Path,
    listener: Listener,
    change,
) -> None:
    plain = make_clip(tmp_path / "plain.mov", frames=5)
    path = tmp_path / "naming.mov"
    path.write_bytes(change(plain.read_bytes(), listener.address))
    _open_and_read(path)
    assert listener.hits == []


def linked_segment(plain: bytes, address: str) -> bytes:
    """A Matroska file whose segment says that the one before and after lie elsewhere, with chapters in them."""
    names = b"".join(
        _ebml(number, f"{address}/next.mkv".encode()) for number in (b"\x3e\x83\xbb", b"\x3c\x83\xab", b"\x73\x84")
    )
    uids = _ebml(b"\x3e\xb9\x23", bytes(16)) + _ebml(b"\x3c\xb9\x23", bytes(range(16)))
    atom = _ebml(b"\xb6", _ebml(b"\x73\xc4", b"\1") + _ebml(b"\x91", b"\0") + _ebml(b"\x6e\x67", bytes(range(16))))
    chapters = _ebml(b"\x10\x43\xa7\x70", _ebml(b"\x45\xb9", atom))
    return plain + _ebml(b"\x18\x53\x80\x67", _ebml(b"\x15\x49\xa9\x66", names + uids) + chapters)


def attached(plain: bytes, address: str) -> bytes:
    """A Matroska file that carries a playlist as an attachment."""
    file = (
        _ebml(b"\x46\x6e", b"a.m3u8")
        + _ebml(b"\x46\x60", b"application/vnd.apple.mpegurl")
        + _ebml(b"\x46\x5c", f"#EXTM3U\n#EXTINF:4,\n{address}/a.ts\n".encode())
        + _ebml(b"\x46\xae", b"\1")
    )
    return plain + _ebml(b"\x18\x53\x80\x67", _ebml(b"\x19\x41\xa4\x69", _ebml(b"\x61\xa7", file)))


@pytest.mark.parametrize("change", [linked_segment, attached], ids=lambda make: make.__name__)
def test_a_matroska_file_that_names_another_fetches_nothing(
    tmp_path: Path,
    listener: Listener,
    change,
) -> None:
    plain = make_clip(tmp_path / "plain.mkv", frames=5)
    path = tmp_path / "naming.mkv"
    path.write_bytes(change(plain.read_bytes(), listener.address))
    _open_and_read(path)
    assert listener.hits == []


def _open_and_read(path: Path) -> None:
    """Go all the way that the app goes with a clip: frames, then sound."""
    try:
        with Clip.open(path) as clip:
            assert len(list(clip.frames())) == 5
            AudioReader(path, clip.index).close()
    except ClipError:
        return  # refused altogether is as well
