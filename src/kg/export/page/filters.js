// Chips that choose what is seen, and the years.
import { deepest, isActive } from "./facets.js";
import { button, growing, make } from "./elements.js";

const CHIPS = 14;

// Pressed once: only this and others so chosen; twice: without this; again: no matter.
const press = (app, { chosen, without }, code) => {
  if (chosen.delete(code)) without.add(code);
  else if (!without.delete(code)) chosen.add(code);
  app.update();
};

export const chip = (app, facet, { code, word }, mark) => {
  const count = make("span", { className: "count" });
  const element = button("", () => press(app, facet, code), { className: "chip", "aria-pressed": "false", title: app.words.press });
  const not = make("span", { className: "unseen" }, `${app.words.without} `), name = make("span", {}, word || app.words.none);
  element.append(...[mark, not, name, count].filter(Boolean));
  const renew = () => {
    const left = app.shown.tallies.get(facet.key)?.get(code) ?? 0, isOn = facet.chosen.has(code);
    const isOut = facet.without.has(code);
    element.setAttribute("aria-pressed", String(isOn || isOut));
    element.classList.toggle("out", isOut);
    not.hidden = !isOut;
    element.classList.toggle("off", facet.chosen.size > 0 && !isOn);
    element.classList.toggle("empty", left === 0);
    count.textContent = app.words.number(left);
  };
  return { element, renew };
};

const facetPart = (app, facet, isOpen) => {
  const title = app.words.column(facet.key.replace(/^tie-/, ""));
  const chosen = make("span", { className: "count" });
  const clear = button(app.words.reset, () => { facet.chosen.clear(); facet.without.clear(); app.update(); }, { className: "quiet", "aria-label": `${app.words.reset}: ${title}` });
  const chips = facet.values.map((value) => chip(app, facet, value));
  const element = make("details", { open: isOpen, className: "facet" }, make("summary", {}, title, chosen),
    make("div", { className: "chips", role: "group", "aria-label": title },
      ...growing(chips, ({ element: one }) => one, CHIPS, app.words, "div"), clear));
  const renew = () => {
    chips.forEach((one) => one.renew());
    clear.hidden = !isActive(facet);
    const left = (facet.chosen.size || facet.values.length) - facet.without.size;
    chosen.textContent = isActive(facet) ? ` ${left}/${facet.values.length}` : "";
    element.hidden = app.state.colour === facet.key; // the legend has these chips
  };
  return { element, renew };
};

// How many ties there are in each year: those that begin before it or in it and end no sooner.
const tally = (app, first, last) => {
  const counts = new Array(last - first + 1).fill(0), { edges } = app.network;
  let undated = 0;
  for (let edge = 0; edge < edges.count; edge++) {
    const from = edges.from[edge], to = edges.to[edge];
    if (Number.isNaN(from) && Number.isNaN(to)) { undated++; continue; }
    const start = Number.isNaN(from) ? first : from, end = Number.isNaN(to) ? last : to;
    for (let year = Math.max(first, start); year <= Math.min(last, end); year++) counts[year - first]++;
  }
  return { counts, undated };
};

const extent = (spans) => {
  const years = spans.flatMap(({ from, to }) => [...from, ...to]).filter((year) => !Number.isNaN(year));
  return years.length ? [years.reduce((a, b) => Math.min(a, b)), years.reduce((a, b) => Math.max(a, b))] : null;
};

const yearsPart = (app) => {
  const { words, network, state } = app, ends = extent([network.edges, network.nodes]);
  if (!ends || ends[0] === ends[1]) return null;
  const [first, last] = ends, { counts, undated } = tally(app, first, last), most = Math.max(...counts, 1);
  const bars = make("div", { className: "bars", "aria-hidden": "true" },
    ...counts.map((count) => make("span", { style: { height: `${Math.round((36 * count) / most)}px` } })));
  const told = make("span", { className: "count" });
  const slider = (word, number) => {
    const input = make("input", {
      type: "range", min: first, max: last, id: `year-${number}`, "aria-label": `${words.years} ${word}`,
      oninput: () => {
        const now = state.years ?? [first, last];
        now[number] = Number(input.value);
        const years = number ? [Math.min(...now), now[1]] : [now[0], Math.max(...now)];
        state.years = years[0] === first && years[1] === last ? null : years;
        app.update();
      },
    });
    return input;
  };
  const from = slider(words.from, 0), to = slider(words.to, 1);
  const box = make("input", { type: "checkbox", id: "undated", onchange: () => { state.undated = box.checked; app.update(); } });
  const line = make("label", { className: "line" }, box, `${words.undated} (${words.number(undated)} ${words.edges})`);
  const element = make("details", { className: "facet", open: true }, make("summary", {}, words.years, told), bars,
    make("div", { className: "range" }, make("label", {}, words.from, from), make("label", {}, words.to, to)), line);
  const renew = () => {
    const [low, high] = state.years ?? [first, last];
    from.value = low;
    to.value = high;
    told.textContent = ` ${low}–${high}`;
    box.checked = state.undated;
    box.disabled = !state.years;
    [...bars.children].forEach((bar, number) => bar.classList.toggle("off", first + number < low || first + number > high));
  };
  return { element, renew };
};

const corePart = (app) => {
  const most = deepest(app.network), { words, state } = app;
  if (most < 2) return null;
  const told = make("span", { className: "count" });
  const input = make("input", {
    type: "range", min: 0, max: most, id: "least", "aria-label": words.least,
    oninput: () => { state.least = Number(input.value); app.update(); },
  });
  const renew = () => {
    input.value = state.least;
    told.textContent = ` ${state.least}`;
  };
  const element = make("details", { className: "facet", open: true }, make("summary", {}, words.least, told), input);
  return { element, renew };
};

export const filterParts = (app) => {
  const open = new Set(["kind", "helix", "relation", "source"]);
  const parts = [yearsPart(app), corePart(app), ...app.facets.map((facet) => facetPart(app, facet, open.has(facet.key)))].filter(Boolean);
  return { elements: parts.map(({ element }) => element), renew: () => parts.forEach((part) => part.renew()) };
};
