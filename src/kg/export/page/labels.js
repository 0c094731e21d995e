// Room for labels: beside their nodes, the most important first, and never one over another.

const HEIGHT = 15, LONGEST = 44;
const CELL = 60;

const shortened = (text) => (text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 1)}…`);

// What is taken of the screen, in cells, so that few boxes are compared.
class Taken {
  constructor() { this.cells = new Map(); }

  * around([left, top, right, bottom]) {
    for (let x = Math.floor(left / CELL); x <= Math.floor(right / CELL); x++) {
      for (let y = Math.floor(top / CELL); y <= Math.floor(bottom / CELL); y++) yield x * 10000 + y;
    }
  }

  isFree(box) {
    for (const cell of this.around(box)) for (const other of this.cells.get(cell) ?? []) {
      if (box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]) return false;
    }
    return true;
  }

  add(box) {
    for (const cell of this.around(box)) {
      if (!this.cells.has(cell)) this.cells.set(cell, []);
      this.cells.get(cell).push(box);
    }
  }
}

// Returns the labels that have room: { node, text, x, y (of the middle line), strong }.
// `ranked`: nodes, the most important first; `wanted`: nodes that go before them; `covered`: boxes
// of panels and the like; `measure`: text → its width.
export const placed = ({ ranked, wanted, covered, camera, network, radii, measure, most, reach = 2500 }) => {
  const taken = new Taken(), found = [], { nodes } = network;
  covered.forEach((box) => taken.add(box));
  const strong = new Set(wanted);
  const place = (node) => {
    const [x, y] = camera.toScreen(nodes.x[node], nodes.y[node]);
    if (x < 0 || y < 0 || x > camera.width || y > camera.height) return;
    const text = shortened(nodes.label[node]), wide = measure(text), radius = radii[node] * camera.growth;
    const middle = y - HEIGHT / 2;
    const spots = [
      [x + radius + 4, middle], [x - radius - 4 - wide, middle],
      [x - wide / 2, y + radius + 1], [x - wide / 2, y - radius - HEIGHT - 1],
    ];
    for (const [left, top] of spots) {
      const box = [left - 2, top, left + wide + 2, top + HEIGHT];
      if (box[0] < 0 || box[1] < 0 || box[2] > camera.width || box[3] > camera.height || !taken.isFree(box)) continue;
      taken.add(box);
      found.push({ node, text, x: left, y: top + HEIGHT / 2, strong: strong.has(node) });
      return;
    }
  };
  wanted.forEach(place);
  for (let i = 0; i < ranked.length && i < reach && found.length < most; i++) {
    if (!strong.has(ranked[i])) place(ranked[i]);
  }
  return found;
};
