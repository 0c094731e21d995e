// Draws nodes and edges on a canvas, a piece at a time, so that a large network never holds up
// the hand that moves it.

const PIECE = 400; // elements between two looks at the clock
const FEW = 300, NEAR = 2.5; // edges and times of the whole, up to and from which arrowheads are drawn
export const FAINT = 0.16; // how strong what is not highlighted is, where something is
const TINY = 1.6; // radius below which a node is a square

// How strong edges are: the more there are, the fainter.
const strength = (count) => Math.max(0.1, Math.min(0.6, 0.6 * (800 / Math.max(count, 800)) ** 0.5));

// Returns where the ends of an edge are on the screen, null where it is off it.
export const onScreen = (camera, network, edge, beyond) => {
  const { nodes, edges } = network, a = edges.source[edge], b = edges.target[edge];
  const [x1, y1] = camera.toScreen(nodes.x[a], nodes.y[a]), [x2, y2] = camera.toScreen(nodes.x[b], nodes.y[b]);
  if ((x1 < -beyond && x2 < -beyond) || (y1 < -beyond && y2 < -beyond)) return null;
  if (Math.min(x1, x2) > camera.width + beyond || Math.min(y1, y2) > camera.height + beyond) return null;
  return [x1, y1, x2, y2];
};

// Draws a loop as a small circle above its node.
const loop = (context, x, y, radius) => {
  context.moveTo(x + radius, y - radius);
  context.arc(x, y - radius, radius, 0, 2 * Math.PI);
};

export const trace = (context, [x1, y1, x2, y2], radius) => {
  if (x1 === x2 && y1 === y2) loop(context, x1, y1, radius + 2);
  else { context.moveTo(x1, y1); context.lineTo(x2, y2); }
};

// Returns the three points of an arrowhead where an edge meets the circle of its target; none
// where there is no room for it.
export const arrowPoints = ([x1, y1, x2, y2], radius) => {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length < radius + 10) return [];
  const ux = (x2 - x1) / length, uy = (y2 - y1) / length;
  const tipX = x2 - ux * (radius + 2), tipY = y2 - uy * (radius + 2);
  return [
    [tipX, tipY],
    [tipX - ux * 7 - uy * 3.5, tipY - uy * 7 + ux * 3.5],
    [tipX - ux * 7 + uy * 3.5, tipY - uy * 7 - ux * 3.5],
  ];
};

export const arrowhead = (context, line, radius) => {
  const [tip, ...others] = arrowPoints(line, radius);
  if (!tip) return;
  context.beginPath();
  context.moveTo(...tip);
  others.forEach((point) => context.lineTo(...point));
  context.fill();
};

// Whether arrowheads are drawn: where there are few edges, or they are seen from near.
export const hasArrows = (camera, count) => count <= FEW || camera.scale > camera.whole * NEAR;

// Draws edges of one look; yields between pieces.
function* edgesOf(context, { network, radii, theme, list, dashed }, camera, beyond, count) {
  context.strokeStyle = context.fillStyle = theme.edge;
  const { source, target } = network.edges, arrows = hasArrows(camera, count);
  context.globalAlpha = strength(count);
  context.lineWidth = count > 8000 ? 0.6 : 1;
  context.setLineDash(dashed ? [5, 4] : []);
  for (let start = 0; start < list.length; start += PIECE) {
    context.beginPath();
    for (const edge of list.subarray(start, start + PIECE)) {
      const ends = onScreen(camera, network, edge, beyond);
      if (ends) trace(context, ends, radii[source[edge]] * camera.growth);
    }
    context.stroke();
    for (const edge of arrows ? list.subarray(start, start + PIECE) : []) {
      const ends = network.edges.isDirected(edge) && onScreen(camera, network, edge, beyond);
      if (ends) arrowhead(context, ends, radii[target[edge]] * camera.growth);
    }
    yield;
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

export const disc = (context, x, y, radius, colour, border) => {
  context.fillStyle = colour;
  if (radius < TINY) { context.fillRect(x - radius, y - radius, 2 * radius, 2 * radius); return; }
  context.beginPath();
  context.arc(x, y, radius, 0, 2 * Math.PI);
  context.fill();
  if (radius > 3) { context.strokeStyle = border; context.lineWidth = 1; context.stroke(); }
};

// Draws a scene; each step of the generator is a piece of it. What lies within `beyond` pixels
// around the screen is drawn, too.
export function* painting(context, scene, camera, beyond = 0) {
  const { network, radii, colours, theme } = scene, { nodes } = network;
  const count = scene.solid.length + scene.dashed.length;
  yield* edgesOf(context, { ...scene, list: scene.solid, dashed: false }, camera, beyond, count);
  yield* edgesOf(context, { ...scene, list: scene.dashed, dashed: true }, camera, beyond, count);
  for (let start = 0; start < scene.largestFirst.length; start += PIECE) {
    for (const node of scene.largestFirst.subarray(start, start + PIECE)) {
      const [x, y] = camera.toScreen(nodes.x[node], nodes.y[node]), radius = radii[node] * camera.growth;
      if (x < -beyond - radius || y < -beyond - radius) continue;
      if (x > camera.width + beyond + radius || y > camera.height + beyond + radius) continue;
      disc(context, x, y, radius, colours.palette[colours.of[node]], theme.back);
    }
    yield;
  }
}

// Returns what is to be drawn: which edges and nodes, in which order.
export const sceneOf = (network, shown, colours, radii, theme) => {
  const realisation = network.edges.columns.get("realisation");
  const solid = [], dashed = [], nodes = [];
  for (let edge = 0; edge < network.edges.count; edge++) {
    if (shown.isEdge[edge]) (realisation && realisation.data[edge] >= 0 ? dashed : solid).push(edge);
  }
  for (let node = 0; node < network.nodes.count; node++) if (shown.isNode[node]) nodes.push(node);
  nodes.sort((a, b) => radii[b] - radii[a] || network.nodes.degree[b] - network.nodes.degree[a] || a - b);
  return {
    network, shown, colours, radii, theme,
    solid: Int32Array.from(solid), dashed: Int32Array.from(dashed), largestFirst: Int32Array.from(nodes),
  };
};
