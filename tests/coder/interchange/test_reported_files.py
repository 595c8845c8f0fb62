"""Files that other programs were reported to stumble over, made anew in the shape of each report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats

CHAT = "@UTF8\n@Begin\n@Participants:\tCHI Child\n{}@End\n"
TEXTGRID = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 3
tiers? <exists>
size = 1
item []:
    item [1]:
        class = "IntervalTier"
        name = "s"
        xmin = 0
        xmax = 3
        intervals: size = 1
        intervals [1]
            xmin = 0.5
            xmax = 3
            text = {}
"""


def read(folder: Path, name: str, text: str) -> list[tuple[str, float, float]]:
    path = folder / name
    path.write_text(text, "utf-8")
    document = formats.read(path).document
    return [(event.code, event.onset_us / 1e6, event.offset_us / 1e6) for event in document.events]


@pytest.mark.parametrize(
    "line",
    [
        '*CHI:\thello . %snd:"a.wav" 100 900\n',
        '*CHI:\thello . %snd: "a.wav"_100_900\n',
        "*CHI:\thello . \x15 100_900 \x15\n",
        '*CHI:\thello . \x15%mov:"a"_100_900\x15\n',
        '*CHI:\thello .\n%snd:\t"a.wav" 100 900\n',
    ],
)
def test_times_of_older_transcripts(tmp_path: Path, line: str) -> None:
    assert read(tmp_path, "a.cha", CHAT.format(line)) == [("hello .", 0.1, 0.9)]


@pytest.mark.parametrize(
    ("cue", "codes"),
    [
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\nhello\n\n00:02.000 --> 00:03.000\nyou\n", ["hello", "you"]),
        ("WEBVTT\n00:01.000 --> 00:02.000\n\n\nhello\n", ["hello"]),
        ("WEBVTT\n\n00:01.000-->00:02.000align:start\nhello\n", ["hello"]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\n5\n00:02.000 --> 00:03.000\nyou\n", ["", "you"]),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\nNOTE hello\n", [""]),
    ],
)
def test_text_behind_an_empty_line_belongs_to_the_cue(tmp_path: Path, cue: str, codes: list[str]) -> None:
    assert [code for code, _, _ in read(tmp_path, "a.vtt", cue)] == codes


def test_a_quotation_mark_that_is_not_doubled_is_no_end_of_a_label(tmp_path: Path) -> None:
    assert read(tmp_path, "a.TextGrid", TEXTGRID.format('"say ""hi"" now"')) == [('say "hi" now', 0.5, 3.0)]
    with pytest.raises(FormatError, match="stand there twice") as wrong:
        read(tmp_path, "a.TextGrid", TEXTGRID.format('"say "hi" now"'))
    assert wrong.value.place == "line 18"


def boris(events: list[list[object]], **observation: object) -> str:
    behaviours = {"0": {"type": "State event", "code": "smile"}}
    observation = {"type": "MEDIA", "events": events, **observation}
    return json.dumps({"behaviors_conf": behaviours, "observations": {"o": observation}})


@pytest.mark.parametrize("length", ["NA", float("nan"), None])
def test_a_media_length_that_was_not_found_out(tmp_path: Path, length: object) -> None:
    told = {"length": {"a.mp4": length}, "fps": {"a.mp4": "NA"}}
    text = boris([[1.0, "c", "smile", "", ""], [2.0, "c", "smile", "", ""]], file={"1": ["a.mp4"]}, media_info=told)
    assert read(tmp_path, "a.boris", text) == [("smile", 1.0, 2.0)]


def test_a_live_observation_by_the_clock_counts_from_its_first_event_and_goes_back(tmp_path: Path) -> None:
    times = (1_700_000_000.25, 1_700_000_002.5)
    text = boris([[time, "c", "smile", "", ""] for time in times], type="LIVE", file={})
    assert read(tmp_path, "a.boris", text) == [("smile", 0.25, 2.5)]
    result = formats.read(tmp_path / "a.boris")
    assert [loss.code for loss in result.losses] == ["times-of-day"]
    formats.write(result.document, tmp_path / "b.boris")
    (observation,) = json.loads((tmp_path / "b.boris").read_text("utf-8"))["observations"].values()
    assert [row[0] for row in observation["events"]] == list(times)


def test_what_was_typed_at_a_region_comes_in(tmp_path: Path) -> None:
    regions = [
        {"type": "labels", "from_name": "l", "value": {"start": 0.5, "end": 1.5, "labels": ["speech"]}},
        {"type": "textarea", "from_name": "t", "value": {"start": 0.5, "end": 1.5, "text": ["hello"]}},
        {"type": "rating", "from_name": "r", "value": {"start": 0.5, "end": 1.5, "rating": 3}},
    ]
    path = tmp_path / "a.labelstudio.json"
    path.write_text(json.dumps([{"data": {"audio": "a.wav"}, "annotations": [{"result": regions}]}]), "utf-8")
    result = formats.read(path)
    assert sorted(event.code for event in result.document.events) == ["hello", "speech"]
    assert [(loss.code, loss.count) for loss in result.losses] == [("regions-dropped", 1)]
