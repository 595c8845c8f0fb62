"""Building a FrameIndex: from packets alone where the container's stamps can be trusted, else by decoding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import islice, pairwise
from typing import TYPE_CHECKING

import numpy as np

from coder.media.bitstream import Bitstream
from coder.media.colour import is_hdr
from coder.media.container import sound_streams
from coder.media.decoder import Decoder
from coder.media.frame_index import NO_TICK, FrameIndex
from coder.vocabulary.language import tr
from coder.vocabulary.time import format_us, ticks_to_us

if TYPE_CHECKING:
    import av
    from av.video.frame import VideoFrame

STAMPED = frozenset({"mov", "matroska", "flv", "mpegts"})
"""Containers that stamp every frame with its presentation time."""
ONE_PACKET_ONE_FRAME = frozenset({"h264", "hevc", "mpeg4", "vp9", "av1", "libdav1d", "mjpeg", "prores"})
"""Codecs in which a packet that is not discarded is one shown frame. In VP8 a packet may be a hidden reference, and
in MPEG-2 two packets may be the fields of one frame."""
CHECKED_FRAMES = 24
"""How many frames from the start are decoded to see that the packets told the truth."""
MPEG4_NOTHING_CODED = 16
"""An MPEG-4 part 2 packet smaller than this (bytes) may say "nothing changed", which some decoders show as no frame."""
SAYS_ITS_LENGTH = frozenset({"matroska", "flv"})
"""Containers that write down how long they mean to be; elsewhere the duration is read off the last packets."""
CUT_SHORT_US = 500_000
"""A clip that ends this much before its container says it does has lost its end."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a frame: from its packet, or once decoded."""

    pts: int | None
    dts: int | None
    duration: int
    entry: bool
    shown: bool = True
    whole: bool = True
    corrupt: bool = False


@dataclass(frozen=True, slots=True)
class Scanned:
    """A finished index, and the first decoded frame, which knows how it is to be shown."""

    index: FrameIndex
    first: VideoFrame


def scan(decoder: Decoder) -> Scanned:
    """Index a clip in one pass over its packets, or by decoding where packets alone would not be exact.

    Raises
    ------
    coder.vocabulary.errors.ClipError
        Nothing in it can be decoded.
    """
    facts, cut_short = _demux(decoder)
    decoder.rewind()
    head = list(islice(decoder.frames(), CHECKED_FRAMES))
    if not head:
        raise decoder.no_frames()
    index = None if cut_short else _by_packets(decoder, facts, head)
    index = index or _by_decoding(decoder, facts, cut_short=cut_short)
    notes = (*index.notes, *_as_shown(decoder.name, head), *_as_heard(decoder))
    return Scanned(index=replace(index, notes=notes), first=head[0])


def _as_shown(name: str, head: list[VideoFrame]) -> Iterator[str]:
    """Say where pictures are shown otherwise than they are stored."""
    if any(frame.interlaced_frame for frame in head):
        yield tr(
            "{name} is interlaced: each picture is shown as its earlier field, so that nothing that moves is combed.",
            name=name,
        )
    if is_hdr(head[0]):
        yield tr(
            "{name} is in high dynamic range: its colours are brought to what an ordinary screen shows.", name=name
        )


def _as_heard(decoder: Decoder) -> Iterator[str]:
    """Say where a clip holds more sound than is heard."""
    found = sound_streams(decoder.container)
    if len(found) > 1:
        place = sorted(stream.index for stream in found).index(found[0].index) + 1
        yield tr(
            "{name} holds {number} tracks of sound: track {place} is played and listened to, the others are not.",
            name=decoder.name,
            number=len(found),
            place=place,
        )


def _demux(decoder: Decoder) -> tuple[list[Facts], bool]:
    """Facts of every picture packet, and whether the file ends before it should."""
    facts: list[Facts] = []
    end_us = 0
    measured = decoder.container.format.name in SAYS_ITS_LENGTH
    for packet in decoder.packets(every_stream=measured):
        if packet.pts is not None and packet.time_base:
            end_us = max(end_us, ticks_to_us(packet.pts + (packet.duration or 0), packet.time_base))
        if packet.stream_index == decoder.stream.index:
            facts.append(_facts(packet, decoder.bitstream))
    missing = _promised(decoder) - len(facts)
    cut = missing > 0 or (measured and end_us + CUT_SHORT_US < (decoder.container.duration or 0))
    return facts, cut or (bool(facts) and facts[-1].corrupt)


def _promised(decoder: Decoder) -> int:
    """How many packets the container's table lists (after its edit list); 0 where it has no table."""
    return len(decoder.stream.index_entries) if decoder.container.format.name == "mov" else 0


def _facts(packet: av.Packet[av.VideoStream], bitstream: Bitstream) -> Facts:
    kind = bitstream.kind(memoryview(packet))
    small = packet.size < MPEG4_NOTHING_CODED and packet.stream.codec.name == "mpeg4"
    return Facts(
        pts=packet.pts,
        dts=packet.dts,
        duration=packet.duration or 0,
        entry=packet.is_keyframe and kind.entry,
        shown=not packet.is_discard,
        corrupt=packet.is_corrupt,
        whole=kind.whole and not packet.is_corrupt and not small,
    )


