"""Draw posed figures and a room into a picture, without a screen: OpenGL through EGL, in software if need be."""

from __future__ import annotations

from pathlib import Path

import moderngl
import numpy as np
from figure import Figure, Part
from geometry import Array, axis_angle, unit
from room import Solid

WIDTH, HEIGHT = 640, 480
SHADERS = Path(__file__).resolve().parent / "shaders"

CAMERA = np.array([0.02, -1.75, 0.58])
TARGET = np.array([0.0, 0.0, 0.355])
FIELD_OF_VIEW = 25.0
SUN = unit(np.array([-0.55, -0.85, 0.95]))
SHADOW_SIZE = 1536

MATERIAL = {"skin": 0, "hair": 1, "clothes": 2, "eyes": 3, "teeth": 4, "tongue": 5, "lashes": 6, "long_hair": 1}
CLOSED = {"skin", "eyes", "teeth", "tongue", "hair"}


def _look_at(eye: Array, target: Array) -> Array:
    back = unit(eye - target)
    right = unit(np.cross([0, 0, 1.0], back))
    up = np.cross(back, right)
    view = np.eye(4)
    view[:3, :3] = np.stack([right, up, back])
    view[:3, 3] = -view[:3, :3] @ eye
    return view


def _perspective(degrees: float, aspect: float, near: float, far: float) -> Array:
    f = 1 / np.tan(np.radians(degrees) / 2)
    out = np.zeros((4, 4))
    out[0, 0], out[1, 1] = f / aspect, f
    out[2, 2], out[2, 3], out[3, 2] = (far + near) / (near - far), 2 * far * near / (near - far), -1
    return out


def _box_projection(half: float, depth: float) -> Array:
    out = np.eye(4)
    out[0, 0] = out[1, 1] = 1 / half
    out[2, 2] = -1 / depth
    return out


def view_projection(*, roll_deg: float = 0.0, shift: float = 0.0) -> Array:
    """The camera where it stands, tilted by ``roll_deg`` and moved ``shift`` metres to the right."""
    moved = np.array([shift, 0.0, 0.0])
    roll = np.eye(4)
    roll[:3, :3] = axis_angle(np.array([0, 0, 1.0]), roll_deg)
    return _perspective(FIELD_OF_VIEW, WIDTH / HEIGHT, 0.3, 8.0) @ roll @ _look_at(CAMERA + moved, TARGET + moved)


VIEW_PROJECTION = view_projection()
LIGHT_PROJECTION = _box_projection(0.95, 3.0) @ _look_at(
    np.array([0.0, 0.05, 0.35]) + SUN * 1.5, np.array([0.0, 0.05, 0.35])
)


def project(points: Array, view: Array = VIEW_PROJECTION) -> Array:
    """Pixels (n, 2) of points (n, 3) of the room, from the picture's top left."""
    p = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ view.T
    ndc = p[:, :2] / p[:, 3:]
    return np.stack([(ndc[:, 0] + 1) / 2 * WIDTH, (1 - ndc[:, 1]) / 2 * HEIGHT], axis=1)


class Mesh:
    """A drawn thing on the GPU's side: a buffer that changes with the pose, and one that does not."""

    def __init__(self, ctx: moderngl.Context, programs: list[moderngl.Program], faces: Array, fixed: Array) -> None:
        self.moving = ctx.buffer(reserve=len(fixed) * 24, dynamic=True)
        still = ctx.buffer(fixed.astype("f4").tobytes())
        index = ctx.buffer(faces.astype("i4").tobytes())
        scene, shadow = programs
        self.scene = ctx.vertex_array(
            scene,
            [(self.moving, "3f 3f", "in_position", "in_normal"), (still, "3f 2f 4f", "in_rest", "in_uv", "in_extra")],
            index,
        )
        self.shadow = ctx.vertex_array(shadow, [(self.moving, "3f 12x", "in_position")], index)

    def write(self, points: Array, normals: Array) -> None:
        """Put the mesh where it is now."""
        self.moving.write(np.concatenate([points, normals], axis=1).astype("f4").tobytes())


