"""A second backend for the face mesh: MediaPipe 0.10.21 itself, where it is installed. Nothing imports this by default.

Later releases report usage to their maker at run time and are refused.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from coder.vocabulary.errors import ModelError
from coder.vocabulary.language import tr
from models.seeing.estimator import FaceMesh, Picture, Roi
from models.seeing.picture_geometry import check

VERSION = "0.10.21"

# MediaPipe's own face_landmark_cpu graph up to its landmarks, without the gate that withholds them when presence is
# low: the caller judges presence.
GRAPH = """
input_stream: "image"
input_stream: "roi"
output_stream: "landmarks"
output_stream: "presence"
node {
  calculator: "ImageToTensorCalculator"
  input_stream: "IMAGE:image"
  input_stream: "NORM_RECT:roi"
  output_stream: "TENSORS:crop"
  options { [mediapipe.ImageToTensorCalculatorOptions.ext] {
    output_tensor_width: 192 output_tensor_height: 192 output_tensor_float_range { min: 0.0 max: 1.0 }
  } }
}
node {
  calculator: "InferenceCalculator"
  input_stream: "TENSORS:crop"
  output_stream: "TENSORS:outputs"
  options { [mediapipe.InferenceCalculatorOptions.ext] {
    model_path: "mediapipe/modules/face_landmark/face_landmark.tflite" delegate { xnnpack { num_threads: 1 } }
  } }
}
node {
  calculator: "SplitTensorVectorCalculator"
  input_stream: "outputs"
  output_stream: "points"
  output_stream: "logit"
  options { [mediapipe.SplitVectorCalculatorOptions.ext] {
    ranges { begin: 0 end: 1 } ranges { begin: 1 end: 2 }
  } }
}
node {
  calculator: "TensorsToFloatsCalculator"
  input_stream: "TENSORS:logit"
  output_stream: "FLOAT:presence"
  options { [mediapipe.TensorsToFloatsCalculatorOptions.ext] { activation: SIGMOID } }
}
node {
  calculator: "TensorsToLandmarksCalculator"
  input_stream: "TENSORS:points"
  output_stream: "NORM_LANDMARKS:placed_in_crop"
  options { [mediapipe.TensorsToLandmarksCalculatorOptions.ext] {
    num_landmarks: 468 input_image_width: 192 input_image_height: 192
  } }
}
node {
  calculator: "LandmarkProjectionCalculator"
  input_stream: "NORM_LANDMARKS:placed_in_crop"
  input_stream: "NORM_RECT:roi"
  output_stream: "NORM_LANDMARKS:landmarks"
}
"""


class FaceMeshMediaPipe:
    """468 points per face, cropped, run and placed by MediaPipe.

    Raises
    ------
    ModelError
        If MediaPipe is not installed, or is another release.
    """

    def __init__(self) -> None:
        try:
            package: Any = importlib.import_module("mediapipe")
        except ImportError:
            raise ModelError(
                tr(
                    "The MediaPipe backend needs the package mediapipe {version}, which is not installed here: "
                    "install it in an environment of its own, or use the built-in backend.",
                    version=VERSION,
                )
            ) from None
        if package.__version__ != VERSION:
            raise ModelError(
                tr(
                    "The MediaPipe backend works with mediapipe {version} only, because later releases report usage "
                    "over "
                    "the network; found {version_2}: install {version}, or use the built-in backend.",
                    version=VERSION,
                    version_2=package.__version__,
                )
            )
        self.model = f"mediapipe-face-landmark@{VERSION}"
        self._package = package
        # Graphs name their files relative to the folder that holds the package.
        resources: Any = importlib.import_module("mediapipe.python._framework_bindings.resource_util")
        resources.set_resource_dir(str(Path(package.__file__).parents[1]))
        self._rect: Any = importlib.import_module("mediapipe.framework.formats.rect_pb2").NormalizedRect

    def meshes(self, picture: Picture, rois: Sequence[Roi]) -> list[FaceMesh]:
        """One mesh for each square, in order; look at its presence before believing it."""
        check(picture)
        if picture.size == 0 or not rois:
            return []
        found: dict[str, list[Any]] = {"landmarks": [], "presence": []}
        create, get = self._package.packet_creator, self._package.packet_getter
        graph: Any = self._package.CalculatorGraph(graph_config=GRAPH)
        graph.observe_output_stream("landmarks", lambda _, packet: found["landmarks"].append(get.get_proto(packet)))
        graph.observe_output_stream("presence", lambda _, packet: found["presence"].append(get.get_float(packet)))
        graph.start_run()
        height, width = picture.shape[:2]
        image = create.create_image_frame(
            image_format=self._package.ImageFormat.SRGB, data=np.ascontiguousarray(picture)
        )
        for at, roi in enumerate(rois):
            rect = self._rect(
                x_center=roi.x / width,
                y_center=roi.y / height,
                width=roi.side / width,
                height=roi.side / height,
                rotation=roi.angle,
            )
            graph.add_packet_to_input_stream("image", image.at(at))
            graph.add_packet_to_input_stream("roi", create.create_proto(rect).at(at))
        graph.close_all_packet_sources()
        graph.wait_until_done()
        # Depth comes in widths of the picture, as x does.
        scale = np.array([width, height, width], np.float32)
        return [
            FaceMesh(np.array([(p.x, p.y, p.z) for p in points.landmark], np.float32) * scale, float(presence), roi)
            for points, presence, roi in zip(found["landmarks"], found["presence"], rois, strict=True)
        ]
