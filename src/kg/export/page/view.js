// The drawing on the screen: it is moved at once, as a picture, and drawn anew piece by piece.
import { Camera } from "./camera.js";
import { placed } from "./labels.js";
import { FAINT, arrowhead, disc, onScreen, painting, trace } from "./scene.js";
import { make } from "./elements.js";

const BEYOND = 160; // pixels around the screen that are drawn, too
const BUDGET = 9, BUDGET_MOVING = 4; // milliseconds of a frame for drawing anew
const FLIGHT = 350; // milliseconds
const FONT = "12px system-ui, sans-serif", STRONG = "600 12.5px system-ui, sans-serif";

const hasGraphicsCard = () =>
  Boolean(document.createElement("canvas").getContext("webgl", { failIfMajorPerformanceCaveat: true }));

export class View {
  // `free` returns what panels leave free of the stage; `covered` the boxes that they cover.
  constructor(stage, label, { free, covered }) {
    this.canvas = make("canvas", { tabIndex: 0, role: "application", "aria-label": label });
    this.free = free;
    this.covered = covered;
    stage.append(this.canvas);
    // Where no graphics card helps, what the processor draws in memory is shown sooner.
    this.context = this.canvas.getContext("2d", { willReadFrequently: !hasGraphicsCard() });
    this.camera = new Camera();
    this.done = { canvas: document.createElement("canvas"), camera: null, scene: null };
    this.spare = document.createElement("canvas");
    this.job = null;
    this.highlight = null;
    this.widths = new Map();
    this.isMoved = false;
    this.wanted = null;
    this.labels = [];
    new ResizeObserver(() => this.resize()).observe(stage);
    this.stage = stage;
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.stage;
    if (!width || !height) return;
    this.ratio = Math.min(2, window.devicePixelRatio || 1);
    this.canvas.width = width * this.ratio;
    this.canvas.height = height * this.ratio;
    this.spare.width = this.done.canvas.width = (width + 2 * BEYOND) * this.ratio;
    this.spare.height = this.done.canvas.height = (height + 2 * BEYOND) * this.ratio;
    this.camera.width = width;
    this.camera.height = height;
    this.job = null;
    this.done.camera = null;
    if (this.scene && !this.isMoved) this.fit(false);
    this.request();
  }

  show(scene) {
    this.scene = scene;
    this.job = null;
    this.request();
  }

  request() {
    this.pending ??= requestAnimationFrame((now) => this.frame(now));
  }

  frame(now) {
    this.pending = null;
    if (!this.scene || !this.camera.width) return;
    this.fly(now);
    this.renew();
    this.compose();
    if (this.flight || this.job) this.request();
  }

  fly(now) {
    if (!this.flight) return;
    const share = Math.min(1, (now - this.flight.start) / FLIGHT);
    this.camera.between(this.flight.from, this.flight.to, Math.max(0, share));
    if (share >= 1) this.flight = null;
  }