def _by_packets(decoder: Decoder, facts: list[Facts], head: list[VideoFrame]) -> FrameIndex | None:
    """Index from packets; None where they are not enough."""
    if decoder.container.format.name not in STAMPED or decoder.stream.codec.name not in ONE_PACKET_ONE_FRAME:
        return None
    if any(f.pts is None or not f.whole for f in facts):
        return None
    shown = sorted((f for f in facts if f.shown), key=lambda f: f.pts or 0)
    stamps = [f.pts for f in shown]
    got = [f.pts for f in head]
    if got[0] not in stamps:
        return None
    # Pictures before the first one that decodes (a clip cut inside an open group) are never shown.
    skipped = stamps.index(got[0])
    if stamps[skipped : skipped + len(got)] != got:
        return None
    return _index(shown[skipped:], decoder, by="packets")


def _by_decoding(decoder: Decoder, facts: list[Facts], *, cut_short: bool) -> FrameIndex:
    known = {f.pts: f for f in facts if f.pts is not None}
    slow = Decoder(decoder.source, decoder.name, threads="SLICE")
    try:
        shown = [_decoded_facts(frame, known) for frame in slow.frames()]
    finally:
        slow.close()
    if not shown:
        raise decoder.no_frames()
    return _index(shown, decoder, by="decoding", notes=_losses(decoder, facts, shown, cut_short=cut_short))


def _decoded_facts(frame: VideoFrame, known: dict[int, Facts]) -> Facts:
    packet = None if frame.pts is None else known.get(frame.pts)
    return Facts(
        pts=frame.pts,
        dts=packet.dts if packet else None,
        duration=frame.duration or (packet.duration if packet else 0),
        entry=packet.entry if packet else False,
    )


def _index(shown: list[Facts], decoder: Decoder, *, by: str, notes: tuple[str, ...] = ()) -> FrameIndex:
    time_base = decoder.stream.time_base or Fraction(1, 90_000)
    gaps = [f.duration for f in shown if f.duration > 0] or [max(1, round(Fraction(1, 25) / time_base))]
    usual = int(np.median(gaps))
    raw = [f.pts for f in shown]
    counted = any(p is None for p in raw) or any(b < a for a, b in pairwise(p for p in raw if p is not None))
    ticks = np.array(_in_order(raw, usual) if counted else raw, dtype=np.int64)
    # A stamp that two frames share cannot be aimed at.
    alone = np.ones(len(ticks), dtype=bool)
    alone[1:] &= np.diff(ticks) > 0
    alone[:-1] &= np.diff(ticks) > 0
    return FrameIndex(
        ticks=ticks,
        dts=np.array([NO_TICK if f.dts is None else f.dts for f in shown], dtype=np.int64),
        entry=np.array([f.entry and not counted for f in shown], dtype=bool) & alone,
        time_base=time_base,
        last_ticks=shown[-1].duration or usual,
        by=by,
        counted=counted,
        notes=notes,
    )


def _in_order(raw: list[int | None], usual: int) -> list[int]:
    """Give stamps that do not rise with the frames an order that does.

    AVI stamps packets in the order of decoding, so the stamps are right and only their owners are not: sorted, each
    frame has its own. A clock that starts again (joined recordings) runs on from where it was.
    """
    out: list[int] = []
    section: list[int] = []
    shift = 0
    for pts in raw:
        last = section[-1] if section else (out[-1] if out else -usual)
        stamp = last + usual if pts is None else pts + shift
        if section and stamp < max(section) - 16 * usual:
            out += sorted(section)
            shift += out[-1] + usual - stamp
            stamp, section = out[-1] + usual, []
        section.append(stamp)
    return out + sorted(section)


def _losses(decoder: Decoder, facts: list[Facts], shown: list[Facts], *, cut_short: bool) -> tuple[str, ...]:
    """Say what of the clip cannot be shown."""
    time_base = decoder.stream.time_base
    stamps = [f.pts for f in shown if f.pts is not None]
    if not stamps or time_base is None:
        return ()
    start, last = min(stamps), max(stamps)
    decoded = set(stamps)
    # Before the first shown frame lies what a cut left behind; it was never to be seen.
    lost = [f.pts for f in facts if f.shown and f.pts is not None and f.pts > start and f.pts not in decoded]
    missing = len(lost) + max(0, _promised(decoder) - len(facts))
    number, of = len(shown), len(shown) + missing
    if cut_short:
        end = format_us(ticks_to_us(last - start, time_base))
        if not missing:
            return (tr("The end of {decoder} is missing: it stops at {end}.", decoder=decoder.name, end=end),)
        return (
            tr(
                "The end of {decoder} is missing: {number} of {of} frames can be shown, up to {end}.",
                decoder=decoder.name,
                number=number,
                of=of,
                end=end,
            ),
        )
    if lost:
        first = format_us(ticks_to_us(min(lost) - start, time_base))
        return (
            tr(
                "{decoder} is damaged: {number} of {of} frames can be shown; the first that cannot is at {first}.",
                decoder=decoder.name,
                number=number,
                of=of,
                first=first,
            ),
        )
    return ()
