// What is seen as a picture (SVG, PNG) and as a network for other programs (GEXF).
import { codesOf, iriOf, textOf } from "./data.js";
import { download } from "./elements.js";
import { FAINT, arrowPoints, hasArrows, onScreen } from "./scene.js";

const FAMILY = "system-ui, sans-serif", LINE = 18;

const escaped = (text) => String(text)
  .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
  .replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const round = (number) => Math.round(number * 10) / 10;

// Writes SVG; has the same methods as the pen below.
class SvgPen {
  constructor(width, height) {
    this.size = [width, height];
    this.parts = [`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FAMILY}">`];
  }
  ground(colour) { this.parts.push(`<rect width="100%" height="100%" fill="${colour}"/>`); }
  lines(segments, colour, opacity, dashed) {
    const path = segments.map(([a, b, c, d]) => `M${round(a)} ${round(b)}L${round(c)} ${round(d)}`).join("");
    this.parts.push(`<path d="${path}" stroke="${colour}" stroke-opacity="${opacity}" fill="none"${dashed ? ' stroke-dasharray="5 4"' : ""}/>`);
  }
  area(points, colour, opacity) {
    this.parts.push(`<polygon points="${points.map((point) => point.map(round).join(",")).join(" ")}" fill="${colour}" fill-opacity="${opacity}"/>`);
  }
  disc(x, y, radius, colour, border, title, opacity = 1) {
    this.parts.push(`<circle cx="${round(x)}" cy="${round(y)}" r="${round(radius)}" fill="${colour}" stroke="${border}"${opacity < 1 ? ` opacity="${opacity}"` : ""}>${title ? `<title>${escaped(title)}</title>` : ""}</circle>`);
  }
  text(x, y, text, colour, halo, weight = 400) {
    this.parts.push(`<text x="${round(x)}" y="${round(y)}" font-size="12" font-weight="${weight}" dominant-baseline="middle" fill="${colour}" stroke="${halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke">${escaped(text)}</text>`);
  }
  end() { return [...this.parts, "</svg>\n"].join("\n"); }
}

class CanvasPen {
  constructor(width, height, scale) {
    this.canvas = Object.assign(document.createElement("canvas"), { width: width * scale, height: height * scale });
    this.context = this.canvas.getContext("2d");
    this.context.scale(scale, scale);
    this.size = [width, height];
  }
  ground(colour) { this.context.fillStyle = colour; this.context.fillRect(0, 0, ...this.size); }
  lines(segments, colour, opacity, dashed) {
    Object.assign(this.context, { strokeStyle: colour, globalAlpha: opacity, lineWidth: 1 });
    this.context.setLineDash(dashed ? [5, 4] : []);
    this.context.beginPath();
    for (const [a, b, c, d] of segments) { this.context.moveTo(a, b); this.context.lineTo(c, d); }
    this.context.stroke();
    this.context.globalAlpha = 1;
  }
  area(points, colour, opacity) {
    Object.assign(this.context, { fillStyle: colour, globalAlpha: opacity });
    this.context.beginPath();
    points.forEach((point) => this.context.lineTo(...point));
    this.context.fill();
    this.context.globalAlpha = 1;
  }
  disc(x, y, radius, colour, border, title, opacity = 1) {
    Object.assign(this.context, { fillStyle: colour, strokeStyle: border, lineWidth: 1, globalAlpha: opacity });
    this.context.setLineDash([]);
    this.context.beginPath();
    this.context.arc(x, y, radius, 0, 2 * Math.PI);
    this.context.fill();
    this.context.stroke();
    this.context.globalAlpha = 1;
  }
  text(x, y, text, colour, halo, weight = 400) {
    Object.assign(this.context, {
      font: `${weight} 12px ${FAMILY}`, textBaseline: "middle", fillStyle: colour, strokeStyle: halo, lineWidth: 3, lineJoin: "round",
    });
    this.context.setLineDash([]);
    this.context.strokeText(text, x, y);
    this.context.fillText(text, x, y);
  }
}

const MOST_ROWS = 24;

