"""What is painted: told by pixels, in light and dark."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPalette

from coder.vocabulary.time import Interval
from ui.timeline.code_colours import LEAST_CONTRAST, Colours, contrast
from ui.timeline.timeline_model import Item, ItemKind, TimelineRow

SECOND = 1_000_000
LIGHT = {QPalette.ColorRole.Base: "#ffffff", QPalette.ColorRole.Text: "#000000", QPalette.ColorRole.Window: "#efefef"}
DARK = {QPalette.ColorRole.Base: "#1c1c1f", QPalette.ColorRole.Text: "#f0f0f0", QPalette.ColorRole.Window: "#2b2b2e"}
SUBJECTS = ("child", "caregiver:Kim", "caregiver:Ana", "caregiver", "other", "together")


def palette(colours):
    made = QPalette()
    for role, name in colours.items():
        made.setColor(role, QColor(name))
    return made


def pixels(view):
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    data = np.frombuffer(image.constBits(), dtype=np.uint32).reshape(image.height(), image.width())
    return data.copy() & 0xFFFFFF


def rgb(colour):
    return colour.rgb() & 0xFFFFFF


@pytest.fixture(params=[LIGHT, DARK], ids=["light", "dark"])
def themed(request, view):
    view.setPalette(palette(request.param))
    return view


@pytest.mark.parametrize("ground", ["#ffffff", "#1c1c1f", "#808080"])
def test_every_colour_can_be_told_from_its_ground_and_every_text_read(ground):
    colours = Colours.of(palette({**LIGHT, QPalette.ColorRole.Base: ground}), SUBJECTS)
    for subject in colours.subjects.values():
        assert contrast(subject.fill, colours.ground) >= LEAST_CONTRAST
        assert contrast(subject.ink, subject.fill) >= 4.5
    if ground != "#808080":
        fills = [rgb(subject.fill) for subject in colours.subjects.values()]
        assert len(set(fills)) == len(fills)


def test_events_are_solid_and_proposals_hollow(themed, hand):
    """Shape tells them apart: the middle of an event is filled, that of a proposal nearly the ground."""
    picture, colours = pixels(themed), themed.scene().colours
    child = colours.subjects["child"]
    event, proposal = (hand.at(25 * SECOND, "child/gaze"), hand.at(87 * SECOND, "child/gaze"))
    row = themed.rows.tier("child/gaze")
    top = themed.scene().bar_top(row, 0)
    low = top + themed.scene().bar_height(row) - 4
    assert picture[low, hand.at(39 * SECOND, "child/gaze").x()] == rgb(child.fill)
    assert picture[low, proposal.x()] == rgb(child.tint)
    assert picture[top, proposal.x()] == rgb(child.fill), "its outline"
    assert picture[top, event.x()] == rgb(child.fill)


def test_what_is_not_observable_is_hatched(themed, hand):
    at = hand.at(110 * SECOND, "child/hands")
    row = themed.rows.tier("child/hands")
    top = themed.scene().bar_top(row, 0)
    patch = pixels(themed)[top + 2 : top + 16, at.x() + 20 : at.x() + 50]
    colours = themed.scene().colours
    share = np.mean(patch == rgb(colours.hatch))
    assert 0.05 < share < 0.6


def test_the_selected_item_is_ringed_in_the_colour_of_text(themed, hand):
    before = pixels(themed)
    themed.select("next")
    after, text = pixels(themed), rgb(themed.scene().colours.text)
    row = themed.rows.tier("child/gaze")
    top = themed.scene().bar_top(row, 0)
    x = hand.at(85 * SECOND, "child/gaze").x()
    above = slice(top - 4, top)
    assert (after[above, x] == text).sum() >= 2
    assert (before[above, x] == text).sum() == 0


def test_the_playhead_stands_over_everything(themed, hand):
    themed.set_playhead(themed.frame_time(30 * SECOND))
    column = pixels(themed)[:, round(themed.scene().x_of(themed.playhead_us))]
    tracks = themed.areas.tracks
    assert (column[tracks.top() + 4 : tracks.bottom() - 4] == rgb(themed.scene().colours.playhead)).all()


def test_frame_boundaries_are_drawn_at_their_true_times(view, hand):
    view.model.replace_all([TimelineRow("a", "gaze", "child", "gaze"), TimelineRow("b", "gaze", "child", "gaze")], [])
    view.zoom_to(60 * SECOND, 60 * SECOND)
    view.set_scale(view.scale.zoomed(4, about_px=view.scale.width_px / 2))
    view.set_playhead(0)
    y = view.areas.tracks.top() + 8
    line = pixels(view)[y, view.areas.tracks.left() + 3 : view.areas.tracks.right() - 3]
    drawn = np.flatnonzero(line == rgb(view.scene().colours.grid)) + 3
    expected = [int(view.scene().x_of(view.frames.bounds[i])) - view.areas.tracks.left() for i in bounds_in_view(view)]
    assert drawn.tolist() == [x for x in expected if 3 <= x < view.areas.tracks.width() - 4]
    assert len(set(np.diff(drawn))) > 2, "a variable rate is seen as such"


def bounds_in_view(view):
    return view.frames.between(view.scale.left_us, view.scale.right_us)


def test_a_lone_short_event_on_a_long_clip_can_be_seen(view, hand):
    view.set_clip(np.arange(0, 3600 * SECOND, 40_000), 3600 * SECOND)
    at = 1800 * SECOND
    view.model.replace_all(
        [TimelineRow("a", "gaze", "child", "gaze")], [Item("1", "a", at, at + 80_000, "x", ItemKind.EVENT)]
    )
    with_it = pixels(view)
    view.model.remove(["1"])
    without = pixels(view)
    tracks = view.areas.tracks
    columns = np.flatnonzero((with_it != without)[tracks.top() : tracks.bottom()].any(axis=0))
    x = int(view.scene().x_of(at))
    assert x in columns
    assert len(columns) >= 2


def test_twenty_thousand_items_are_all_accounted_for_at_whole_clip_zoom(view):
    """Every column that an item touches differs from the ground."""
    rng = np.random.default_rng(5)
    onsets = rng.integers(0, 60 * SECOND, 20_000)
    items = [Item(f"i{n}", "a", int(us), int(us) + 90_000, "x", ItemKind.EVENT) for n, us in enumerate(onsets)]
    view.model.replace_all([TimelineRow("a", "gaze", "child", "gaze")], items)
    row, scene = view.rows.tier("a"), view.scene()
    top, after = scene.bar_top(row, 0), int(scene.x_of(60 * SECOND)) + 4
    view.set_playhead(170 * SECOND)  # out of the way
    picture = pixels(view)[top : top + row.lanes * row.lane_px]
    touched = {int(scene.x_of(int(us))) for us in onsets}
    empty = picture[:, after + 20]
    assert len(touched) > 300
    assert all((picture[:, x] != empty).any() for x in touched)


def test_a_new_clip_is_painted_at_once(view):
    before = pixels(view)
    view.set_clip([0, 40_000, 80_000], 120_000)
    ruler = view.areas.ruler
    strip = (slice(ruler.top(), ruler.bottom()), slice(ruler.left(), ruler.right()))
    assert (pixels(view)[strip] != before[strip]).any()


def test_the_deepest_zoom_of_a_long_clip_can_be_painted(view):
    """Ten thousand million pixels beside the view there is still an end of the clip."""
    hours = 5 * 3600 * SECOND
    view.set_clip([0, 1, 2, 3, hours - 1], hours)
    view.model.replace_all(
        [TimelineRow("a", "gaze", "child", "gaze")],
        [Item("1", "a", 0, hours, "x", ItemKind.EVENT), Item("2", "a", 0, hours, "x", ItemKind.EPISODE)],
    )
    view.select("1")
    view.set_range(Interval(0, hours))
    view.set_scale(view.scale.zoomed(1e12, about_px=0))
    assert view.scale.us_per_px == 1
    for us in (hours - 1, 0):
        view.set_playhead(us)
        view.grab()


def test_a_thousand_items_of_one_moment_can_be_painted(view):
    items = [Item(f"i{n}", "a", 0, 10 * SECOND, "x", ItemKind.PROPOSAL) for n in range(1000)]
    view.model.replace_all([TimelineRow("a", "gaze", "child", "gaze")], items)
    view.grab()
    assert view.rows.height < 600


def test_an_empty_timeline_says_what_comes_next(view):
    """On a plate in the middle of the rows; it goes with the first item."""
    rows = [TimelineRow("a", "gaze", "child", "gaze"), TimelineRow("b", "mouth", "child", "mouth")]
    item = Item("one", "a", 0, SECOND, "looks", ItemKind.EVENT)
    view.resize(900, 400)
    view.model.replace_all(rows, [])
    tracks = view.areas.tracks
    middle = (slice(tracks.top() + 2, tracks.bottom()), slice(tracks.center().x() - 60, tracks.center().x() + 60))
    text = rgb(view.scene().colours.text)
    assert (pixels(view)[middle] == text).any()
    view.model.replace_all(rows, [item])
    assert not (pixels(view)[middle] == text).any()
