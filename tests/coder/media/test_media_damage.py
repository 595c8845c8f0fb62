"""What cannot be read is said in one sentence; what still can be read, is."""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coder.media import Clip
from coder.vocabulary.errors import ClipError
from tests.coder.media.clipmaker import make_clip, number_of, plain_decode, remux


def one_sentence(error: pytest.ExceptionInfo[ClipError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert "Traceback" not in text
    assert "Errno" not in text
    assert text.endswith(".")
    return text


def tone() -> np.ndarray:
    return (0.3 * np.sin(np.arange(48_000) * 0.05)).astype(np.float32)


def sound_only(path: Path) -> Path:
    with av.open(str(path), "w") as out:
        stream = out.add_stream("aac", rate=48_000, layout="mono")
        frame = av.AudioFrame.from_ndarray(tone()[None, :], format="fltp", layout="mono")
        frame.sample_rate, frame.pts = 48_000, 0
        for packet in (*stream.encode(frame), *stream.encode(None)):
            out.mux(packet)
    return path


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ClipError) as error:
        Clip.open(tmp_path / "gone.mp4")
    assert "There is no file gone.mp4" in one_sentence(error)


def test_a_folder(tmp_path: Path) -> None:
    with pytest.raises(ClipError) as error:
        Clip.open(tmp_path)
    assert "is a folder" in one_sentence(error)


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    path.touch()
    with pytest.raises(ClipError) as error:
        Clip.open(path)
    assert "empty.mp4 is empty" in one_sentence(error)


@pytest.mark.parametrize("data", [b"hello", b"%PDF-1.7\n" * 50, bytes(5000), b"\x89PNG\r\n\x1a\n" + bytes(100)])
def test_no_video_at_all(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "notes.mp4"
    path.write_bytes(data)
    with pytest.raises(ClipError) as error:
        Clip.open(path)
    assert "notes.mp4 is called a video, and what is in it is none" in one_sentence(error)


@pytest.mark.parametrize("name", ["voice.m4a", "voice.mkv"])
def test_sound_without_pictures(tmp_path: Path, name: str) -> None:
    with pytest.raises(ClipError) as error:
        Clip.open(sound_only(tmp_path / name))
    assert f"{name} holds sound but no pictures" in one_sentence(error)


@pytest.mark.parametrize("problem", [PermissionError(13, "Permission denied"), OSError(5, "Input/output error")])
def test_a_source_that_may_not_be_read(problem: OSError) -> None:
    def source() -> io.BytesIO:
        raise problem

    with pytest.raises(ClipError) as error:
        Clip.open(source, name="far.mp4")  # type: ignore[arg-type]
    assert one_sentence(error).startswith("far.mp4 ")


def test_an_error_of_the_source_comes_through_as_it_is(made: Callable[[str], Path]) -> None:
    """A vault that finds a chunk altered says so itself; FFmpeg must neither hide it nor print it."""

    class Tampered(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 30_000:
                raise ClipError("This clip was altered after it was stored.")
            return super().read(size)

    data = made("h264-250").read_bytes()
    with pytest.raises(ClipError, match="altered after it was stored"):
        Clip.open(lambda: Tampered(data))


def test_truncated_at_many_lengths(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    whole = make_clip(tmp_path / "a.mp4", bframes=2, gop=10, muxer={"movflags": "faststart"}).read_bytes()
    path = tmp_path / "cut.mp4"
    for percent in (0.05, 0.5, 1, 3, 6, 10, 25, 50, 75, 90, 97, 99.5):
        path.write_bytes(whole[: int(len(whole) * percent / 100)])
        if percent <= 10:
            with pytest.raises(ClipError) as error:
                Clip.open(path)
            assert one_sentence(error).startswith("cut.mp4 ")
            continue
        with Clip.open(path) as clip:
            assert clip.index.ticks.tolist() == [pts for pts, _ in plain_decode(path)]
            (note,) = clip.notes
            assert note.startswith("The end of cut.mp4 is missing")
            assert f"{len(clip)} of 60 frames" in note
            assert [number_of(clip.frame(n).rgb) for n in (0, len(clip) // 2)] == [0, len(clip) // 2]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("name", ["h264-mkv", "h264-ts", "h264-fragmented", "mpeg4-b-avi", "vp9", "mpeg2-ps", "wmv"])
def test_what_is_left_of_a_cut_clip_is_read(tmp_path: Path, made: Callable[[str], Path], name: str) -> None:
    whole = made(name)
    path = tmp_path / whole.name
    path.write_bytes(whole.read_bytes()[: whole.stat().st_size * 6 // 10])
    with Clip.open(path) as clip:
        assert clip.index.ticks.tolist() == [pts for pts, _ in plain_decode(path)]
        assert 15 < len(clip) < 50
        assert [number_of(f.rgb) for f in clip.frames(0, 12)] == list(range(12))


def test_the_table_of_frames_is_missing(tmp_path: Path, made: Callable[[str], Path]) -> None:
    """What a phone leaves behind when its battery dies while filming."""
    whole = made("h264").read_bytes()
    path = tmp_path / "dead.mp4"
    path.write_bytes(whole[: whole.rindex(b"moov") - 4])
    with pytest.raises(ClipError) as error:
        Clip.open(path)
    assert "dead.mp4 is damaged or cut short" in one_sentence(error)


def test_a_hole_of_zeros_is_noted_and_read_past(tmp_path: Path, made: Callable[[str], Path]) -> None:
    data = bytearray(made("h264-b").read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4000] = bytes(4000)
    path = tmp_path / "holed.mp4"
    path.write_bytes(data)
    with Clip.open(path) as clip:
        assert clip.index.by == "decoding"
        assert "holed.mp4 is damaged" in clip.notes[0]
        assert len(clip) == len(list(clip.frames()))
        assert number_of(clip.frame(5).rgb) == 5


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["h264-b", "h264-mkv", "h264-ts", "mpeg4-b-avi", "vp9", "mpeg2-ps"]),
    cut=st.floats(0, 1),
    flips=st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=40),
)
def test_no_damage_does_worse_than_a_sentence(
    tmp_path: Path, made: Callable[[str], Path], name: str, cut: float, flips: list[tuple[float, int]]
) -> None:
    data = bytearray(made(name).read_bytes())
    for where, value in flips:
        data[int(where * (len(data) - 1))] = value
    path = tmp_path / "broken"
    path.write_bytes(data[: int(len(data) * cut)])
    with contextlib.suppress(ClipError), Clip.open(path) as clip:
        assert len(clip) > 0
        assert all(f.rgb.shape == (clip.info.height, clip.info.width, 3) for f in clip.pick(range(0, len(clip), 5)))
        for n in (0, len(clip) // 2, len(clip) - 1):
            with contextlib.suppress(ClipError):
                assert clip.frame(n).index == n


def test_nothing_is_left_open_or_behind(tmp_path: Path, made: Callable[[str], Path]) -> None:
    whole = made("h264").read_bytes()
    before = {p: hashlib.sha256(p.read_bytes()).digest() for p in tmp_path.iterdir()}
    opened: list[io.BytesIO] = []

    def source() -> io.BytesIO:
        opened.append(io.BytesIO(whole[: len(whole) // 2]))
        return opened[-1]

    with pytest.raises(ClipError):
        Clip.open(source)  # type: ignore[arg-type]
    assert opened
    assert all(f.closed for f in opened)
    assert {p: hashlib.sha256(p.read_bytes()).digest() for p in tmp_path.iterdir()} == before


@pytest.mark.parametrize("name", ["h264-b", "hevc-open", "mpeg4-b", "vp9", "prores", "h264-mkv"])
@pytest.mark.parametrize("rubbish", ["zeros", "noise"])
def test_a_tail_of_rubbish_ends_the_clip_where_it_stops_decoding(
    tmp_path: Path, made: Callable[[str], Path], name: str, rubbish: str
) -> None:
    """The table of frames is whole, and promises pictures that are gone."""
    whole = made(name)
    data = bytearray(whole.read_bytes())
    start = len(data) * 6 // 10
    end = data.rfind(b"moov") - 4 if b"moov" in data else len(data)
    noise = np.random.default_rng(3).bytes(end - start)
    data[start:end] = noise if rubbish == "noise" else bytes(end - start)
    path = tmp_path / whole.name
    path.write_bytes(data)
    truth = plain_decode(path)
    with Clip.open(path) as clip:
        assert len(clip) == len(truth)
        assert clip.index.by == "decoding"
        assert len(clip.notes) == 1
        assert [number_of(f.rgb) for f in clip.frames(0, 8)] == list(range(8))


def test_damage_that_only_decoding_shows_is_told_at_the_frame(tmp_path: Path, made: Callable[[str], Path]) -> None:
    """Packets lost without a trace: the frames that hung on them are told one by one, the others are as they were."""
    path = remux(made("hevc-open"), tmp_path / "lost.mp4", drop=(7, 8, 30))
    with Clip.open(path) as clip:
        readable = [f.index for f in clip.frames()]
        lost = sorted(set(range(len(clip))) - set(readable))
        assert lost
        with pytest.raises(
            ClipError, match=r"lost\.mp4 is damaged at 0:0\d\.\d\d\d: the picture there cannot be shown"
        ):
            clip.frame(lost[0])
        assert clip.frame(lost[0] - 1).index == lost[0] - 1
        assert clip.frame(len(clip) - 1).index == len(clip) - 1


def test_a_picture_too_large_for_memory_is_refused(
    made: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("coder.media.container.MOST_PIXELS", 100 * 100)
    with pytest.raises(ClipError, match="says its pictures are 160 × 96: too large"):
        Clip.open(made("h264"))