// The entries of the legend that are seen.
const legendRows = ({ colouring, scene }) => {
  const used = new Set();
  for (const node of scene.largestFirst) used.add(colouring.first ? colouring.first[node] : 0);
  return colouring.entries.filter(({ code }) => used.has(code));
};

const legendBox = (app) => {
  const rows = legendRows(app).slice(0, MOST_ROWS);
  const widest = rows.reduce((most, { word }) => Math.max(most, (word || app.words.none).length), 12);
  return [0, 0, 40 + widest * 6.6, 36 + LINE * (rows.length + 2)];
};

const paintLegend = (pen, app) => {
  const { colouring, words, theme } = app, rows = legendRows(app);
  let y = 22;
  if (colouring.column) pen.text(14, y, words.column(colouring.column.name), theme.text, theme.back, 600);
  for (const { colour, word } of rows.slice(0, MOST_ROWS)) {
    y += LINE;
    pen.disc(20, y, 5, colour, theme.back);
    pen.text(32, y, word || words.none, theme.text, theme.back);
  }
  if (rows.length > MOST_ROWS) pen.text(32, y + LINE, `${rows.length - MOST_ROWS} ${words.more}`, theme.text, theme.back);
  if (!colouring.ramp) return;
  colouring.palette.forEach((colour, number) => pen.disc(20 + 14 * number, y + LINE, 6, colour, theme.back));
  pen.text(14, y + 2 * LINE, `${words.number(colouring.ramp.least)} – ${words.number(colouring.ramp.largest)}`, theme.text, theme.back);
};

const drawEdges = (pen, app, list, { colour, opacity, dashed, arrows }) => {
  const { view: { camera }, scene, network } = app;
  const segments = [...list].map((edge) => onScreen(camera, network, edge, 0)).filter(Boolean);
  if (segments.length) pen.lines(segments, colour, opacity, dashed);
  for (const edge of arrows ? list : []) {
    const line = network.edges.isDirected(edge) && onScreen(camera, network, edge, 0);
    const points = line ? arrowPoints(line, scene.radii[network.edges.target[edge]] * camera.growth) : [];
    if (points.length) pen.area(points, colour, opacity);
  }
};

const drawNodes = (pen, { view: { camera }, scene, network, theme }, list, opacity) => {
  for (const node of list) {
    const [x, y] = camera.toScreen(network.nodes.x[node], network.nodes.y[node]);
    if (x < 0 || y < 0 || x > camera.width || y > camera.height) continue;
    const colour = scene.colours.palette[scene.colours.of[node]];
    pen.disc(x, y, scene.radii[node] * camera.growth, colour, theme.back, network.nodes.label[node], opacity);
  }
};

const drawing = (pen, app) => {
  const { view, scene, theme, words } = app, { camera, highlight } = view;
  const opacity = highlight ? FAINT : 1, arrows = hasArrows(camera, scene.solid.length + scene.dashed.length);
  pen.ground(theme.back);
  for (const [list, dashed] of [[scene.solid, false], [scene.dashed, true]]) {
    drawEdges(pen, app, list, { colour: theme.edge, opacity: opacity / 2, dashed, arrows });
  }
  drawNodes(pen, app, scene.largestFirst, opacity);
  if (highlight) {
    const proposed = new Set(scene.dashed), isOut = (edge) => proposed.has(edge);
    for (const dashed of [false, true]) {
      const list = highlight.edges.filter((edge) => isOut(edge) === dashed);
      drawEdges(pen, app, list, { colour: theme.strong, opacity: 0.8, dashed, arrows: true });
    }
    drawNodes(pen, app, highlight.nodes, 1);
  }
  for (const { text, x, y, strong } of view.labelled([legendBox(app), [0, camera.height - 30, 420, camera.height]])) pen.text(x, y, text, theme.text, theme.back, strong ? 600 : 400);
  paintLegend(pen, app);
  const counts = `${words.number(app.shown.nodes)} ${words.nodes}, ${words.number(app.shown.edges)} ${words.edges} · ${words.madeWith}`;
  pen.text(14, camera.height - 14, counts, theme.text, theme.back);
  return pen;
};

