"""What a packet says without decoding it: whole or broken, a safe entry, needed by others or not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

_SEI_RECOVERY_POINT = 6
_BEGINS_RIGHT: dict[str, Callable[[memoryview], bool]] = {
    "vp9": lambda p: p[0] >> 6 == 2,
    "av1": lambda p: p[0] & 0x80 == 0 and 1 <= p[0] >> 3 & 15 <= 8,
    "mpeg4": lambda p: bytes(p[:3]) == b"\0\0\1",
    "mjpeg": lambda p: bytes(p[:2]) == b"\xff\xd8",
    "prores": lambda p: bytes(p[4:8]) == b"icpf",
}
"""How a packet of other codecs begins, if it is one: zeros and rubbish are told from pictures, little more."""


@dataclass(frozen=True, slots=True)
class PacketKind:
    """What one packet holds.

    Attributes
    ----------
    whole : bool
        Its parts add up and one of them is a picture; a zero-filled or cut packet is not whole.
    entry : bool
        Decoding may begin here: nothing shown from here on refers to anything before.
    disposable : bool
        No other picture refers to this one, so leaving it out changes none.
    """

    whole: bool
    entry: bool
    disposable: bool


def _as_it_may(_packet: memoryview) -> bool:
    return True


class Bitstream:
    """Reads packets of one stream.

    Attributes
    ----------
    readable : bool
        True for H.264 and HEVC in MP4, Matroska and FLV. Elsewhere the container's word is taken for what is an entry,
        and every picture is taken to be needed.
    """

    def __init__(self, codec: str, extradata: bytes | None) -> None:
        self._hevc = codec == "hevc"
        self._begins_right = _BEGINS_RIGHT.get(codec, _as_it_may)
        self._length_size = 0
        # Length-prefixed parts, as MP4, Matroska and FLV keep them, announce themselves by a leading 1.
        if extradata and extradata[0] == 1:
            if codec == "h264" and len(extradata) >= 7:
                self._length_size = (extradata[4] & 3) + 1
            elif codec == "hevc" and len(extradata) >= 23:
                self._length_size = (extradata[21] & 3) + 1
        self.readable = self._length_size > 0

    def kind(self, packet: memoryview) -> PacketKind:
        """Say what a packet (of at least one byte) holds."""
        if not self.readable:
            return PacketKind(whole=self._begins_right(packet), entry=True, disposable=False)
        whole = entry = False
        disposable = True
        for part in self._parts(packet):
            if part is None:
                return PacketKind(whole=False, entry=False, disposable=False)
            picture, enters, needed = (self._hevc_part if self._hevc else _h264_part)(part)
            whole |= picture
            entry |= enters
            disposable &= not needed
        return PacketKind(whole=whole, entry=entry, disposable=whole and disposable)

    def _parts(self, packet: memoryview) -> Iterator[memoryview | None]:
        """The packet's parts; None, and no more, where their lengths do not add up."""
        size, end, at = self._length_size, len(packet), 0
        while at < end:
            length = int.from_bytes(packet[at : at + size], "big")
            at += size
            if length < 2 or at + length > end or packet[at] & 0x80:
                yield None
                return
            yield packet[at : at + length]
            at += length

    def _hevc_part(self, part: memoryview) -> tuple[bool, bool, bool]:
        kind = part[0] >> 1 & 63
        # Even types below 16 are not referred to within their own layer; with layers above 0 in play, a picture
        # of a lower layer may still be, so only single-layer pictures count.
        needed = kind < 32 and (kind >= 16 or kind % 2 == 1 or part[1] & 7 != 1)
        return kind < 32, 16 <= kind <= 21, needed


def _h264_part(part: memoryview) -> tuple[bool, bool, bool]:
    kind = part[0] & 31
    if kind == 6:
        return False, _recovers_at_once(bytes(part[1:])), False
    picture = 1 <= kind <= 5
    return picture, kind == 5, picture and part[0] >> 5 & 3 != 0


def _recovers_at_once(sei: bytes) -> bool:
    """Whether supplemental information holds a recovery point that takes effect with this very picture."""
    sei = sei.replace(b"\0\0\3", b"\0\0")
    at = 0
    while at + 2 < len(sei):
        kind = size = 0
        while at < len(sei) and sei[at] == 255:
            kind, at = kind + 255, at + 1
        kind, at = kind + sei[at], at + 1
        while at < len(sei) and sei[at] == 255:
            size, at = size + 255, at + 1
        if at + 1 >= len(sei):
            return False
        size, at = size + sei[at], at + 1
        if kind == _SEI_RECOVERY_POINT:
            # recovery_frame_cnt is an Exp-Golomb number: a leading 1 bit is zero.
            return sei[at] & 0x80 != 0
        at += size
    return False
