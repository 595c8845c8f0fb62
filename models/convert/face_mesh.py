"""Make models/weights/face_mesh.onnx from the PyPI wheel of MediaPipe (468 points, without attention)."""

from __future__ import annotations

import sys
from pathlib import Path

from sources import FACE_MESH, fetch
from tflite import convert

if __name__ == "__main__":
    convert(
        fetch(FACE_MESH, Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/weights-cache")),
        "face_mesh.onnx",
        {"input_1": "crops", "conv2d_21": "points", "conv2d_31": "presence"},
        # What both heads rest on: models/convert/smile.py fits a third one to it.
        inner=("v191", "trunk", ["N", 128, 6, 6]),
    )
