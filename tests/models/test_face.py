"""Faces, meshes and irises: found where they are, in pixels of the picture that was given, whatever was done to it."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.seeing.estimator import FaceBox, FaceMesh, Picture, Roi
from models.seeing.estimator_settings import EstimatorSettings
from models.seeing.face import CenterFace, FaceMeshOnnx, IrisOnnx, roi_from_box, roi_from_mesh
from models.seeing.picture_geometry import to_picture
from tests.models.people_pictures import SAMPLE_CLIPS, frames_of, hostile_pictures, pair


@pytest.fixture(scope="module")
def detector() -> CenterFace:
    return CenterFace()


@pytest.fixture(scope="module")
def mesher() -> FaceMeshOnnx:
    return FaceMeshOnnx()


@pytest.fixture(scope="module")
def iris() -> IrisOnnx:
    return IrisOnnx()


def by_side(faces: list[FaceBox]) -> list[FaceBox]:
    return sorted(faces, key=lambda face: face.x)


def numbers(face: FaceBox) -> np.ndarray:
    return np.concatenate([[face.x, face.y, face.width, face.height], face.landmarks.ravel()])


def similarity(scale: float, turn: float, x: float, y: float) -> np.ndarray:
    """Turn by ``turn`` about the origin, scale, then shift: a (2, 3) matrix."""
    cos, sin = scale * math.cos(turn), scale * math.sin(turn)
    return np.array([[cos, -sin, x], [sin, cos, y]])


def moved(picture: Picture, matrix: np.ndarray, size: tuple[int, int]) -> Picture:
    return cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)


def moved_points(points: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    return points[:, :2] @ matrix[:, :2].T + matrix[:, 2]


def moved_roi(roi: Roi, matrix: np.ndarray) -> Roi:
    (x, y), scale = moved_points(np.array([[roi.x, roi.y]]), matrix)[0], math.hypot(*matrix[:, 0])
    return Roi(x, y, roi.side * scale, roi.angle + math.atan2(matrix[1, 0], matrix[0, 0]))


# --- faces ---------------------------------------------------------------------------------------------------------


def test_both_people_are_found_and_nobody_else(detector: CenterFace) -> None:
    pictures = frames_of(SAMPLE_CLIPS / "play.mp4", 40)
    counts = [sum(face.confidence >= 0.5 for face in detector.detect(picture)) for picture in pictures]
    assert counts == [2] * len(pictures)


def test_the_five_points_lie_as_a_face_lies(detector: CenterFace) -> None:
    for face in detector.detect(pair()):
        right_eye, left_eye, nose, right_mouth, left_mouth = face.landmarks
        assert right_eye[0] < left_eye[0]
        assert right_mouth[0] < left_mouth[0]
        assert max(right_eye[1], left_eye[1]) < nose[1] < min(right_mouth[1], left_mouth[1])
        assert face.x < nose[0] < face.x + face.width
        assert face.y < nose[1] < face.y + face.height


def test_faces_come_surest_first(detector: CenterFace) -> None:
    confidences = [face.confidence for face in detector.detect(pair())]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize("times", [2, 3])
def test_a_picture_of_more_pixels_gives_the_same_faces_in_its_own_pixels(detector: CenterFace, times: int) -> None:
    """Each pixel repeated: the detector is given the very same picture, so only the way back can differ."""
    small, big = pair(), pair().repeat(times, 0).repeat(times, 1)
    for one, other in zip(by_side(detector.detect(small)), by_side(detector.detect(big)), strict=True):
        assert numbers(other) == pytest.approx(numbers(one) * times, abs=0.2 * times)


@pytest.mark.parametrize(("right", "down"), [(64, 0), (0, 96), (128, 64)])
def test_faces_move_with_the_picture(right: int, down: int) -> None:
    """Shifted by whole cells of the network at full size, nothing else changes; near the seam it may, by little."""
    detector = CenterFace(EstimatorSettings(face_long_side=2000))
    shifted = cv2.copyMakeBorder(pair(), down, 0, right, 0, cv2.BORDER_REPLICATE)
    for one, other in zip(by_side(detector.detect(pair())), by_side(detector.detect(shifted)), strict=True):
        assert numbers(other) - numbers(one) == pytest.approx([right, down, 0, 0] + [right, down] * 5, abs=1.0)


@pytest.mark.parametrize("side", [256, 320, 384, 500, 640])
def test_any_input_size_finds_them_in_the_same_place(side: int) -> None:
    faces = by_side(CenterFace(EstimatorSettings(face_long_side=side)).detect(pair()))
    wanted = by_side(CenterFace(EstimatorSettings(face_long_side=448)).detect(pair()))
    assert len(faces) == len(wanted) == 2
    for one, other in zip(faces, wanted, strict=True):
        assert numbers(one) == pytest.approx(numbers(other), abs=0.15 * other.height)


def test_one_network_at_another_size_sees_what_one_loaded_for_it_does(detector: CenterFace) -> None:
    settings = EstimatorSettings(face_long_side=320, face_confidence=0.35)
    alone, shared = CenterFace(settings), detector.at(settings)
    seen = [by_side(one.detect(pair())) for one in (alone, shared)]
    assert len(seen[0]) == 2
    for one, other in zip(*seen, strict=True):
        np.testing.assert_array_equal(numbers(one), numbers(other))
    assert detector.settings == EstimatorSettings()


def test_a_face_cut_by_the_edge_keeps_its_size_and_its_points(detector: CenterFace) -> None:
    whole = by_side(detector.detect(pair()))[1]
    cut = round(whole.x + whole.width * 0.3)
    found = detector.detect(np.ascontiguousarray(pair()[:, cut:]))
    beheld = min(found, key=lambda face: abs(face.y - whole.y))
    assert beheld.x < 0
    assert beheld.x + beheld.width == pytest.approx(whole.x + whole.width - cut, abs=0.2 * whole.width)


# --- meshes --------------------------------------------------------------------------------------------------------


def test_a_mesh_fits_both_faces_and_asks_for_nearly_the_same_square_next(
    detector: CenterFace, mesher: FaceMeshOnnx
) -> None:
    faces = detector.detect(pair())
    for face, mesh in zip(faces, mesher.meshes(pair(), [roi_from_box(face) for face in faces]), strict=True):
        assert mesh.presence > 0.95
        assert mesh.points.shape == (468, 3)
        eyes = mesh.points[[33, 133, 362, 263], :2].reshape(2, 2, 2).mean(1)
        assert np.abs(eyes - face.landmarks[:2]).max() < 0.1 * face.height
        following = roi_from_mesh(mesh)
        assert following.side == pytest.approx(mesh.roi.side, rel=0.2)
        assert math.hypot(following.x - mesh.roi.x, following.y - mesh.roi.y) < 0.1 * mesh.roi.side


def test_several_faces_in_one_run_are_what_each_is_alone(detector: CenterFace, mesher: FaceMeshOnnx) -> None:
    rois = [roi_from_box(face) for face in detector.detect(pair())] + [Roi(320, 60, 90, 0.3)]
    together = mesher.meshes(pair(), rois)
    assert [mesh.roi for mesh in together] == rois
    for roi, mesh in zip(rois, together, strict=True):
        (alone,) = mesher.meshes(pair(), [roi])
        assert mesh.points == pytest.approx(alone.points, abs=1e-3)
        assert mesh.presence == pytest.approx(alone.presence, abs=1e-5)


def test_a_wall_has_no_face(mesher: FaceMeshOnnx) -> None:
    (mesh,) = mesher.meshes(pair(), [Roi(330, 60, 100, 0.0)])
    assert mesh.presence < 0.1


@pytest.mark.parametrize(
    "matrix",
    [
        similarity(1, 0, 37, 21),
        similarity(1, 0.5, 150, -100),
        similarity(1, math.pi, 640, 480),
        similarity(1.7, -0.3, 0, 200),
        similarity(0.8, math.pi / 2, 480, 10),
    ],
    ids=["shifted", "turned", "upside down", "larger and turned", "smaller and on its side"],
)
def test_meshes_and_irises_move_with_the_picture(
    matrix: np.ndarray, detector: CenterFace, mesher: FaceMeshOnnx, iris: IrisOnnx
) -> None:
    rois = [roi_from_box(face) for face in detector.detect(pair())]
    before = mesher.meshes(pair(), rois)
    picture = moved(pair(), matrix, (1400, 1200))
    after = mesher.meshes(picture, [moved_roi(roi, matrix) for roi in rois])
    assert_moved(before, after, matrix)
    # Irises are looked for around the mesh, so the same meshes, moved, are given.
    carried = [
        FaceMesh(
            np.column_stack([moved_points(mesh.points, matrix), mesh.points[:, 2]]).astype(np.float32), 1.0, mesh.roi
        )
        for mesh in before
    ]
    for mesh, one, other in zip(before, iris.irises(pair(), before), iris.irises(picture, carried), strict=True):
        close = 0.02 * mesh.roi.side * math.hypot(*matrix[:, 0])
        for eye, moved_eye in ((one.right, other.right), (one.left, other.left)):
            assert moved_eye.iris == pytest.approx(moved_points(eye.iris, matrix), abs=close)
            assert moved_eye.contour[:16] == pytest.approx(moved_points(eye.contour[:16], matrix), abs=close)


def assert_moved(before: list[FaceMesh], after: list[FaceMesh], matrix: np.ndarray) -> None:
    """Interpolation changes the crops a little; the points may differ by a hundredth of the square."""
    scale = math.hypot(*matrix[:, 0])
    for one, other in zip(before, after, strict=True):
        apart = np.abs(other.points[:, :2] - moved_points(one.points, matrix)) / (one.roi.side * scale)
        assert apart.max() < 0.015
        assert apart.mean() < 0.004
        assert other.points[:, 2] == pytest.approx(one.points[:, 2] * scale, abs=0.03 * one.roi.side * scale)


@given(
    x=st.floats(-2000, 2000),
    y=st.floats(-2000, 2000),
    side=st.floats(1, 2000),
    angle=st.floats(-math.pi, math.pi),
    u=st.floats(0, 192),
    v=st.floats(0, 192),
)
def test_a_square_is_turned_about_its_centre(x: float, y: float, side: float, angle: float, u: float, v: float) -> None:
    matrix = to_picture(Roi(x, y, side, angle), 192)
    assert matrix @ [96, 96, 1] == pytest.approx([x, y], abs=1e-6)
    away = matrix @ [u, v, 1] - [x, y]
    assert math.hypot(*away) == pytest.approx(math.hypot(u - 96, v - 96) * side / 192, abs=1e-6)
    # The crop's own "right" points along the angle, clockwise in the picture, where y grows downward.
    along = matrix @ [192, 96, 1] - matrix @ [96, 96, 1]
    assert along == pytest.approx([math.cos(angle) * side / 2, math.sin(angle) * side / 2], abs=1e-6)


def test_the_square_of_a_face_in_profile_stays_upright() -> None:
    """The eyes fall together there and their line says nothing; the mouth below them still does."""
    points = np.array([[60, 50], [60.2, 49], [70, 62], [58, 75], [59, 75]], np.float32)
    assert abs(roi_from_box(FaceBox(40, 20, 50, 70, 0.8, points)).angle) < 0.15


# --- irises --------------------------------------------------------------------------------------------------------


def test_irises_lie_within_their_own_eyes(detector: CenterFace, mesher: FaceMeshOnnx, iris: IrisOnnx) -> None:
    meshes = mesher.meshes(pair(), [roi_from_box(face) for face in detector.detect(pair())])
    for mesh, eyes in zip(meshes, iris.irises(pair(), meshes), strict=True):
        for eye, outer, inner in ((eyes.right, 33, 133), (eyes.left, 263, 362)):
            corners = mesh.points[[outer, inner], :2]
            width = float(np.linalg.norm(corners[0] - corners[1]))
            assert np.linalg.norm(eye.iris[0] - corners.mean(0)) < 0.5 * width
            rim = np.linalg.norm(eye.iris[1:] - eye.iris[0], axis=1)
            assert (rim > 0.1 * width).all()
            assert (rim < 0.5 * width).all()
            # The lids run from the outer corner to the inner one, as the mesh has them.
            assert np.linalg.norm(eye.contour[0] - corners[0]) < 0.3 * width
            assert np.linalg.norm(eye.contour[8] - corners[1]) < 0.3 * width


def test_a_mirrored_picture_gives_mirrored_eyes(detector: CenterFace, mesher: FaceMeshOnnx, iris: IrisOnnx) -> None:
    """The left eye is seen as a mirrored right one; an error of one pixel in mirroring back shows here."""
    mirrored = np.ascontiguousarray(pair()[:, ::-1])
    width = pair().shape[1]
    before = mesher.meshes(pair(), [roi_from_box(face) for face in detector.detect(pair())])
    flipped = []
    for mesh in before:
        points = mesh.points.copy()
        points[:, 0] = width - 1 - points[:, 0]
        points[[33, 133, 263, 362]] = points[[263, 362, 33, 133]]
        flipped.append(FaceMesh(points, mesh.presence, mesh.roi))
    for one, other in zip(iris.irises(pair(), before), iris.irises(mirrored, flipped), strict=True):
        for eye, twin in ((one.right, other.left), (one.left, other.right)):
            assert width - 1 - twin.iris[:1, 0] == pytest.approx(eye.iris[:1, 0], abs=0.02)
            assert twin.iris[:1, 1] == pytest.approx(eye.iris[:1, 1], abs=0.02)


# --- any picture ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", hostile_pictures())
def test_any_picture_is_looked_at(name: str, detector: CenterFace, mesher: FaceMeshOnnx, iris: IrisOnnx) -> None:
    picture = hostile_pictures()[name]
    faces = detector.detect(picture)
    assert faces == []
    meshes = mesher.meshes(picture, [Roi(1, 2, 3, 0.4), Roi(-50, 9000, 700, 2)])
    assert len(meshes) == (2 if picture.size else 0)
    assert all(mesh.presence < 0.5 and np.isfinite(mesh.points).all() for mesh in meshes)
    assert len(iris.irises(picture, meshes)) == len(meshes)
    assert mesher.meshes(picture, []) == []
    assert iris.irises(picture, []) == []


def test_a_view_gives_what_its_copy_gives(detector: CenterFace, mesher: FaceMeshOnnx) -> None:
    view = np.asfortranarray(pair())[10:470:1, 600:30:-1]
    copy = np.ascontiguousarray(view)
    faces = detector.detect(view)
    assert len(faces) == 2
    for one, other in zip(faces, detector.detect(copy), strict=True):
        assert (numbers(one) == numbers(other)).all()
    rois = [roi_from_box(face) for face in faces]
    for one, other in zip(mesher.meshes(view, rois), mesher.meshes(copy, rois), strict=True):
        assert (one.points == other.points).all()


@pytest.mark.parametrize(
    "picture",
    [np.zeros((4, 4), np.uint8), np.zeros((4, 4, 4), np.uint8), np.zeros((4, 4, 3), np.float32)],
    ids=["grey", "with alpha", "floating"],
)
def test_what_is_no_picture_is_said_so(picture: Picture, detector: CenterFace, mesher: FaceMeshOnnx) -> None:
    for look in (lambda: detector.detect(picture), lambda: mesher.meshes(picture, [])):
        with pytest.raises(ValueError, match="RGB uint8"):
            look()


def test_looking_again_gives_the_same_numbers() -> None:
    rows = []
    for _ in range(2):
        faces = CenterFace().detect(pair())
        meshes = FaceMeshOnnx().meshes(pair(), [roi_from_box(face) for face in faces])
        eyes = IrisOnnx().irises(pair(), meshes)
        rows.append([numbers(faces[0]), meshes[1].points, eyes[0].left.iris])
    for one, other in zip(*rows, strict=True):
        assert (one == other).all()


# --- people ---------------------------------------------------------------------------------------------------------


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("clip", "every", "share"),
    [
        ("2UWdXP.joke2.rep3.take1.NomNomNom_h265.mp4", 10, 1.0),
        ("2UWdXP.joke4.rep3.take1.TearingPaper_h265.mp4", 10, 0.9),
        ("3dC3SQ.joke1.rep2.take1.TearingPaper_h265.mp4", 10, 0.85),
    ],
)
def test_an_infant_and_a_toddler_are_found_beside_their_mothers(
    realdata: Path, detector: CenterFace, clip: str, every: int, share: float
) -> None:
    pictures = frames_of(realdata / "clips" / clip, every)
    both = [len(detector.detect(picture)) >= 2 for picture in pictures]
    assert np.mean(both) >= share


@pytest.mark.realdata
@pytest.mark.parametrize(("clip", "every"), [("pyfeat_no_face.mp4", 10), ("intel_one-by-one-person-detection.mp4", 90)])
def test_an_empty_room_and_the_back_of_a_head_are_no_face(
    realdata: Path, detector: CenterFace, mesher: FaceMeshOnnx, clip: str, every: int
) -> None:
    for picture in frames_of(realdata / "clips" / clip, every):
        faces = detector.detect(picture)
        meshes = mesher.meshes(picture, [roi_from_box(face) for face in faces])
        assert not any(mesh.presence >= 0.5 for mesh in meshes)
