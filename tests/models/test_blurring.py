"""A clip with faces hidden, made by the real models from rendered people, and looked at again."""

from fractions import Fraction

import cv2
import numpy as np
import pytest

from coder.media import Clip
from coder.vocabulary.errors import Cancelled, ClipError
from coder.vocabulary.time import Interval
from models.blurring import FacesLeftError, Order, make
from models.blurring import export_stages as blurring_passes
from models.blurring import head_detection as blurring_heads
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.face import CenterFace
from tests.coder.media.clipmaker import make_clip
from tests.models.short_clips import cut
from tests.sample_clips.samples import load

FRAMES = 14
OTHER = CenterFace(EstimatorSettings(face_long_side=448, face_confidence=0.35))
"""A setting by which nothing was looked for while the clip was made."""


def made_from(path, order=None, **how):
    with Clip.open(path) as clip:
        return make(path, clip, order or Order(comment="purpose: training of coders"), **how)


@pytest.fixture(scope="module")
def near(tmp_path_factory):
    """Both are near and move: somebody comes too near, the child turns away."""
    return cut(tmp_path_factory.mktemp("blur") / "near.mp4", "mismatch_repair", 52, FRAMES)


@pytest.fixture(scope="module")
def made(near):
    made = made_from(near[0], Order(sound=True, comment="purpose: training of coders"))
    yield made
    made.spool.close()


def test_there_were_faces_and_none_is_found_in_any_frame(near, made):
    with Clip.open(near[0]) as clip:
        assert sum(len(OTHER.detect(frame.rgb)) for frame in clip.frames()) >= FRAMES
    with Clip.open(made.source) as result:
        assert [frame.index for frame in result.frames() if OTHER.detect(frame.rgb)] == []


def test_nothing_is_left_of_any_true_head(near, made):
    """Also where the detector missed it: the truth of a rendered clip says where each head is."""
    path, sample = near
    with Clip.open(path) as clip, Clip.open(made.source) as result:
        for n, (before, after) in enumerate(zip(clip.frames(), result.frames(), strict=True)):
            for who in sample.truth["people"]:
                x, y, width, height = sample.value(who, "head_box")[52 + n]
                ys, xs = np.mgrid[: after.rgb.shape[0], : after.rgb.shape[1]]
                # The ellipse in the box: its corners are wall.
                inside = ((xs - x - width / 2) / (width / 2)) ** 2 + ((ys - y - height / 2) / (height / 2)) ** 2 <= 1
                if inside.sum() < 50:
                    continue
                was, is_ = (np.abs(np.diff(p.rgb.astype(int), axis=1))[inside[:, 1:]].mean() for p in (before, after))
                assert is_ < 0.6 * was or is_ < 1.0, (n, who, was, is_)
                assert after.rgb[inside].std(0).max() < 16, (n, who)


def test_times_size_and_sound_are_those_of_the_clip(near, made):
    with Clip.open(near[0]) as clip, Clip.open(made.source) as result:
        assert (result.index.pts_us == clip.index.pts_us).all()
        assert result.index.end_us == clip.index.end_us
        assert (result.info.width, result.info.height) == (clip.info.width, clip.info.height)
        assert result.info.audio is not None
    assert made.sound
    assert made.frames == FRAMES


@pytest.mark.parametrize("aspect", [Fraction(2), Fraction(8, 9)])
def test_heads_are_looked_for_as_they_are_shown_and_hidden_where_they_are_stored(near, tmp_path, aspect, monkeypatch):
    path, sample = near
    with Clip.open(path) as clip:
        pictures, high = [frame.rgb for frame in clip.frames()], clip.info.height
        size = (round(clip.info.width / aspect), high)
        shown = (round(size[0] * aspect), high)
    stored = make_clip(
        tmp_path / "stored.mp4",
        frames=len(pictures),
        picture=lambda n: cv2.resize(pictures[n], size, interpolation=cv2.INTER_AREA),
        aspect=aspect,
        options={"preset": "ultrafast", "crf": "18"},
    )
    looked_at = {"heads": set(), "faces_left": set()}

    def watched(name):
        real = getattr(blurring_heads.Watcher, name)

        def look(watcher, picture, **how):
            looked_at[name].add(picture.shape[1::-1])
            return real(watcher, picture, **how)

        return look

    for name in looked_at:
        monkeypatch.setattr(blurring_heads.Watcher, name, watched(name))
    made = made_from(stored)
    assert looked_at == {"heads": {shown}, "faces_left": {shown}}
    with Clip.open(made.source) as result:
        assert (result.info.width, result.info.height, result.info.sample_aspect) == (*size, aspect)
        for n, after in enumerate(result.frames()):
            assert not OTHER.detect(cv2.resize(after.rgb, shown, interpolation=cv2.INTER_AREA))
            for who in sample.truth["people"]:
                x, y, width, height = np.array(sample.value(who, "head_box")[52 + n]) / (
                    float(aspect),
                    1,
                    float(aspect),
                    1,
                )
                ys, xs = np.mgrid[: after.rgb.shape[0], : after.rgb.shape[1]]
                inside = ((xs - x - width / 2) / (width / 2)) ** 2 + ((ys - y - height / 2) / (height / 2)) ** 2 <= 1
                if inside.sum() >= 50:
                    assert after.rgb[inside].std(0).max() < 16, (n, who)
    if not any(one.whole for one in made.hidden.values()):
        # A head is about as wide as high where it is shown; what hides it is as much narrower as it is stored.
        widths = [head.half_width / head.half_height for one in made.hidden.values() for head in one.heads if head.face]
        assert np.median(widths) == pytest.approx(blurring_heads.ASIDE / blurring_heads.ALONG / float(aspect), rel=0.02)
    made.spool.close()