export const svgOf = (app) => drawing(new SvgPen(app.view.camera.width, app.view.camera.height), app).end();

// Columns as GEXF declares them: the name is the id, so that files can be put together in Gephi.
const declared = (columns, of) => {
  const types = { number: "double", text: "string", list: "string" };
  const rows = columns.map(({ name, type }) => `<attribute id="${escaped(name)}" title="${escaped(name)}" type="${types[type]}"/>`);
  return `<attributes class="${of}">${rows.join("")}</attributes>`;
};

const valued = (columns, element) => columns.map((column) => {
  const text = column.type === "number" ? (column.data[element] ?? "") : codesOf(column, element).map((code) => column.values[code]).join("; ");
  return text === "" ? "" : `<attvalue for="${escaped(column.name)}" value="${escaped(text)}"/>`;
}).join("");

const nodeText = (app, columns) => (node) => {
  const { network, scene } = app, { nodes } = network, colour = scene.colours.palette[scene.colours.of[node]];
  const [r, g, b] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return `<node id="${escaped(nodes.id[node])}" label="${escaped(nodes.label[node])}"><attvalues>`
    + `<attvalue for="iri" value="${escaped(iriOf(network, node))}"/>${valued(columns, node)}</attvalues>`
    + `<viz:color r="${r}" g="${g}" b="${b}"/><viz:position x="${nodes.x[node]}" y="${nodes.y[node]}" z="0"/>`
    + `<viz:size value="${round(scene.radii[node] * 2)}"/></node>`;
};

const edgeText = (app, columns) => (edge) => {
  const { network } = app, { edges, nodes } = network;
  const kind = escaped(textOf(edges.columns, "kind", edge)), weight = edges.weight ? ` weight="${edges.weight[edge]}"` : "";
  const evidence = edges.evidence[edge].map((place) => {
    const [document, locator] = network.places[place];
    return `${network.documents[document][1]}, ${locator}`;
  }).join("; ");
  return `<edge id="${edge}" source="${escaped(nodes.id[edges.source[edge]])}" target="${escaped(nodes.id[edges.target[edge]])}"`
    + ` type="${edges.isDirected(edge) ? "directed" : "undirected"}" kind="${kind}" label="${kind}"${weight}><attvalues>`
    + `${evidence ? `<attvalue for="evidence" value="${escaped(evidence)}"/>` : ""}${valued(columns, edge)}</attvalues></edge>`;
};

// What is seen, as GEXF 1.3.
export const gexfOf = (app) => {
  const { network, shown } = app, { nodes, edges } = network;
  const nodeColumns = [...nodes.columns.values()], edgeColumns = [...edges.columns.values()];
  const text = { type: "text" };
  const seenEdges = [...edges.source.keys()].filter((edge) => shown.isEdge[edge]);
  const kinds = new Set(seenEdges.map(edges.isDirected));
  // Where there are both, a default would make readers refuse some.
  const given = kinds.size === 1 ? ` defaultedgetype="${kinds.has(true) ? "directed" : "undirected"}"` : "";
  return `<?xml version="1.0" encoding="UTF-8"?>\n<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n<graph${given}>\n`
    + `${declared([{ name: "iri", ...text }, ...nodeColumns], "node")}\n${declared([{ name: "evidence", ...text }, ...edgeColumns], "edge")}\n`
    + `<nodes>\n${[...app.scene.largestFirst].sort((a, b) => a - b).map(nodeText(app, nodeColumns)).join("\n")}\n</nodes>\n`
    + `<edges>\n${seenEdges.map(edgeText(app, edgeColumns)).join("\n")}\n</edges>\n</graph>\n</gexf>\n`;
};

export const saving = {
  svg: (app) => download("kg.svg", new Blob([svgOf(app)], { type: "image/svg+xml" })),
  png: (app) => {
    const { width, height } = app.view.camera;
    drawing(new CanvasPen(width, height, 2), app).canvas.toBlob((picture) => download("kg.png", picture));
  },
  gexf: (app) => download("kg.gexf", new Blob([gexfOf(app)], { type: "application/xml" })),
};
