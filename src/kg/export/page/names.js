// Search among all names of all nodes, as forgiving as `kg search`.
import { askedWords, fold, forgiven, isNear, wordsIn } from "./text.js";

const keyOf = (text) => wordsIn(text).join("");

// Each way in which a word may match what was asked, the best first.
const WAYS = [
  (asked, word) => word === asked,
  (asked, word) => word.startsWith(asked),
  (asked, word) => isNear(asked, word, Math.min(1, forgiven(asked))),
  (asked, word) => isNear(asked, word, forgiven(asked)),
  (asked, word) => isNear(asked, word, Math.min(1, forgiven(asked)), true),
];

// Returns a function (text, most) → nodes that a text may mean, the best first, each with the name
// that was found.
export const finder = (nodes) => {
  const names = [], holders = new Map(); // word → numbers of names that have it
  const add = (node, text, rank) => {
    for (const word of new Set(wordsIn(text))) {
      if (!holders.has(word)) holders.set(word, []);
      holders.get(word).push(names.length);
    }
    names.push({ node, text, rank, key: keyOf(text) });
  };
  for (let node = 0; node < nodes.count; node++) {
    add(node, nodes.label[node], 0);
    (nodes.names[node] ?? []).forEach((text) => add(node, text, 1));
  }
  const better = (a, b) => a.rank - b.rank || a.text.length - b.text.length
    || nodes.degree[b.node] - nodes.degree[a.node] || a.node - b.node;

  const holding = (asked, way) => {
    const found = new Set();
    for (const [word, numbers] of holders) if (way(asked, word)) numbers.forEach((number) => found.add(number));
    return found;
  };
  const all = (words, way) => {
    const sets = words.map((word) => holding(word, way)).sort((a, b) => a.size - b.size);
    return [...sets[0]].filter((number) => sets.every((set) => set.has(number))).map((number) => names[number]);
  };

  return (text, most) => {
    const found = new Map(), words = askedWords(text), key = keyOf(text), id = fold(text.trim());
    const take = (some) => {
      for (const name of some.sort(better)) if (!found.has(name.node)) found.set(name.node, name.text);
    };
    take(names.filter(({ node, rank }) => rank === 0 && nodes.id[node] === id));
    if (key) take(names.filter((name) => name.key === key));
    for (const way of WAYS) {
      if (!words.length || found.size >= most) break;
      take(all(words, way));
    }
    return [...found].slice(0, most).map(([node, name]) => ({ node, name }));
  };
};
