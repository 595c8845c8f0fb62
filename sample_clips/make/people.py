"""Who appears in the clips: the shape, the colours and the clothes of each rendered person. None of them exists."""

from __future__ import annotations

from dataclasses import dataclass, field

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Person:
    """One rendered person.

    ``shape`` holds anny's phenotype values (age 0 = 0.66 m, 0.06 = 0.80 m, 0.13 = 0.96 m, 0.6 = grown-up; gender
    0 male, 1 female). Colours are linear-light RGB, 0 to 1.
    """

    name: str
    shape: dict[str, float]
    skin: Colour
    lips: Colour
    hair: Colour
    iris: Colour
    top: Colour
    stripe: Colour
    stripe_width: float = 0.0
    hair_length: float = 0.06
    hair_low: float = -0.9
    hairline: float = 1.12
    combed_back: bool = False
    curly: bool = False
    brow: float = 1.0
    bob: bool = False
    stubble: float = 0.0
    sleeve: float = 0.2
    face_gain: float = 1.0
    resting: dict[str, float] = field(default_factory=dict)


def _mix(african: float, asian: float, caucasian: float) -> dict[str, float]:
    return {"african": african, "asian": asian, "caucasian": caucasian}


PEOPLE: dict[str, Person] = {
    p.name: p
    for p in (
        Person(
            name="mara",
            shape={"age": 0.58, "gender": 0.95, "muscle": 0.45, "weight": 0.42, "height": 0.45, "proportions": 0.6}
            | _mix(0.1, 0.15, 0.75),
            skin=(0.74, 0.47, 0.35),
            lips=(0.60, 0.24, 0.21),
            hair=(0.055, 0.026, 0.014),
            iris=(0.10, 0.055, 0.025),
            top=(0.07, 0.22, 0.23),
            stripe=(0.07, 0.22, 0.23),
            hair_length=0.16,
            combed_back=True,
            bob=True,
        ),
        Person(
            name="noa",
            shape={"age": 0.062, "gender": 0.6, "muscle": 0.5, "weight": 0.55, "height": 0.5, "proportions": 0.5}
            | _mix(0.1, 0.2, 0.7),
            skin=(0.80, 0.53, 0.42),
            lips=(0.66, 0.27, 0.24),
            hair=(0.15, 0.075, 0.03),
            iris=(0.12, 0.07, 0.03),
            top=(0.75, 0.72, 0.62),
            stripe=(0.72, 0.33, 0.06),
            stripe_width=0.032,
            hair_length=0.10,
            brow=0.7,
            sleeve=0.95,
        ),
        Person(
            name="idris",
            shape={"age": 0.6, "gender": 0.0, "muscle": 0.48, "weight": 0.42, "height": 0.36, "proportions": 0.6}
            | _mix(0.85, 0.0, 0.15),
            skin=(0.25, 0.125, 0.075),
            lips=(0.27, 0.10, 0.085),
            hair=(0.012, 0.010, 0.009),
            iris=(0.05, 0.025, 0.012),
            top=(0.52, 0.22, 0.08),
            stripe=(0.52, 0.22, 0.08),
            hair_length=0.09,
            curly=True,
            stubble=0.3,
        ),
        Person(
            name="ayo",
            shape={"age": 0.02, "gender": 0.4, "muscle": 0.5, "weight": 0.6, "height": 0.5, "proportions": 0.5}
            | _mix(0.8, 0.0, 0.2),
            skin=(0.30, 0.155, 0.095),
            lips=(0.34, 0.13, 0.11),
            hair=(0.018, 0.013, 0.010),
            iris=(0.05, 0.025, 0.012),
            top=(0.20, 0.42, 0.30),
            stripe=(0.72, 0.70, 0.58),
            stripe_width=0.022,
            hair_length=0.08,
            curly=True,
            brow=0.6,
            sleeve=0.95,
        ),
        Person(
            name="lin",
            shape={"age": 0.62, "gender": 0.95, "muscle": 0.4, "weight": 0.45, "height": 0.4, "proportions": 0.55}
            | _mix(0.0, 0.92, 0.08),
            skin=(0.76, 0.52, 0.38),
            lips=(0.60, 0.26, 0.23),
            hair=(0.016, 0.013, 0.012),
            iris=(0.05, 0.028, 0.015),
            top=(0.40, 0.16, 0.24),
            stripe=(0.40, 0.16, 0.24),
            hair_length=0.15,
            bob=True,
        ),
        Person(
            name="kai",
            shape={"age": 0.12, "gender": 0.3, "muscle": 0.5, "weight": 0.5, "height": 0.45, "proportions": 0.5}
            | _mix(0.05, 0.85, 0.1),
            skin=(0.79, 0.55, 0.41),
            lips=(0.64, 0.29, 0.25),
            hair=(0.02, 0.015, 0.012),
            iris=(0.05, 0.028, 0.015),
            top=(0.13, 0.24, 0.50),
            stripe=(0.70, 0.70, 0.66),
            stripe_width=0.026,
            hair_length=0.13,
            brow=0.75,
            sleeve=0.95,
        ),
        Person(
            name="ruth",
            shape={"age": 0.86, "gender": 0.9, "muscle": 0.4, "weight": 0.55, "height": 0.4, "proportions": 0.5}
            | _mix(0.1, 0.1, 0.8),
            skin=(0.72, 0.46, 0.36),
            lips=(0.55, 0.25, 0.22),
            hair=(0.42, 0.41, 0.40),
            iris=(0.09, 0.14, 0.17),
            top=(0.30, 0.26, 0.42),
            stripe=(0.30, 0.26, 0.42),
            hair_length=0.15,
            brow=0.7,
        ),
    )
}
