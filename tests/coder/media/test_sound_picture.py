"""The picture of a sound: a tone stands in its band, what was packed comes back, stretches are found."""

from __future__ import annotations

import numpy as np
import pytest

from coder.media.audio import RATE, Samples
from coder.media.sound_picture import BAND_US, BANDS, WAVE_US, SoundPicture, band_edges_hz, sound_picture
from coder.media.sound_stretches import onset_after, sound_stretches
from coder.vocabulary.errors import Cancelled, StudyError
from coder.vocabulary.time import MICROS


class Tones:
    """A sound of tones over quiet noise: (onset s, offset s, Hz, height)."""

    has_sound = True

    def __init__(self, tones: list[tuple[float, float, float, float]], *, noise: float = 1e-3) -> None:
        self._tones, self._noise = tones, noise

    def read(self, start_us: int, n_samples: int) -> Samples:
        first = round(start_us * RATE / MICROS)
        t = (first + np.arange(n_samples)) / RATE
        heard = np.random.default_rng(abs(first)).normal(0, self._noise, n_samples)
        for onset, offset, hz, height in self._tones:
            heard += np.where((t >= onset) & (t < offset), height * np.sin(2 * np.pi * hz * t), 0)
        return np.column_stack([heard, heard]).astype(np.float32)


class Nothing(Tones):
    has_sound = False


@pytest.mark.parametrize("hz", [100.0, 440.0, 1000.0, 4000.0])
def test_a_tone_stands_in_its_own_band_at_its_own_level(hz):
    picture = sound_picture(Tones([(1.0, 3.0, hz, 0.1)]), 5_000_000)
    assert picture is not None
    look = picture.bands[2 * MICROS // BAND_US]
    loudest = int(look.argmax())
    edges = band_edges_hz()
    width = 48_000 / 2048
    assert edges[loudest] - width <= hz <= edges[loudest + 1] + width
    wide = look[max(loudest - 4, 0) : loudest + 5].astype(float)
    level = 10 * np.log10((10 ** ((wide / 255 * 80 - 96) / 10)).sum())
    assert level == pytest.approx(-20, abs=1.5)  # a tenth of full scale


def test_the_outline_is_as_high_as_the_sound_and_begins_where_it_begins():
    picture = sound_picture(Tones([(1.5, 2.0, 500.0, 0.5)], noise=0), 10_000_000)
    assert picture is not None
    assert len(picture.high) >= 10_000_000 // WAVE_US
    heard = np.flatnonzero(picture.high > 5)
    assert abs(int(heard[0]) * WAVE_US - 1_500_000) <= WAVE_US
    assert abs(int(heard[-1] + 1) * WAVE_US - 2_000_000) <= WAVE_US
    assert picture.high.max() == pytest.approx(0.5 * 127, abs=1)
    assert picture.low.min() == pytest.approx(-0.5 * 127, abs=1)


def test_where_one_block_ends_and_the_next_begins_nothing_shows():
    picture = sound_picture(Tones([(0, 12, 700.0, 0.2)], noise=0), 12_000_000)
    assert picture is not None
    inner = picture.bands[5:-5]
    assert int(np.ptp(inner.max(axis=1))) <= 1


def test_a_clip_without_sound_has_no_picture():
    assert sound_picture(Nothing([]), 5_000_000) is None


def test_it_tells_how_far_it_is_and_can_be_stopped():
    told: list[float] = []
    sound_picture(Tones([]), 13_000_000, told=told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def stop(_: float) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        sound_picture(Tones([]), 13_000_000, told=stop)


def test_what_was_packed_comes_back_and_damage_is_noticed():
    picture = sound_picture(Tones([(1, 2, 300, 0.3)]), 3_000_000)
    assert picture is not None
    packed = picture.to_bytes()
    back = SoundPicture.from_bytes(packed)
    for name in ("low", "high", "bands"):
        assert (getattr(back, name) == getattr(picture, name)).all()
    assert back.bands.shape[1] == BANDS
    for damaged in (b"", packed[:30], packed[:-5], b"x" + packed[1:], packed[:7] + b"\xff" * 16 + packed[23:]):
        with pytest.raises(StudyError, match="damaged"):
            SoundPicture.from_bytes(damaged)


def test_stretches_are_what_rises_out_of_the_quiet_with_short_pauses_bridged():
    tones = [(1.0, 1.5, 400, 0.1), (1.7, 2.0, 400, 0.1), (4.0, 5.0, 900, 0.05), (7.0, 7.01, 900, 0.0)]
    picture = sound_picture(Tones(tones), 8_000_000)
    assert picture is not None
    stretches = sound_stretches(picture)
    assert [(round(s.onset_us / MICROS, 1), round(s.offset_us / MICROS, 1)) for s in stretches] == [
        (1.0, 2.0),
        (4.0, 5.0),
    ]
    onsets = [stretch.onset_us for stretch in stretches]
    assert onset_after(onsets, 0, 1) == stretches[0].onset_us
    assert onset_after(onsets, stretches[0].onset_us, 1) == stretches[1].onset_us
    assert onset_after(onsets, stretches[1].onset_us, 1) is None
    assert onset_after(onsets, 8_000_000, -1) == stretches[1].onset_us
    assert onset_after(onsets, stretches[0].onset_us, -1) is None


def test_silence_has_no_stretches():
    picture = sound_picture(Tones([]), 3_000_000)
    assert picture is not None
    assert sound_stretches(picture) == ()
