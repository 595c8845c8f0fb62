"""Building a FrameIndex: from packets alone where the container's stamps can be trusted, else by decoding."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction

import av.video.frame
import numpy as np

from coder.media.container import Source
from coder.media.cursor import Decoder, no_frames
from coder.media.index import NO_TICK, FrameIndex

TRUSTED_CONTAINERS = frozenset({"mov", "matroska", "flv", "mpegts"})
"""Containers that stamp every frame with its presentation time."""
TRUSTED_CODECS = frozenset({"h264", "hevc", "mpeg4", "vp9", "av1", "mjpeg", "prores", "libdav1d"})
"""Codecs in which one packet that is not discarded is one shown frame."""
CHECKED_FRAMES = 24
"""How many frames from the start are decoded to check that the packets told the truth."""


@dataclass(frozen=True, slots=True)
class PacketFacts:
    """What a packet says about the frame in it."""

    pts: int | None
    dts: int | None
    duration: int
    key: bool
    shown: bool
    sound: bool


@dataclass(frozen=True, slots=True)
class Scanned:
    """A finished index, and the first decoded frame, which knows how it is to be shown."""

    index: FrameIndex
    first: av.video.frame.VideoFrame


def scan(source: Source, name: str) -> Scanned:
    """Index a clip in one pass over its packets, or by decoding where packets alone would not be exact."""
    decoder = Decoder(source, name)
    try:
        facts = [_facts(p) for p in decoder.packets()]
        head = _head(decoder)
        if not head:
            raise no_frames(name)
        index = _by_packets(decoder, facts, head) or _by_decoding(source, name, facts)
        return Scanned(index=index, first=head[0])
    finally:
        decoder.close()


def _facts(packet: av.Packet[av.VideoStream]) -> PacketFacts:
    return PacketFacts(
        pts=packet.pts,
        dts=packet.dts,
        duration=packet.duration or 0,
        key=packet.is_keyframe,
        shown=not packet.is_discard,
        sound=not packet.is_corrupt,
    )


def _head(decoder: Decoder) -> list[av.video.frame.VideoFrame]:
    decoder.rewind()
    return list(itertools.islice(decoder.frames(), CHECKED_FRAMES))


def _by_packets(decoder: Decoder, facts: list[PacketFacts], head: list[av.video.frame.VideoFrame]) -> FrameIndex | None:
    """Index from packets; None where they are not enough."""
    stream = decoder.stream
    if decoder.container.format.name.split(",")[0] not in TRUSTED_CONTAINERS or stream.codec.name not in TRUSTED_CODECS:
        return None
    if any(f.pts is None or not f.sound for f in facts) or 0 < stream.frames > len(facts):
        return None
    shown = sorted((f for f in facts if f.shown), key=lambda f: f.pts or 0)
    stamps = [f.pts for f in shown]
    got = [f.pts for f in head]
    if not stamps or got[0] not in stamps or len(set(stamps)) < len(stamps):
        return None
    # Pictures before the first one that decodes (a clip cut inside an open group) are never shown.
    skipped = stamps.index(got[0])
    if stamps[skipped : skipped + len(got)] != got:
        return None
    return _index(shown[skipped:], time_base=_time_base(decoder), by="packets")


def _by_decoding(source: Source, name: str, facts: list[PacketFacts]) -> FrameIndex:
    known = {f.pts: f for f in facts if f.pts is not None}
    decoder = Decoder(source, name)
    try:
        shown: list[PacketFacts] = []
        counted = False
        for frame in decoder.frames():
            pts = frame.pts
            fact = None if pts is None else known.get(pts)
            if pts is None or (shown and shown[-1].pts is not None and pts <= shown[-1].pts):
                counted = True
            shown.append(
                PacketFacts(
                    pts=pts,
                    dts=fact.dts if fact else None,
                    duration=frame.duration or (fact.duration if fact else 0),
                    key=frame.key_frame,
                    shown=True,
                    sound=True,
                )
            )
        if not shown:
            raise no_frames(name)
        return _index(shown, time_base=_time_base(decoder), by="decoding", counted=counted)
    finally:
        decoder.close()


def _index(shown: list[PacketFacts], *, time_base: Fraction, by: str, counted: bool = False) -> FrameIndex:
    gaps = [f.duration for f in shown if f.duration > 0] or [max(1, round(Fraction(1, 25) / time_base))]
    usual = int(np.median(gaps))
    ticks: list[int] = []
    for f in shown:
        guess = ticks[-1] + usual if ticks else 0
        ticks.append(guess if f.pts is None else f.pts)
    return FrameIndex(
        ticks=np.array(ticks, dtype=np.int64),
        dts=np.array([NO_TICK if f.dts is None else f.dts for f in shown], dtype=np.int64),
        entry=np.array([f.key and not counted for f in shown], dtype=bool),
        time_base=time_base,
        last_ticks=shown[-1].duration or usual,
        by=by,
        counted=counted,
    )


def _time_base(decoder: Decoder) -> Fraction:
    return decoder.stream.time_base or Fraction(1, 90_000)
