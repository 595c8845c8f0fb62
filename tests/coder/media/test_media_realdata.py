"""The real clips: every frame that a plain decode yields, by its stamp; every way there gives its picture."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

import av
import pytest

from coder.media import Clip
from coder.media.audio import RATE, AudioReader
from tests.coder.media.clipmaker import plain_decode

INDEXED = (
    "2UWdXP.joke1.rep2.take1.Peekaboo_h265.mp4",
    "3dC3SQ.joke1.rep2.take1.TearingPaper_h265.mp4",
    "pyfeat_WolfgangLanger_Pexels.mp4",
    "pyfeat_no_face.mp4",
    "pyfeat_single_face.mp4",
)
WALKED = ("2UWdXP.joke4.rep3.take1.TearingPaper_h265.mp4", "pyfeat_face_noface.mov")


@pytest.mark.realdata
@pytest.mark.parametrize("name", INDEXED)
def test_the_index_of_a_real_clip_is_what_decoding_yields(realdata: Path, name: str) -> None:
    path = realdata / "clips" / name
    with av.open(str(path)) as container:
        container.streams.video[0].thread_type = "AUTO"
        truth = [frame.pts for frame in container.decode(video=0)]
    with Clip.open(path) as clip:
        assert clip.index.by == "packets"
        assert clip.index.ticks.tolist() == truth


@pytest.mark.realdata
@pytest.mark.slow
@pytest.mark.parametrize("name", WALKED)
def test_every_way_to_a_frame_of_a_real_clip(realdata: Path, name: str) -> None:
    path = realdata / "clips" / name
    truth = plain_decode(path)
    with Clip.open(path, cache_bytes=20 << 20) as clip:
        tenths = sorted({clip.index.at(t) for t in range(0, clip.info.duration_us, 100_000)})
        for frame in clip.pick(tenths):
            assert hashlib.sha256(frame.rgb.data).hexdigest() == truth[frame.index][1]
        dice = random.Random(name)
        n = 0
        for k in range(30):
            n = dice.randrange(len(clip)) if k % 6 == 0 else max(0, min(len(clip) - 1, n + dice.choice((-2, -1, 1))))
            assert hashlib.sha256(clip.frame(n).rgb.data).hexdigest() == truth[n][1]


@pytest.mark.realdata
def test_real_sound_is_heard(realdata: Path) -> None:
    path = realdata / "clips" / INDEXED[1]
    with Clip.open(path) as clip, AudioReader(path, clip.index) as sound:
        heard = sound.read(0, clip.info.duration_us * RATE // 1_000_000)
        assert float(abs(heard).max()) > 0.01