  // Goes on drawing the scene anew for a moment, where it is not what the camera sees.
  renew() {
    const isCurrent = this.done.scene === this.scene && this.camera.isLike(this.done.camera);
    if (!this.job && isCurrent) return;
    if (!this.job) {
      // Drawn by the processor, in memory: how long a piece takes is then known, and a machine
      // without a graphics card is no slower.
      const context = this.spare.getContext("2d", { willReadFrequently: true }), camera = this.camera.copy();
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, this.spare.width, this.spare.height);
      context.setTransform(this.ratio, 0, 0, this.ratio, BEYOND * this.ratio, BEYOND * this.ratio);
      this.job = { camera, scene: this.scene, context, pieces: painting(context, this.scene, camera, BEYOND) };
    }
    const isMoving = !this.camera.isLike(this.seen);
    this.seen = this.camera.copy();
    const until = performance.now() + (isMoving && this.done.camera ? BUDGET_MOVING : BUDGET);
    while (performance.now() < until) {
      const isDone = this.job.pieces.next().done;
      this.job.context.getImageData(0, 0, 1, 1); // until then nothing may have been drawn
      if (!isDone) continue;
      const canvas = this.done.canvas;
      this.done = { canvas: this.spare, camera: this.job.camera, scene: this.job.scene };
      this.spare = canvas;
      this.job = null;
      if (!this.camera.isLike(this.done.camera)) this.request();
      return;
    }
  }

  compose() {
    const { context, camera, done } = this;
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, camera.width, camera.height);
    if (done.camera) {
      const zoom = camera.scale / done.camera.scale, [x, y] = camera.toScreen(done.camera.x, done.camera.y);
      const wide = (done.camera.width + 2 * BEYOND) * zoom, high = (done.camera.height + 2 * BEYOND) * zoom;
      context.globalAlpha = this.highlight ? FAINT : 1;
      context.drawImage(done.canvas, x - wide / 2, y - high / 2, wide, high);
      context.globalAlpha = 1;
    }
    if (this.highlight) this.paintHighlight(context);
    this.paintLabels(context);
  }

  // Draws what is highlighted over the faint rest: { nodes, edges, strong }.
  paintHighlight(context) {
    const { camera, scene, highlight } = this, { network, radii, colours, theme } = scene;
    const realisation = network.edges.columns.get("realisation");
    context.strokeStyle = context.fillStyle = theme.strong;
    const isMany = highlight.edges.length > 60;
    context.lineWidth = isMany ? 0.9 : 1.4;
    context.globalAlpha = isMany ? 0.5 : 0.9;
    for (const edge of highlight.edges) {
      const line = onScreen(camera, network, edge, 20);
      if (!line) continue;
      context.setLineDash(realisation && realisation.data[edge] >= 0 ? [5, 4] : []);
      context.beginPath();
      trace(context, line, radii[network.edges.source[edge]] * camera.growth);
      context.stroke();
      if (network.edges.isDirected(edge)) arrowhead(context, line, radii[network.edges.target[edge]] * camera.growth);
    }
    context.setLineDash([]);
    context.globalAlpha = 1;
    for (const node of highlight.nodes) {
      const [x, y] = camera.toScreen(network.nodes.x[node], network.nodes.y[node]), radius = radii[node] * camera.growth;
      disc(context, x, y, Math.max(radius, 2.5), colours.palette[colours.of[node]], theme.back);
    }
    context.strokeStyle = theme.strong;
    context.lineWidth = 2.5;
    for (const node of highlight.strong) {
      const [x, y] = camera.toScreen(network.nodes.x[node], network.nodes.y[node]);
      context.beginPath();
      context.arc(x, y, radii[node] * camera.growth + 3, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  // Returns the labels that have room beside some boxes.
  labelled(covered) {
    const { scene, camera, highlight, context } = this;
    const measure = (text) => {
      if (!this.widths.has(text)) { context.font = STRONG; this.widths.set(text, context.measureText(text).width); }
      return this.widths.get(text);
    };
    return placed({
      ranked: highlight ? [] : scene.largestFirst, wanted: highlight ? highlight.labels : scene.centres ?? [],
      covered, camera, network: scene.network, radii: scene.radii, measure,
      most: Math.min(90, Math.round((camera.width * camera.height) / 9000)),
    });
  }

  paintLabels(context) {
    const { scene } = this;
    this.labels = this.labelled(this.covered());
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3;
    context.strokeStyle = scene.theme.back;
    context.fillStyle = scene.theme.text;
    for (const { text, x, y, strong } of this.labels) {
      context.font = strong ? STRONG : FONT;
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    }
  }

  goTo(camera, isSoft = true) {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    if (isSoft && !calm && this.done.camera) this.flight = { from: this.camera.copy(), to: camera, start: performance.now() };
    else { this.flight = null; Object.assign(this.camera, camera); }
    this.request();
  }

  * points(nodes) {
    const { x, y } = this.scene.network.nodes;
    for (const node of nodes) yield [x[node], y[node]];
  }

  // Shows all that is to be seen.
  fit(isSoft = true) {
    if (!this.camera.width || !this.scene) return;
    const all = this.scene.network.nodes;
    this.camera.whole = this.camera.fitting(this.points(all.id.keys()), this.free()).scale;
    const next = this.camera.fitting(this.points(this.scene.largestFirst), this.free(), this.camera.whole * 6);
    this.isMoved = false;
    if (this.wanted) {
      Object.assign(next, { x: this.wanted[0], y: this.wanted[1], scale: this.wanted[2] * this.camera.whole });
      this.wanted = null;
      this.isMoved = true;
    }
    this.goTo(next, isSoft);
  }

  // Shows some nodes, and no closer than makes sense; what is in sight already stays as it is.
  showNodes(nodes) {
    this.isMoved = true;
    this.goTo(this.camera.fitting(this.points(nodes), this.free(), this.camera.whole * 3));
  }

  zoom(factor, left = this.camera.width / 2, top = this.camera.height / 2) {
    this.flight = null;
    this.isMoved = true;
    this.camera.zoom(factor, left, top);
    this.request();
  }

  move(right, down) {
    this.flight = null;
    this.isMoved = true;
    this.camera.move(right, down);
    this.request();
  }

  // Moves a node to a point of the screen.
  carry(node, left, top) {
    const { nodes } = this.scene.network;
    [nodes.x[node], nodes.y[node]] = this.camera.toNetwork(left, top);
    this.job = null;
    this.done.scene = null;
    this.request();
  }

  // Returns the node at a point of the screen, -1 where there is none; the smallest on top.
  nodeAt(left, top, slack = 3) {
    const { scene, camera } = this, { x, y } = scene.network.nodes;
    const [atX, atY] = camera.toNetwork(left, top);
    let best = -1, least = Infinity;
    for (const node of scene.largestFirst) {
      const away = Math.hypot(x[node] - atX, y[node] - atY) * camera.scale - scene.radii[node] * camera.growth;
      if (away <= slack && away <= least) { least = Math.max(away, 0); best = node; }
    }
    return best;
  }

  // Returns the edge at a point of the screen, -1 where there is none.
  edgeAt(left, top) {
    const { network } = this.scene, { x, y } = network.nodes, { source, target } = network.edges;
    const [atX, atY] = this.camera.toNetwork(left, top), near = 4 / this.camera.scale;
    for (const list of [this.scene.solid, this.scene.dashed]) for (const edge of list) {
      const ax = x[source[edge]], ay = y[source[edge]], dx = x[target[edge]] - ax, dy = y[target[edge]] - ay;
      const long = dx * dx + dy * dy;
      const share = long ? Math.max(0, Math.min(1, ((atX - ax) * dx + (atY - ay) * dy) / long)) : 0;
      if (Math.abs(ax + share * dx - atX) < near && Math.abs(ay + share * dy - atY) < near) return edge;
    }
    return -1;
  }
}
