"""Compare models/weights/movenet_multipose.onnx plus models/seeing/body.py with the whole published graph run in TensorFlow."""

from __future__ import annotations

import argparse
import base64
import json
import sys
from pathlib import Path

import numpy as np
import tensorflow as tf
from google.protobuf import json_format
from graphs import read_weights
from sources import MOVENET_GRAPH, MOVENET_WEIGHTS, fetch

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))


def published(cache: Path):
    """The published graph as a TensorFlow function: uint8 picture (H, W, 3) -> (6, 56)."""
    document = json.loads(fetch(MOVENET_GRAPH, cache))
    weights = read_weights(document["weightsManifest"], fetch(MOVENET_WEIGHTS, cache))
    definition = tf.compat.v1.GraphDef()
    for entry in document["modelTopology"]["node"]:
        if entry["op"] == "Const":
            array = weights[entry["name"]]
            node = definition.node.add(op="Const", name=entry["name"])
            node.attr["dtype"].type = tf.as_dtype(array.dtype).as_datatype_enum
            node.attr["value"].tensor.CopyFrom(tf.make_tensor_proto(array))
        elif entry["op"] in ("_FusedConv2D", "FusedDepthwiseConv2dNative"):
            _split(definition, entry)
        else:
            node = json_format.ParseDict({k: v for k, v in entry.items() if k != "device"}, definition.node.add())
            if entry["op"] == "Placeholder":
                node.attr["shape"].shape.CopyFrom(tf.TensorShape([1, None, None, 3]).as_proto())
    wrapped = tf.compat.v1.wrap_function(lambda: tf.compat.v1.import_graph_def(definition, name=""), [])
    function = wrapped.prune("input:0", "Identity:0")
    return lambda picture: function(tf.constant(picture[None], tf.int32)).numpy()[0]


def _split(definition, entry: dict) -> None:
    attributes = entry["attr"]
    steps = [base64.b64decode(one).decode() for one in attributes["fused_ops"]["list"]["s"]]
    source, kernel, bias = entry["input"]
    op = "Conv2D" if entry["op"] == "_FusedConv2D" else "DepthwiseConv2dNative"
    keep = {k: attributes[k] for k in ("T", "strides", "padding", "data_format", "dilations") if k in attributes}
    name = entry["name"]
    json_format.ParseDict({"name": f"{name}/conv", "op": op, "input": [source, kernel], "attr": keep}, definition.node.add())
    last = f"{name}/conv"
    for at, step in enumerate(steps):
        this = name if at == len(steps) - 1 else f"{name}/{step}"
        node = definition.node.add(op=step, name=this, input=[last, bias] if step == "BiasAdd" else [last])
        node.attr["T"].type = tf.float32.as_datatype_enum
        last = this


def main(pictures: list[Path], cache: Path, record: Path | None = None) -> None:
    """Print the largest difference in keypoints (pixels) and confidence over the people that both see.

    With ``record``, also write what the published graph says of the pictures, for tests/models/test_body.py.
    """
    import cv2

    from models.seeing.body import MoveNet
    from models.seeing.estimator_settings import EstimatorSettings

    reference = published(cache)
    said = {}
    for path in pictures:
        picture = cv2.cvtColor(cv2.imread(str(path)), cv2.COLOR_BGR2RGB)
        height, width = picture.shape[:2]
        picture = np.ascontiguousarray(picture[: height - height % 32, : width - width % 32])
        height, width = picture.shape[:2]
        # The picture at its own size, so that nothing but the network and what follows it is compared.
        ours = MoveNet(EstimatorSettings(body_short_side=min(width, height)))
        theirs = [row for row in reference(picture) if row[55] >= ours.settings.body_confidence]
        bodies = ours.bodies(picture)
        said[path.name] = [[round(float(value), 6) for value in row] for row in theirs]
        print(f"{path.name}: published graph {len(theirs)} people, ours {len(bodies)}")
        for row in theirs:
            points = row[:51].reshape(17, 3)[:, [1, 0, 2]] * [width, height, 1]
            nearest = min(bodies, key=lambda body: np.abs(body.keypoints - points)[:, :2].max())
            worst = np.abs(nearest.keypoints - points)
            print(f"  keypoints within {worst[:, :2].max():.4f} px, confidence within {worst[:, 2].max():.5f}, "
                  f"body confidence {row[55]:.4f} / {nearest.confidence:.4f}")
    if record:
        record.write_text(json.dumps(said) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, default=Path("/tmp/weights-cache"))
    parser.add_argument("--record", type=Path)
    arguments = parser.parse_args()
    main(arguments.pictures, arguments.cache, arguments.record)
