"""A clip written anew: every picture at its own time, nothing said of where it came from."""

from fractions import Fraction

import av
import numpy as np
import pytest

from coder.media import Clip
from coder.media import clip_encoder as media_writing
from coder.media.clip_encoder import CODECS, ClipWriter, Shape
from coder.privacy.encrypted_spool import Spool, SpoolFile
from tests.coder.media.clipmaker import HEIGHT, WIDTH, number_of, numbered

UNEVEN = [0, 3, 4, 11, 12, 20, 21, 35, 36, 40]


def written(stamps, time_base, *, size=(WIDTH, HEIGHT), channels=0, samples=None, last=5) -> Spool:
    spool = Spool()
    shape = Shape(*size, Fraction(1), time_base, 25.0)
    with ClipWriter(SpoolFile(spool), shape, comment="purpose: training of coders", channels=channels) as writer:
        for n, tick in enumerate(stamps):
            following = stamps[n + 1] if n + 1 < len(stamps) else tick + last
            writer.picture(numbered(n)[: size[1], : size[0]], tick, following - tick)
        if samples is not None:
            writer.sound(samples)
    return spool


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("time_base", [Fraction(1, 25), Fraction(1, 1000), Fraction(1001, 30000), Fraction(1, 90_000)])
def test_every_picture_keeps_its_own_time(codec, time_base, monkeypatch):
    monkeypatch.setattr(media_writing, "CODECS", {codec: CODECS[codec]})
    spool = written(UNEVEN, time_base)
    with Clip.open(spool.open) as clip:
        wanted = [round(Fraction(tick) * time_base * 1_000_000) for tick in UNEVEN]
        assert np.abs(clip.index.pts_us - np.array(wanted)).max() <= 1
        assert [number_of(frame.rgb) for frame in clip.frames()] == list(range(len(UNEVEN)))


def test_the_last_picture_is_shown_as_long_as_it_was():
    spool = written(UNEVEN, Fraction(1, 25), last=5)
    with Clip.open(spool.open) as clip:
        assert clip.index.end_us == 45 * 40_000


def test_a_picture_of_odd_sides_keeps_all_of_its_pixels():
    spool = written([0, 1], Fraction(1, 25), size=(WIDTH - 1, HEIGHT - 1))
    with Clip.open(spool.open) as clip:
        assert (clip.info.width, clip.info.height) == (WIDTH, HEIGHT)


def test_sound_begins_with_the_first_picture_and_ends_where_it_ended():
    tone = np.zeros((48_000, 2), np.float32)
    tone[24_000:, :] = 0.5 * np.sin(np.arange(24_000) / 10)[:, None]
    spool = written(range(25), Fraction(1, 25), channels=2, samples=tone)
    with av.open(spool.open()) as container:
        heard = np.concatenate([frame.to_ndarray() for frame in container.decode(audio=0)], axis=1)[0]
    loud = np.flatnonzero(np.abs(heard) > 0.2)
    assert abs(int(loud[0]) - 24_000) < 1_500  # AAC works in frames of 1,024 samples
    assert 47_000 < len(heard) < 51_000


def test_the_file_says_nothing_but_the_comment():
    spool = written(UNEVEN, Fraction(1, 25), channels=1, samples=np.zeros((9_600, 1), np.float32))
    whole = spool.read(0, spool.size)
    for word in (
        b"x264",
        b"Lav",
        b"lavc",
        b"ffmpeg",
        b"encoder",
        b"creation",
        b"AppleInfo",
        b"udta\x00\x00\x00\x00free",
    ):
        assert word not in whole
    with av.open(spool.open()) as container:
        said = {
            key: value for key, value in container.metadata.items() if "brand" not in key and key != "minor_version"
        }
        assert said == {"comment": "purpose: training of coders"}
        for stream in container.streams:
            assert set(stream.metadata) <= {"language", "handler_name"}
        assert [stream.type for stream in container.streams] == ["video", "audio"]
        assert not container.chapters()


def test_pictures_out_of_order_are_refused():
    with pytest.raises(ValueError, match="order"):
        written([0, 2, 2], Fraction(1, 25))
