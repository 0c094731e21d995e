// Colour and size of nodes, by any column, and the legend that explains them completely.
import { codesOf, isRest } from "./data.js";

// Colours that the colour-blind tell apart, on white and on black; then lighter kin of theirs.
const PALETTE = [
  "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8c6bb1", "#a6761d",
  "#5ab4ac", "#c51b7d", "#7fbc41", "#4d4d9c", "#f4a582", "#1b7837",
];
const GREY = "#9aa3ab";
// From low to high: the middle of viridis, which prints well and is even to the eye.
const RAMP = ["#fde725", "#a0da39", "#4ac16d", "#1fa187", "#277f8e", "#365c8d", "#46327e"];
const SMALLEST = 3, LARGEST = 15;

const amountsOf = (column, count) => Float32Array.from({ length: count }, (_, node) => Number(column.data[node]) || 0);

const byCategory = (network, column) => {
  const { nodes } = network, fixed = network.colours[column.name];
  const first = Int32Array.from({ length: nodes.count }, (_, node) => codesOf(column, node)[0] ?? -1);
  const tally = new Map();
  first.forEach((code) => tally.set(code, (tally.get(code) ?? 0) + 1));
  const ranked = [...tally.keys()].filter((code) => code >= 0)
    .sort((a, b) => isRest(column, a) - isRest(column, b)
      || tally.get(b) - tally.get(a) || column.words[a].localeCompare(column.words[b]));
  const colours = new Map();
  let next = 0;
  for (const code of ranked) {
    const colour = fixed?.[column.values[code]] ?? (isRest(column, code) || fixed ? undefined : PALETTE[next++]);
    colours.set(code, colour ?? GREY);
  }
  const palette = [...new Set([...colours.values(), GREY])];
  const index = new Map([...colours].map(([code, colour]) => [code, palette.indexOf(colour)]));
  return {
    palette, of: Uint8Array.from(first, (code) => index.get(code) ?? palette.indexOf(GREY)),
    first, column,
    entries: [...ranked, ...(tally.has(-1) ? [-1] : [])].map((code) => ({
      code, colour: colours.get(code) ?? GREY, word: column.words[code] ?? "",
    })),
  };
};

const byAmount = (network, column) => {
  const amounts = amountsOf(column, network.nodes.count);
  const largest = amounts.reduce((a, b) => Math.max(a, b), 0), least = amounts.reduce((a, b) => Math.min(a, b), 0);
  // Roots, since a few nodes have most of nearly every measure.
  const share = (amount) => (largest > least ? Math.sqrt((amount - least) / (largest - least)) : 0);
  return {
    palette: RAMP, column, ramp: { least, largest },
    of: Uint8Array.from(amounts, (amount) => Math.min(RAMP.length - 1, Math.floor(share(amount) * RAMP.length))),
    entries: [],
  };
};

const plain = (network) => ({
  palette: [PALETTE[0]], of: new Uint8Array(network.nodes.count), entries: [], column: null,
});

// Returns how nodes are coloured: `of` numbers `palette`, `entries` are the legend.
export const colouring = (network, name) => {
  const column = network.nodes.columns.get(name);
  if (!column) return plain(network);
  return column.type === "number" ? byAmount(network, column) : byCategory(network, column);
};

// Returns the radius of each node, whose area grows with the amount, and the scale of the legend.
export const sizing = (network, name) => {
  const column = network.nodes.columns.get(name), count = network.nodes.count;
  if (!column || column.type !== "number") return { radii: new Float32Array(count).fill(5), column: null, amounts: null };
  const amounts = amountsOf(column, count).map((amount) => Math.max(0, amount));
  const largest = amounts.reduce((a, b) => Math.max(a, b), 0) || 1;
  const crowd = Math.max(0.45, Math.min(1, 900 / Math.max(count, 1)) ** 0.3);
  const radiusOf = (amount) => crowd * (SMALLEST + (LARGEST - SMALLEST) * Math.sqrt(amount / largest));
  return { radii: amounts.map(radiusOf), column, amounts, radiusOf, largest };
};

// The columns by which nodes can be coloured, and those by which they can have a size.
export const colourColumns = (network) => [...network.nodes.columns.values()]
  .filter(({ type, values, name }) => (type === "number" || values.length > 0) && !["start", "end", "iri"].includes(name))
  .map(({ name }) => name);
export const sizeColumns = (network) => [...network.nodes.columns.values()]
  .filter(({ type }) => type === "number").map(({ name }) => name);
