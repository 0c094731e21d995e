// What colours, sizes and lines mean; by which column they are chosen.
import { dot, growing, make } from "./elements.js";
import { chip } from "./filters.js";

const ENTRIES = 9;

const chooser = (app, name, columns, extra) => {
  const { words, state } = app;
  const list = make("select", { id: name, onchange: () => { state[name] = list.value; app.update(); } },
    ...columns.map((column) => make("option", { value: column }, words.column(column))), ...extra);
  return { list, row: make("label", { className: "line", htmlFor: name }, words[name], list) };
};

// A colour and what it means; where the column can be filtered, a chip that does.
const entryRows = (app, entries, facet) => entries.map((entry) => {
  if (facet) return chip(app, facet, entry, dot(entry.colour));
  const row = make("span", { className: "entry" }, dot(entry.colour), entry.word || app.words.none);
  return { element: row, renew: () => {} };
});

const ramp = (app, { palette, ramp: { least, largest } }) => make("div", { className: "ramp" },
  make("span", {}, app.words.number(least)),
  make("span", { className: "scale", style: { background: `linear-gradient(to right, ${palette.join(",")})` }, "aria-hidden": "true" }),
  make("span", {}, app.words.number(largest)));

const sizes = (app) => {
  const { sizing, words } = app;
  if (!sizing.column) return make("p", { className: "note" }, words.equal);
  const circle = (amount) => {
    const wide = `${2 * sizing.radiusOf(amount)}px`;
    return make("span", { className: "circle", style: { width: wide, height: wide }, "aria-hidden": "true" });
  };
  const whole = sizing.amounts.every(Number.isInteger), middle = sizing.largest / 4;
  return make("div", { className: "sizes" }, ...[0, whole ? Math.round(middle) : middle, sizing.largest]
    .flatMap((amount) => [circle(amount), make("span", {}, words.number(amount))]));
};

const line = (className, text) => make("span", { className: "entry" }, make("span", { className, "aria-hidden": "true" }), text);

const lines = (app) => {
  const hasDashed = app.network.edges.columns.has("realisation");
  return make("div", { className: "lines" }, line("stroke", `${app.words.tie} (${app.words.directed})`),
    hasDashed ? line("stroke dashed", app.words.dashed) : "");
};

export const legendPart = (app) => {
  const { words, state } = app;
  const colour = chooser(app, "colour", app.colours, [make("option", { value: "" }, words.equal)]);
  const size = chooser(app, "size", app.sizes, [make("option", { value: "" }, words.equal)]);
  const rows = make("div", { className: "entries" }), scale = make("div");
  let drawn = "", chips = [];
  const renew = () => {
    colour.list.value = state.colour;
    size.list.value = state.size;
    const key = `${state.colour} ${state.size}`;
    if (drawn !== key) {
      drawn = key;
      const facet = app.facets.find(({ key: name }) => name === state.colour);
      chips = entryRows(app, app.colouring.entries, facet);
      rows.replaceChildren(...growing(chips, ({ element }) => element, ENTRIES, words, "div"));
      if (app.colouring.ramp) rows.replaceChildren(ramp(app, app.colouring));
      scale.replaceChildren(sizes(app));
    }
    chips.forEach((one) => one.renew());
  };
  return { element: make("section", { className: "legend", "aria-label": words.legend }, colour.row, rows, size.row, scale, lines(app)), renew };
};