class Renderer:
    """Draws pictures of 640×480."""

    def __init__(self) -> None:
        self.ctx = moderngl.create_context(standalone=True, backend="egl", require=330)
        vertex = (SHADERS / "scene.vert").read_text()
        self.scene = self.ctx.program(vertex, (SHADERS / "scene.frag").read_text())
        self.shadow = self.ctx.program(vertex, (SHADERS / "shadow.frag").read_text())
        self.depth = self.ctx.depth_texture((SHADOW_SIZE, SHADOW_SIZE))
        self.depth.compare_func = "<="
        self.depth.repeat_x = self.depth.repeat_y = False
        self.shadow_frame = self.ctx.framebuffer(depth_attachment=self.depth)
        size = (WIDTH, HEIGHT)
        self.drawn = self.ctx.texture(size, 4)
        self.raw = self.ctx.framebuffer(self.drawn, self.ctx.depth_renderbuffer(size))
        self.plain = self.ctx.framebuffer(self.ctx.renderbuffer(size))
        # Edges are smoothed in the finished picture: on a software driver that costs a third of multisampling.
        smooth = self.ctx.program((SHADERS / "smooth.vert").read_text(), (SHADERS / "smooth.frag").read_text())
        smooth["pixel"] = (1 / WIDTH, 1 / HEIGHT)
        self.smooth = self.ctx.vertex_array(smooth, [])
        self._set(self.scene, "view_projection", VIEW_PROJECTION)
        self._set(self.scene, "light_projection", LIGHT_PROJECTION)
        self._set(self.shadow, "view_projection", LIGHT_PROJECTION)
        self.scene["camera"] = tuple(CAMERA)
        self.scene["sun"] = tuple(SUN)
        self.figures: dict[str, list[Mesh]] = {}
        self.textures: dict[str, moderngl.Texture] = {}
        self.solids: dict[str, Mesh] = {}

    @staticmethod
    def _set(program: moderngl.Program, name: str, matrix: Array) -> None:
        program[name].write(matrix.T.astype("f4").tobytes())

    def _give(self, name: str, value: object) -> None:
        # The compiler drops a uniform that no path reads.
        if name in self.scene:
            self.scene[name] = value

    def add_figure(self, figure: Figure) -> None:
        """Bring a person's meshes and masks to the renderer."""
        programs = [self.scene, self.shadow]
        self.figures[figure.person.name] = [
            Mesh(self.ctx, programs, part.faces, self._fixed(figure, part)) for part in figure.parts
        ]
        masks = figure.masks[::-1]
        texture = self.ctx.texture(masks.shape[1::-1], 4, np.ascontiguousarray(masks).tobytes())
        texture.build_mipmaps()
        self.textures[figure.person.name] = texture

    @staticmethod
    def _fixed(figure: Figure, part: Part) -> Array:
        rest = figure.head_units[part.base]
        if part.name == "eyes":
            left = rest[:, 0] > 0
            rest = rest - np.where(left[:, None], [[0.5, 0, 0]], [[-0.5, 0, 0]])
        return np.concatenate([rest, part.uv, part.extra], axis=1)

    def draw(
        self, people: list[tuple[Figure, list[tuple[Array, Array]]]], solids: list[Solid], view: Array = VIEW_PROJECTION
    ) -> Array:
        """Return the picture, uint8 (480, 640, 3)."""
        self._set(self.scene, "view_projection", view)
        for solid in solids:
            if solid.name not in self.solids:
                fixed = np.zeros((len(solid.points), 9))
                self.solids[solid.name] = Mesh(self.ctx, [self.scene, self.shadow], solid.faces, fixed)
            self.solids[solid.name].write(solid.points, solid.normals)
        for figure, parts in people:
            for mesh, (points, normals) in zip(self.figures[figure.person.name], parts, strict=True):
                mesh.write(points, normals)
        self._draw_shadow(people, solids)
        self.raw.use()
        self.raw.clear(0.5, 0.5, 0.5, 1.0)
        self.ctx.enable(moderngl.DEPTH_TEST)
        self.depth.use(1)
        self.scene["shadow_map"] = 1
        self.scene["masks"] = 0
        # People first: what they hide of the room is then not painted at all.
        for figure, _ in people:
            self._draw_person(figure)
        self.ctx.enable(moderngl.CULL_FACE)
        for solid in solids:
            self._give("material", solid.material)
            self._give("colour", solid.colour)
            self._give("second", solid.second)
            self.solids[solid.name].scene.render()
        self.ctx.disable(moderngl.CULL_FACE)
        self.ctx.disable(moderngl.DEPTH_TEST)
        self.plain.use()
        self.drawn.use(0)
        self.smooth.render(moderngl.TRIANGLES, vertices=3)
        picture = np.frombuffer(self.plain.read(components=3), np.uint8).reshape(HEIGHT, WIDTH, 3)
        return np.ascontiguousarray(picture[::-1])

    def _draw_shadow(self, people: list[tuple[Figure, list[tuple[Array, Array]]]], solids: list[Solid]) -> None:
        self.shadow_frame.use()
        self.shadow_frame.clear()
        self.ctx.enable(moderngl.DEPTH_TEST)
        for solid in solids:
            self.solids[solid.name].shadow.render()
        for figure, _ in people:
            for part, mesh in zip(figure.parts, self.figures[figure.person.name], strict=True):
                if part.name in {"skin", "clothes", "hair"}:
                    mesh.shadow.render()

    def _draw_person(self, figure: Figure) -> None:
        p = figure.person
        self.textures[p.name].use(0)
        for name, value in (
            ("lips", p.lips),
            ("hair", p.hair),
            ("stripe_width", p.stripe_width),
            ("brow", p.brow),
            ("combed", float(p.combed_back)),
            ("curly", float(p.curly)),
            ("stubble", p.stubble),
            ("second", p.stripe),
            ("rest_scale", figure.eye_distance),
        ):
            self._give(name, value)
        colours = {
            "skin": p.skin,
            "hair": p.hair,
            "clothes": p.top,
            "eyes": p.iris,
            "teeth": (0.80, 0.76, 0.70),
            "tongue": (0.45, 0.12, 0.11),
            "lashes": (0.02, 0.014, 0.012),
            "long_hair": p.hair,
        }
        for part, mesh in zip(figure.parts, self.figures[p.name], strict=True):
            # Half the work is saved where only the outside can be seen.
            (self.ctx.enable if part.name in CLOSED else self.ctx.disable)(moderngl.CULL_FACE)
            self._give("material", MATERIAL[part.name])
            self._give("colour", colours[part.name])
            mesh.scene.render()
        self.ctx.disable(moderngl.CULL_FACE)