def test_a_stretch_begins_at_0_and_has_no_sound_unless_it_is_asked_for(near):
    with Clip.open(near[0]) as clip:
        pts = clip.index.pts_us
        made = make(near[0], clip, Order(Interval(int(pts[3]) - 5, int(pts[6]))))
    with Clip.open(made.source) as result:
        assert made.stretch == Interval(int(pts[3]), int(pts[6]))
        assert np.abs(result.index.pts_us - (pts[3:6] - pts[3])).max() <= 1
        assert result.info.audio is None
    made.spool.close()


def test_a_clip_that_was_held_sideways_stands_upright_and_uneven_times_stay(monkeypatch):
    monkeypatch.setattr(blurring_passes, "AROUND_US", 0)
    for name in ("play_rotated", "play_vfr"):
        path = load(name).path
        with Clip.open(path) as clip:
            pts = clip.index.pts_us
            made = make(path, clip, Order(Interval(int(pts[20]), int(pts[23]))))
            size = (clip.info.width, clip.info.height)
        with Clip.open(made.source) as result:
            assert (result.info.rotation, result.info.mirrored) == (0, False)
            assert (result.info.width, result.info.height) == size
            assert np.abs(result.index.pts_us - (pts[20:23] - pts[20])).max() <= 1
        made.spool.close()


def test_somebody_who_is_covered_and_stays_so_hides_the_frame(tmp_path, monkeypatch):
    """Behind a curtain from frame 8 on: nobody can say where the face is."""

    def curtain(n, picture):
        out = picture.copy()
        if n >= 8:
            out[:] = (120, 110, 100)
        return out

    monkeypatch.setattr("models.blurring.lost_heads.HOLD_US", 200_000)
    path, _ = cut(tmp_path / "curtain.mp4", "mismatch_repair", 0, 14, change=curtain)
    made = made_from(path)
    assert made.whole_us > 0
    made.spool.close()


def test_a_face_that_a_first_look_missed_is_found_in_the_result_and_hidden(near, monkeypatch):
    """As if the first look had seen nobody: the second finds them, and mending hides them."""
    monkeypatch.setattr(blurring_heads.Watcher, "heads", lambda self, picture, closely: [])
    with Clip.open(near[0]) as clip:
        made = make(near[0], clip, Order(Interval(0, 300_000)))
    assert made.mended > 0
    with Clip.open(made.source) as result:
        assert [frame.index for frame in result.frames() if OTHER.detect(frame.rgb)] == []
    made.spool.close()


def test_where_a_face_is_found_however_much_is_hidden_it_is_refused_and_forgotten(near, monkeypatch):
    spools = []
    real = blurring_passes.Clip.open

    def remembered(source, **more):
        spools.append(source)
        return real(source, **more)

    monkeypatch.setattr(blurring_heads.Watcher, "heads", lambda self, picture, closely: [])
    monkeypatch.setattr(blurring_passes, "veil", lambda picture, hidden: picture)
    monkeypatch.setattr(blurring_passes.Clip, "open", remembered)
    with real(near[0]) as clip, pytest.raises(FacesLeftError, match=r"0:00\.000.*nothing is written"):
        make(near[0], clip, Order(Interval(0, 100_000)))
    for source in spools:
        with pytest.raises(ValueError, match="forgotten"):
            source().read()


def test_it_stops_when_it_is_asked_to(near):
    with pytest.raises(Cancelled):
        made_from(near[0], cancelled=lambda: True)


def test_a_stretch_without_a_frame_is_said_so(near):
    with pytest.raises(ClipError, match="No frame begins"):
        made_from(near[0], Order(Interval(1, 2)))


@pytest.mark.realdata
def test_no_face_is_found_in_real_homes_by_another_setting(realdata, monkeypatch):
    monkeypatch.setattr(blurring_passes, "AROUND_US", 300_000)
    clips = sorted((realdata / "clips").glob("*joke*.mp4"))
    assert clips
    for path in clips:
        with Clip.open(path) as clip:
            middle = clip.index.end_us // 2
            made = make(path, clip, Order(Interval(middle, middle + 400_000)))
        with Clip.open(made.source) as result:
            assert [frame.pts_us for frame in result.frames() if OTHER.detect(frame.rgb)] == []
        made.spool.close()
