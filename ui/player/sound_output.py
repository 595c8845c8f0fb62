"""Sound out: plays a clip's sound and is the clock that its pictures follow."""

from __future__ import annotations

import ctypes
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from coder.media.audio import RATE, AudioReader, Samples
from coder.vocabulary.errors import MendableError
from coder.vocabulary.language import tr
from coder.vocabulary.time import MICROS, Interval
from ui.player.time_stretch import HOP, TimeStretch

if TYPE_CHECKING:
    import miniaudio

SLOWEST_HEARD, FASTEST_HEARD = 0.5, 2.0
"""Speeds at which sound is played, at its own pitch; beyond them it helps nobody, and there is silence."""

_PERIOD_MS = 20
_PERIODS = 3
_CHUNK = HOP
_AHEAD = 16
"""Chunks kept ready, so that a slow read is not heard."""
_UNHEARD_S = _PERIOD_MS * (_PERIODS - 1) / 1000
"""What the device has been given and has not played yet."""
_NOT_HEARD = ("NULL", "CUSTOM")
_NO_DEVICE = tr("No sound: no sound output was found.")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of sound handed to the device: which samples of its life, and what moment of the clip they are."""

    first: int
    count: int
    start_us: float


class SoundUnavailableError(Exception):
    """There is no sound device; the message says so to a person."""


class SoundClock:
    """Plays from a moment of the clip until stopped, at a speed, round a loop; says which moment is being heard.

    A thread of its own reads ahead, so that the device's callback only copies. Where reading falls behind, the device
    gets silence and the clip's time stands still: pictures wait for the sound, as they must.
    """

    def __init__(
        self,
        reader: AudioReader,
        start_us: int,
        *,
        speed: float,
        loop: Interval | None,
        volume: Callable[[], float],
        backends: list[miniaudio.Backend] | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        import miniaudio  # it brings half of Python's own network library along: only where something is played

        self._volume = volume
        self._reader, self._speed, self._loop = reader, speed, loop
        self._monotonic = monotonic
        self._stretch = TimeStretch(self._read)
        self._position = start_us * RATE / MICROS
        self._ready: deque[tuple[float, Samples]] = deque()
        self._sent: deque[_Piece] = deque([_Piece(0, 0, float(start_us))], maxlen=4 * _AHEAD)
        self._given = 0
        self._anchor: float | None = None
        self._wake = threading.Event()
        self._stopping = False
        for _ in range(_PERIODS):
            self._ready.append(self._next_chunk())
        try:
            _quiet_alsa()
            self._device = miniaudio.PlaybackDevice(
                output_format=miniaudio.SampleFormat.FLOAT32,
                nchannels=reader.channels,
                sample_rate=RATE,
                buffersize_msec=_PERIOD_MS,
                callback_periods=_PERIODS,
                backends=backends or [one for one in miniaudio.Backend if one.name not in _NOT_HEARD],
                app_name="Dyad Mirror",
            )
        except miniaudio.MiniaudioError as error:
            raise SoundUnavailableError(_NO_DEVICE) from error
        self._feeder = threading.Thread(target=self._feed, name="sound", daemon=True)
        self._feeder.start()
        generator = self._samples()
        next(generator)
        try:
            self._device.start(generator)
        except miniaudio.MiniaudioError as error:
            self.stop()
            raise SoundUnavailableError(_NO_DEVICE) from error

    def now(self) -> int:
        """The moment that is heard now, in microseconds."""
        anchor = self._anchor
        pieces = list(self._sent)
        if anchor is None:
            return int(pieces[0].start_us)
        heard = (self._monotonic() - anchor - _UNHEARD_S) * RATE
        piece = next((p for p in reversed(pieces) if p.first <= heard), pieces[0])
        within = min(max(0.0, heard - piece.first), float(piece.count))
        return int(piece.start_us + within * self._speed * MICROS / RATE)

    def stop(self) -> None:
        """Fall silent, and end the reading."""
        self._stopping = True
        self._wake.set()
        self._device.close()
        self._feeder.join()

    def _feed(self) -> None:
        while not self._stopping:
            if len(self._ready) < _AHEAD:
                self._ready.append(self._next_chunk())
            else:
                self._wake.wait(_PERIOD_MS / 1000)
                self._wake.clear()

    def _next_chunk(self) -> tuple[float, Samples]:
        """The next stretch of sound and the moment (µs) it begins at; shorter where the loop ends."""
        if self._loop is not None and self._position >= self._loop.offset_us * RATE / MICROS:
            self._position = self._loop.onset_us * RATE / MICROS
            self._stretch.jump()
        start, count = self._position, _CHUNK
        if self._loop is not None:
            left = self._loop.offset_us * RATE / MICROS - start
            count = max(1, min(count, int(np.ceil(left / self._speed))))
        self._position = start + count * self._speed
        at_us, first = start * MICROS / RATE, round(start)
        return at_us, self._read(int(start), count) if self._speed == 1.0 else self._stretch.piece(first, count)

    def _read(self, first: int, count: int) -> Samples:
        try:
            return self._reader.read(round(first * MICROS / RATE), count)
        except MendableError:
            # The picture comes from the same file, and will say what is wrong with it; time must not stand still.
            return np.zeros((count, self._reader.channels), dtype=np.float32)

    def _samples(self) -> Generator[bytes, int, None]:
        """What the device's thread asks for: it only copies."""
        left: Samples = np.zeros((0, self._reader.channels), dtype=np.float32)
        left_us = 0.0
        wanted = yield b""
        while True:
            self._keep_time()
            out = np.zeros((wanted, self._reader.channels), dtype=np.float32)
            filled = 0
            while filled < wanted and (len(left) or self._ready):
                if not len(left):
                    left_us, left = self._ready.popleft()
                count = min(len(left), wanted - filled)
                out[filled : filled + count] = left[:count]
                self._sent.append(_Piece(self._given + filled, count, left_us))
                left, left_us = left[count:], left_us + count * self._speed * MICROS / RATE
                filled += count
            self._given += wanted
            self._wake.set()
            wanted = yield (out * np.float32(self._volume())).tobytes()

    def _keep_time(self) -> None:
        """Follow the device's own pace: its clock differs a little from ours, and it may have stalled."""
        now = self._monotonic()
        expected = now - self._given / RATE
        if self._anchor is None or abs(expected - self._anchor) > 0.25:
            self._anchor = expected
        else:
            self._anchor += 0.05 * (expected - self._anchor)


def _quiet_alsa() -> None:
    """Keep ALSA from writing to stderr that a computer has no sound card: the window says it in a sentence."""
    if not sys.platform.startswith("linux") or _SILENCER:
        return
    try:
        alsa = ctypes.CDLL("libasound.so.2")
    except OSError:
        return
    kind = ctypes.CFUNCTYPE(None, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p)
    handler = kind(lambda *_: None)
    alsa.snd_lib_error_set_handler(handler)
    _SILENCER.append(handler)


_SILENCER: list[Any] = []
"""Keeps the handler alive for as long as ALSA may call it."""
