"""Make models/weights/iris.onnx from the PyPI wheel of MediaPipe."""

from __future__ import annotations

import sys
from pathlib import Path

from sources import IRIS, fetch
from tflite import convert

if __name__ == "__main__":
    convert(
        fetch(IRIS, Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/weights-cache")),
        "iris.onnx",
        {"input_1": "crops", "output_eyes_contours_and_brows": "contour", "output_iris": "iris"},
    )
