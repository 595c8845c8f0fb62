"""A clip's sound on the clip's clock: 48 kHz samples from any moment, sample 0 at the first frame."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import islice
from math import gcd
from types import TracebackType

import av
import av.error
import numpy as np
import numpy.typing as npt

from coder.media.container import Source, clip_name, open_container, sound_streams
from coder.media.frame_index import FrameIndex
from coder.vocabulary.time import MICROS

RATE = 48_000
"""Samples per second of everything that is given out."""
Samples = npt.NDArray[np.float32]

_BLOCK_S = 1
_BLOCKS_KEPT = 8
_PREROLL_S = Fraction(1, 4)
"""Decoded and thrown away after a seek: AAC needs the packet before, MP3 up to ten, Opus 80 ms."""
_SAME_PLACE_S = Fraction(3, 1000)
"""A packet that claims to begin this near to where the last one ended follows it without a gap. Matroska and FLV
round stamps to a millisecond, which would otherwise click at every packet."""
_MARGIN_S = Fraction(1, 50)
_LOW = "LFE"
"""What FFmpeg calls the low channel."""
_PIECES_LEARNED = 5
"""From how many pieces at the beginning it is learned whether all are of one length; the first may be cut."""


class AudioReader:
    """Reads a clip's sound. Samples do not depend on the order of reading: blocks of a second are always made alike.

    Attributes
    ----------
    channels : int
        1 or 2; more are mixed down to two, the low one too. As many as are stored, with ``every_channel``: those that
        are mixed can cancel one another, and a voice in one of many is drowned by the others.
    low : int or None
        Where the low channel of 5.1 and its kin is among those that are given out; None where there is none.
    has_sound : bool
        False where the clip has no sound that can be decoded: every read is silence.
    """

    def __init__(
        self, source: Source, index: FrameIndex, *, name: str | None = None, every_channel: bool = False
    ) -> None:
        start = Fraction(int(index.ticks[0])) * index.time_base
        self._track = _Track(source, name or clip_name(source), start=start, every_channel=every_channel)
        self.channels, self.low = self._track.channels, self._track.low
        self.has_sound = self._track.has_sound
        self._blocks: OrderedDict[int, Samples] = OrderedDict()

    def __enter__(self) -> AudioReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the clip."""
        self._track.close()

    def read(self, start_us: int, n_samples: int) -> Samples:
        """Read from ``start_us`` microseconds after the first frame (before it: silence).

        Returns
        -------
        float32 array (n_samples, channels)
            At 48 kHz, -1 to 1.
        """
        first = (2 * start_us * RATE + MICROS) // (2 * MICROS)
        out = np.zeros((n_samples, self.channels), dtype=np.float32)
        if not self.has_sound:
            return out
        size = _BLOCK_S * RATE
        for k in range(first // size, (first + n_samples - 1) // size + 1):
            begin, end = max(first, k * size), min(first + n_samples, (k + 1) * size)
            if end > begin and k >= 0:
                out[begin - first : end - first] = self._block(k)[begin - k * size : end - k * size]
        return out

    def _block(self, k: int) -> Samples:
        block = self._blocks.get(k)
        if block is None:
            block = self._make(k)
            self._blocks[k] = block
            if len(self._blocks) > _BLOCKS_KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(k)
        return block

    def _make(self, k: int) -> Samples:
        rate = self._track.rate
        if rate == RATE:
            return self._track.read(k * RATE * _BLOCK_S, RATE * _BLOCK_S)
        # A whole number of source samples per whole number of ours, so that every block lies on the same grid.
        step = rate // gcd(rate, RATE)
        margin = (int(_MARGIN_S * rate) // step + 1) * step
        stored = self._track.read(k * rate * _BLOCK_S - margin, rate * _BLOCK_S + 2 * margin)
        skip = margin * RATE // rate
        return _resample(stored, rate)[skip : skip + RATE * _BLOCK_S]


def _resample(stored: Samples, rate: int) -> Samples:
    if stored.shape[1] > 2:
        return np.concatenate([_resample(channel[:, None], rate) for channel in stored.T], axis=1)
    layout = "mono" if stored.shape[1] == 1 else "stereo"
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(stored.T), format="fltp", layout=layout)
    frame.sample_rate, frame.pts, frame.time_base = rate, 0, Fraction(1, rate)
    resampler = av.AudioResampler(format="fltp", layout=layout, rate=RATE)
    made = [f.to_ndarray() for f in (*resampler.resample(frame), *resampler.resample(None))]
    return np.concatenate(made, axis=1).T.astype(np.float32, copy=False)


def _to_two(names: Sequence[str]) -> Samples:
    """How much of each channel (n, by its name in the container) is played left and right, (n, 2).

    Fronts whole, sides, middle and back at 3 dB less, as in Recommendation ITU-R BS.775; the low channel as the middle:
    some recorders store a microphone there, and what is heard in it has to be played. Microphones without a place are
    halved to both.
    """
    weights = np.full((len(names), 2), np.sqrt(0.5), np.float32)
    for weight, name in zip(weights, names, strict=True):
        if name == "NONE":
            weight[:] = 0.5
        elif name != _LOW and ("L" in name) != ("R" in name):
            front = name in ("FL", "FR")
            weight[:] = (1.0 if front else np.sqrt(0.5)) * np.array(["L" in name, "R" in name])
    return weights


class _Track:
    """The sound as stored, on a line of samples that begins at the first frame; gaps are silent."""

    def __init__(self, source: Source, name: str, *, start: Fraction, every_channel: bool) -> None:
        self._container, self._file = open_container(source, name)
        self._source, self._name = source, name
        self._start = start
        stream = self._find()
        self.has_sound = stream is not None
        self.rate = stream.rate if stream is not None else RATE
        self._stored = max(1, stream.channels) if stream is not None else 1
        names = [channel.name for channel in stream.layout.channels] if stream is not None else []
        mixed = self._stored > 2 and not every_channel
        self._mixing = _to_two(names) if mixed else None
        self.low = names.index(_LOW) if _LOW in names and not mixed else None
        self.channels = self._stored if self._mixing is None else 2
        self._grid: tuple[int, int] | None = None
        """Where pieces begin, as read from the clip's beginning: a place and how far they lie apart, in samples."""
        self._grid_known = False
        self._pieces = self._decode()
        self._held = np.zeros((0, self.channels), dtype=np.float32)
        self._at = 0
        """Where ``_held`` begins, in stored samples from the first frame."""

    def _find(self) -> av.AudioStream | None:
        found = next(iter(sound_streams(self._container)), None)
        for stream in self._container.streams:
            if stream is not found:
                # Not even read, where the container lets streams be told apart.
                stream.discard = av.stream.Discard.all
        return found

    def read(self, first: int, n: int) -> Samples:
        """Give ``n`` samples from ``first``, (n, channels)."""
        if first < self._at or first > self._at + len(self._held) + 4 * self.rate:
            self._seek(first)
        out = np.zeros((n, self.channels), dtype=np.float32)
        while True:
            self._copy(out, first)
            if self._at + len(self._held) >= first + n:
                return out
            piece = next(self._pieces, None)
            if piece is None:
                return out
            self._at, self._held = piece

    def _copy(self, out: Samples, first: int) -> None:
        begin, end = max(first, self._at), min(first + len(out), self._at + len(self._held))
        if end > begin:
            out[begin - first : end - first] = self._held[begin - self._at : end - self._at]

    def _seek(self, first: int) -> None:
        self._learn_grid()
        stream = self._find()
        wanted = self._start + Fraction(first, self.rate) - _PREROLL_S
        self._held = self._held[:0]
        if stream is not None and stream.time_base and wanted > self._start:
            try:
                self._container.seek(int(wanted / stream.time_base), stream=stream)
                self._at = int((wanted - self._start) * self.rate)
                self._pieces = self._decode(self._grid)
                return
            except av.error.FFmpegError:
                pass
        self._open_again()
        self._at = min(0, first)
        self._pieces = self._decode()

    def _open_again(self) -> None:
        self.close()
        self._container, self._file = open_container(self._source, self._name)
        self._find()

    def _learn_grid(self) -> None:
        """Find out where pieces begin: stamps that are rounded to a millisecond do not say it after a seek."""
        if self._grid_known:
            return
        self._grid_known = True
        stream = self._find()
        if stream is None or not stream.time_base or stream.time_base * self.rate <= 1:
            return  # stamps count samples: nothing is rounded, and nothing has to be read for it
        self._open_again()
        begun = [(at, len(piece)) for at, piece in islice(self._decode(), _PIECES_LEARNED)][1:]
        lengths = {length for _, length in begun}
        if len(begun) == _PIECES_LEARNED - 1 and len(lengths) == 1:
            self._grid = begun[0][0], lengths.pop()

    def _on_grid(self, said: int, grid: tuple[int, int], tick: Fraction) -> int:
        """Return where a piece begins that claims to begin at ``said``, as exact as reading from the beginning is."""
        place, apart = grid
        begins = place + round(Fraction(said - place, apart)) * apart
        return begins if abs(begins - said) <= tick * self.rate / 2 + 1 else said

    def _decode(self, grid: tuple[int, int] | None = None) -> Iterator[tuple[int, Samples]]:
        """Decoded pieces and where each begins, in stored samples from the first frame."""
        stream = self._find()
        if stream is None:
            return
        few = {1: "mono", 2: "stereo"}
        # One sample of each after another: of more than eight channels apart PyAV reads past the end.
        converter = av.AudioResampler(format="flt", layout=few.get(self._stored, stream.layout.name), rate=self.rate)
        follows: int | None = None
        near = int(_SAME_PLACE_S * self.rate)
        for frame in self._frames(stream):
            for heard in converter.resample(frame):
                begins = follows
                if frame.pts is not None and frame.time_base:
                    said = round((frame.pts * frame.time_base - self._start) * self.rate)
                    if follows is None and grid is not None:
                        said = self._on_grid(said, grid, stream.time_base or frame.time_base)
                    begins = follows if follows is not None and abs(said - follows) <= near else said
                if begins is None:
                    begins = 0
                samples = heard.to_ndarray().reshape(-1, self._stored).astype(np.float32, copy=False)
                # Floating-point sound can hold what is no number; one such sample would silence all that comes after.
                if not np.isfinite(samples).all():
                    samples = np.nan_to_num(samples, copy=False, posinf=0, neginf=0)
                if self._mixing is not None:
                    samples = samples @ self._mixing
                yield begins, samples
                follows = begins + len(samples)

    def _frames(self, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
        try:
            for packet in self._container.demux(stream):
                try:
                    yield from stream.codec_context.decode(packet if packet.size else None)
                except (av.error.FFmpegError, ValueError):
                    continue
        except (av.error.FFmpegError, ValueError):
            pass
        self._file.check(self._name)

    def close(self) -> None:
        """Close the clip."""
        self._container.close()
        self._file.close()
