// What hand and keyboard do to the drawing.

const STILL = 4; // pixels within which a press is a click
const STEP = 60, FASTER = 1.3;

const pointOf = (canvas, event) => {
  const box = canvas.getBoundingClientRect();
  return [event.clientX - box.left, event.clientY - box.top];
};

// Two fingers: move and zoom by how their middle and their distance change.
const pinch = (view, before, after) => {
  const middle = ([a, b]) => [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2];
  const apart = ([a, b]) => Math.hypot(a[0] - b[0], a[1] - b[1]);
  const [x, y] = middle(after), [oldX, oldY] = middle(before);
  view.move(x - oldX, y - oldY);
  view.zoom(apart(after) / (apart(before) || 1), x, y);
};

// Calls `on.choose(node)`, `on.leave()`, `on.hover(node, edge, left, top)` and `on.moved()`.
export const listen = (view, on) => {
  const { canvas } = view, pressed = new Map();
  let start = null, held = -1;

  canvas.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    canvas.setPointerCapture(event.pointerId);
    const at = pointOf(canvas, event);
    pressed.set(event.pointerId, at);
    start = pressed.size === 1 ? { at, isClick: true } : null;
    held = start && event.pointerType !== "touch" ? view.nodeAt(...at) : -1;
    on.hover(-1, -1, ...at);
  });

  canvas.addEventListener("pointermove", (event) => {
    const at = pointOf(canvas, event), before = pressed.get(event.pointerId);
    if (!before) {
      const node = view.nodeAt(...at);
      canvas.style.cursor = node >= 0 ? "pointer" : "grab";
      on.hover(node, node < 0 ? view.edgeAt(...at) : -1, ...at);
      return;
    }
    if (pressed.size === 2) {
      const old = [...pressed.values()];
      pressed.set(event.pointerId, at);
      pinch(view, old, [...pressed.values()]);
      return;
    }
    if (start?.isClick && Math.hypot(at[0] - start.at[0], at[1] - start.at[1]) < STILL) return;
    if (start) start.isClick = false;
    pressed.set(event.pointerId, at);
    canvas.style.cursor = "grabbing";
    if (held >= 0) view.carry(held, ...at);
    else view.move(at[0] - before[0], at[1] - before[1]);
  });

  const release = (event) => {
    if (!pressed.delete(event.pointerId)) return;
    const isClick = start?.isClick && event.type === "pointerup";
    if (!pressed.size) { start = null; held = -1; }
    canvas.style.cursor = "grab";
    if (!isClick) { on.moved(); return; }
    const node = view.nodeAt(...pointOf(canvas, event), event.pointerType === "touch" ? 14 : 3);
    if (node >= 0) on.choose(node);
    else on.leave();
  };
  canvas.addEventListener("pointerup", release);
  canvas.addEventListener("pointercancel", release);
  canvas.addEventListener("pointerleave", () => on.hover(-1, -1, 0, 0));

  canvas.addEventListener("wheel", (event) => {
    event.preventDefault();
    const pixels = event.deltaY * (event.deltaMode === 1 ? 18 : 1);
    view.zoom(Math.exp(-Math.max(-120, Math.min(120, pixels)) / 400), ...pointOf(canvas, event));
    on.moved();
  }, { passive: false });

  canvas.addEventListener("dblclick", (event) => { view.zoom(2, ...pointOf(canvas, event)); on.moved(); });

  const keys = {
    ArrowLeft: () => view.move(STEP, 0), ArrowRight: () => view.move(-STEP, 0),
    ArrowUp: () => view.move(0, STEP), ArrowDown: () => view.move(0, -STEP),
    "+": () => view.zoom(FASTER), "=": () => view.zoom(FASTER), "-": () => view.zoom(1 / FASTER), 0: () => view.fit(),
  };
  canvas.addEventListener("keydown", (event) => {
    if (!keys[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    keys[event.key]();
    on.moved();
  });
};
