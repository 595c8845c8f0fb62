"""VIA, CVAT and Label Studio: boxes are followed as tracks of who is who, spans are events, times are never guessed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from coder.files.bounded_read import FormatError
from coder.interchange import formats
from coder.interchange.formats.format_registry import ReadResult
from coder.interchange.formats.tables.column_mapping import Mapping

RATE = Mapping(frame_rate=25.0)

CVAT = """<?xml version="1.0" encoding="utf-8"?>
<annotations><version>1.1</version><meta><task><name>visit</name></task><source>visit-01.mp4</source></meta>
<track id="0" label="child" source="manual">
<box frame="0" outside="0" keyframe="1" xtl="10.0" ytl="20.0" xbr="110.0" ybr="220.0"><attribute name="gaze">mother</attribute></box>
<box frame="50" outside="0" keyframe="1" xtl="12.0" ytl="20.0" xbr="112.0" ybr="220.0"><attribute name="gaze">toy</attribute></box>
<box frame="75" outside="1" keyframe="1" xtl="12.0" ytl="20.0" xbr="112.0" ybr="220.0"><attribute name="gaze">toy</attribute></box>
<box frame="100" outside="0" keyframe="1" xtl="12" ytl="20" xbr="112" ybr="220"><attribute name="gaze"></attribute></box>
<box frame="oops" outside="0" xtl="12" ytl="20" xbr="112" ybr="220"/>
</track>
<track id="1" label="child"><box frame="5" outside="0" xtl="1" ytl="2" xbr="3" ybr="4"/></track>
<image id="10" name="frame_000010"><tag label="laugh" source="manual"/></image>
<image id="11" name="frame_000011"><tag label="laugh"/></image>
<image id="20" name="frame_000020"><tag label="laugh"/></image>
</annotations>"""  # noqa: E501

BACKUP = [
    {
        "version": 0,
        "tags": [{"frame": 10, "label": "laugh"}, {"frame": 11, "label": "laugh"}],
        "shapes": [{"type": "rectangle", "frame": 3, "points": [0, 0, 1, 1], "label": "toy"}],
        "tracks": [
            {
                "label": "child",
                "frame": 0,
                "shapes": [
                    {"type": "rectangle", "frame": 0, "outside": False, "points": [10, 20, 110, 220]},
                    {"type": "rectangle", "frame": 50, "outside": True, "points": [10, 20, 110, 220]},
                ],
            }
        ],
    }
]

STUDIO = [
    {
        "id": 7,
        "data": {"video": "/data/upload/1/visit-01.mp4"},
        "annotations": [
            {
                "result": [
                    {
                        "from_name": "box",
                        "type": "videorectangle",
                        "value": {
                            "framesCount": 250,
                            "duration": 10.0,
                            "labels": ["child"],
                            "sequence": [
                                {"frame": 1, "enabled": True, "x": 20.5, "y": 10, "width": 30, "height": 40},
                                {"frame": 26, "enabled": False, "x": 21, "y": 10, "width": 30, "height": 40},
                                {"frame": 101, "enabled": True, "x": 21, "y": 10, "width": 30, "height": 40},
                            ],
                        },
                    },
                    {
                        "from_name": "acts",
                        "type": "timelinelabels",
                        "value": {"ranges": [{"start": 26, "end": 50}], "timelinelabels": ["reach"]},
                    },
                    {"from_name": "acts", "value": {"ranges": [{"start": 26, "end": 5}], "timelinelabels": ["x"]}},
                    {"from_name": "sound", "value": {"start": 1.5, "end": 2.25, "labels": ["cry"]}},
                    {"from_name": "setting", "type": "choices", "value": {"choices": ["home"]}},
                ]
            },
            {"was_cancelled": True, "result": [{"value": {"start": 0, "end": 1, "labels": ["never"]}}]},
        ],
    }
]

VIA3 = {
    "project": {"pid": "__VIA_PROJECT_ID__", "pname": "visit", "data_format_version": "3.1.1"},
    "attribute": {
        "1": {"aname": "gaze", "type": 4, "options": {"0": "mother", "1": "toy"}},
        "2": {"aname": "who", "type": 1, "options": {}},
    },
    "file": {"1": {"fid": "1", "fname": "visit-01.mp4", "type": 4}},
    "view": {"1": {"fid_list": ["1"]}},
    "metadata": {
        "1_a": {"vid": "1", "z": [1.25, 2.5], "xy": [], "av": {"1": "0"}},
        "1_b": {"vid": "1", "z": [3.0], "xy": [2, 10.5, 20, 100, 200], "av": {"2": "child", "1": "1"}},
        "1_c": {"vid": "1", "z": [5, 4], "xy": [], "av": {"1": "1"}},
        "1_d": {"vid": "1", "z": [], "xy": [], "av": {"1": "1"}},
    },
}

VIA2 = {
    "_via_settings": {},
    "_via_img_metadata": {
        f"frame_{n:05d}.jpg1": {
            "filename": f"frame_{n:05d}.jpg",
            "regions": [
                {
                    "shape_attributes": {"name": "rect", "x": 10, "y": 20, "width": 30, "height": 40},
                    "region_attributes": {"who": "child", "gaze": "mother" if n < 50 else "toy"},
                }
            ],
        }
        for n in (0, 25, 50, 100)
    },
}


def told(path: Path, content: object, mapping: Mapping | None = None) -> tuple[ReadResult, list]:
    path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    result = formats.read(path, mapping=mapping)
    return result, [
        (event.subject, result.document.tier(event.tier).group, event.code, event.onset_us, event.offset_us)
        for event in result.document.events
    ]


def test_cvat_tracks_are_who_is_in_view_and_what_its_attributes_say(tmp_path: Path) -> None:
    result, events = told(tmp_path / "annotations.xml", CVAT, RATE)
    assert result.format == "cvat"
    assert events == [
        ("child", "gaze", "mother", 0, 2_000_000),
        ("child", "track", "in view", 0, 3_000_000),
        ("child 2", "track", "in view", 200_000, 240_000),
        ("", "tag", "laugh", 400_000, 480_000),
        ("", "tag", "laugh", 800_000, 840_000),
        ("child", "gaze", "toy", 2_000_000, 3_000_000),
        ("child", "track", "in view", 4_000_000, 4_040_000),
    ]
    assert result.document.title == "visit-01"
    kept = [event.extra for event in result.document.events if event.code == "in view"]
    assert kept[0] == (("cvat.boxes", "0 10 20 100 200; 50 12 20 100 200"),)
    assert {loss.code: loss.examples for loss in result.losses}["bad-items"] == (
        "track 0, frame oops: 'oops' is no frame",
    )


def test_a_backup_of_cvat_says_the_same(tmp_path: Path) -> None:
    result, events = told(tmp_path / "annotations.json", BACKUP, RATE)
    assert result.format == "cvat-json"
    assert events == [("child", "track", "in view", 0, 2_000_000), ("", "tag", "laugh", 400_000, 480_000)]
    assert "single-boxes-dropped" in {loss.code for loss in result.losses}


def test_label_studio_knows_its_rate_from_the_length_of_a_track(tmp_path: Path) -> None:
    result, events = told(tmp_path / "export.json", STUDIO)
    assert result.format == "labelstudio"
    assert events == [
        ("child", "track", "in view", 0, 1_040_000),
        ("", "acts", "reach", 1_000_000, 2_000_000),
        ("", "sound", "cry", 1_500_000, 2_250_000),
        ("child", "track", "in view", 4_000_000, 4_040_000),
    ]
    assert [(one.name, one.value) for one in result.document.variables] == [("setting", "home")]
    assert {loss.code: loss.examples for loss in result.losses}["bad-items"] == (
        "task 7, region 3: it ends before it begins",
    )


def test_via_3_spans_are_events_and_its_boxes_say_who_was_seen(tmp_path: Path) -> None:
    result, events = told(tmp_path / "project.json", VIA3)
    assert result.format == "via"
    assert events == [("", "gaze", "mother", 1_250_000, 2_500_000), ("child", "box", "seen", 3_000_000, 3_000_000)]
    assert result.document.events[1].extra == (("via.box", "10.5 20 100 200"),)
    assert result.document.events[1].modifiers == (("gaze", "toy"),)
    losses = {loss.code: loss for loss in result.losses}
    assert losses["bad-items"].examples == ("annotation 1_c: it ends before it begins",)
    assert losses["untimed-annotations"].count == 1


def test_via_2_boxes_on_numbered_frames_are_one_track(tmp_path: Path) -> None:
    result, events = told(tmp_path / "via.json", VIA2, RATE)
    assert result.format == "via"
    assert events == [
        ("child", "gaze", "mother", 0, 2_000_000),
        ("child", "track", "in view", 0, 3_000_000),
        ("child", "gaze", "toy", 2_000_000, 3_000_000),
        ("child", "gaze", "toy", 4_000_000, 5_000_000),
        ("child", "track", "in view", 4_000_000, 5_000_000),
    ]


@pytest.mark.parametrize(("name", "content"), [("a.xml", CVAT), ("a.json", BACKUP), ("v.json", VIA2)])
def test_frames_without_a_rate_are_refused_and_not_guessed(tmp_path: Path, name: str, content: object) -> None:
    with pytest.raises(FormatError, match="frame_rate"):
        told(tmp_path / name, content)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xml", CVAT), ("b.json", BACKUP), ("c.json", STUDIO), ("d.json", VIA3), ("e.json", VIA2)],
)
def test_damage_is_a_document_or_a_sentence(tmp_path: Path, name: str, content: object) -> None:
    whole = content if isinstance(content, str) else json.dumps(content)
    path = tmp_path / name
    kind = told(path, content, RATE)[0].format
    for at in range(0, len(whole), 5):
        for broken in (whole[:at], whole[:at] + "null" + whole[at + 4 :], whole[:at] + "9" + whole[at + 1 :]):
            path.write_text(broken or " ", "utf-8")
            try:
                formats.read(path, format=kind, mapping=RATE)
            except FormatError as error:
                said = str(error)
                if "\n" in said:
                    pytest.fail(said)


@pytest.mark.parametrize(("name", "content"), [("a.xml", CVAT), ("c.json", STUDIO), ("d.json", VIA3)])
def test_what_they_hold_leaves_in_every_format(tmp_path: Path, name: str, content: object) -> None:
    result, _ = told(tmp_path / name, content, RATE)
    for one in formats.formats():
        if one.write is not None and "parquet" not in one.id and "exchanges" not in one.id:
            formats.write(result.document, tmp_path / f"out{one.extensions[0]}", format=one.id)


def test_a_clip_on_the_labellers_own_disk_is_called_as_its_file_is(tmp_path: Path) -> None:
    task = {**STUDIO[0], "data": {"video": "/data/local-files/?d=visits/spring/person_01.mp4"}}
    path = tmp_path / "export.json"
    path.write_text(json.dumps([task]), "utf-8")
    assert formats.read(path).document.title == "person_01"


def test_what_is_drawn_by_points_is_followed_as_a_box_is(tmp_path: Path) -> None:
    """Joints, outlines and skeletons have a stretch in view; ellipses have no points and are named as left out."""
    tracks = (
        '<track id="0" label="hand"><points frame="0" outside="0" points="1,2"/>'
        '<points frame="25" outside="1" points="1,2"/></track>'
        '<track id="1" label="face"><polygon frame="10" outside="0" points="1,2;3,9;5,6"/>'
        '<polygon frame="60" outside="1" points="1,2;3,4;5,6"/></track>'
        '<track id="2" label="body"><skeleton frame="10"><points label="1" outside="0" points="1,2"/>'
        '<points label="2" outside="1" points="7,8"/></skeleton>'
        '<skeleton frame="20"><points label="1" outside="1" points="1,2"/></skeleton></track>'
        '<track id="3" label="ball"><ellipse frame="0" outside="0" cx="1" cy="2" rx="3" ry="4"/></track>'
    )
    path = tmp_path / "p.cvat.xml"
    path.write_text(f"<annotations><version>1.1</version>{tracks}</annotations>", "utf-8")
    result = formats.read(path, mapping=RATE)
    assert [(e.subject, e.onset_us, e.offset_us) for e in result.document.events] == [
        ("hand", 0, 1_000_000),
        ("body", 400_000, 800_000),
        ("face", 400_000, 2_400_000),
    ]
    assert [one.examples for one in result.losses if one.code == "shapes-dropped"] == [("track 3: ellipse",)]
    assert [one.count for one in result.losses if one.code == "outlines-boxed"] == [6]
    shapes = [
        {"type": "polygon", "frame": 10, "outside": False, "points": [1, 2, 3, 9, 5, 6], "attributes": []},
        {"type": "polygon", "frame": 60, "outside": True, "points": [1, 2, 3, 9, 5, 6], "attributes": []},
        {"type": "polygon", "frame": 70, "outside": False, "points": [1, 2, 3], "attributes": []},
    ]
    (tmp_path / "p.cvat.json").write_text(json.dumps([{"tracks": [{"label": "face", "shapes": shapes[:2]}]}]))
    again = formats.read(tmp_path / "p.cvat.json", mapping=RATE)
    assert [(e.subject, e.onset_us, e.offset_us) for e in again.document.events] == [("face", 400_000, 2_400_000)]
    (tmp_path / "p.cvat.json").write_text(json.dumps([{"tracks": [{"label": "face", "shapes": shapes}]}]))
    with pytest.raises(FormatError, match="track 1"):
        formats.read(tmp_path / "p.cvat.json", mapping=RATE)


def test_the_short_export_of_label_studio_says_what_the_whole_one_says(tmp_path: Path) -> None:
    told = {"annotator": 1, "annotation_id": 3, "created_at": "2024-01-01T00:00:00Z", "lead_time": 4.2}
    sound = {"id": 1, "audio": "/data/upload/a.wav", "room": "hall", **told}
    sound |= {"voice": [{"start": 1.5, "end": 2.5, "channel": 0, "labels": ["cry"]}], "calm": {"choices": ["a", "b"]}}
    video = {"id": 2, "video": "/data/upload/b.mp4", "fps": 25, **told}
    video |= {"acts": [{"ranges": [{"start": 26, "end": 50}], "timelinelabels": ["smile"]}]}
    path = tmp_path / "min.json"
    path.write_text(json.dumps([sound, video]))
    result = formats.read(path)
    assert result.format == "labelstudio"
    assert [(d.title, e.tier, e.code, e.onset_us, e.offset_us) for d in result.documents for e in d.events] == [
        ("a", "voice", "cry", 1_500_000, 2_500_000),
        ("b", "acts", "smile", 1_000_000, 2_000_000),
    ]
    assert [(one.name, one.value) for one in result.documents[0].variables] == [("calm", "a; b")]


def test_shapes_of_single_pictures_are_counted_whatever_they_are(tmp_path: Path) -> None:
    shapes = '<polygon label="toy" points="1,2;3,4;5,6"/><box label="toy"/><skeleton label="body"/><tag label="laugh"/>'
    path = tmp_path / "p.cvat.xml"
    path.write_text(f'<annotations><version>1.1</version><image id="3">{shapes}</image></annotations>', "utf-8")
    result = formats.read(path, mapping=RATE)
    assert [one.code for one in result.document.events] == ["laugh"]
    assert [one.count for one in result.losses if one.code == "single-boxes-dropped"] == [3]


def test_a_skeleton_of_a_backup_has_its_joints_in_tracks_of_their_own(tmp_path: Path) -> None:
    """As CVAT's own backups hold them: the looks of the whole have no points."""
    body = [
        {"type": "skeleton", "frame": 0, "outside": False, "points": []},
        {"type": "skeleton", "frame": 25, "outside": False, "points": []},
        {"type": "skeleton", "frame": 50, "outside": True, "points": []},
    ]

    def joint(*looks: tuple[int, list[float]]) -> dict[str, object]:
        shapes = [{"type": "points", "frame": frame, "outside": False, "points": at} for frame, at in looks]
        return {"label": "joint", "frame": 0, "shapes": shapes}

    track = {"label": "child", "shapes": body, "elements": [joint((0, [1, 2])), joint((0, [5, 9]), (25, [6, 8]))]}
    path = tmp_path / "p.cvat.json"
    path.write_text(json.dumps([{"tracks": [track]}]))
    (event,) = formats.read(path, mapping=RATE).document.events
    assert (event.subject, event.onset_us, event.offset_us) == ("child", 0, 2_000_000)
    assert event.extra == (("cvat.boxes", "0 1 2 4 7; 25 1 2 5 6"),)
