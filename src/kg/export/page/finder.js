// The box in which entities are searched.
import { textOf } from "./data.js";
import { button, make } from "./elements.js";

const MOST = 12;

export const finderBox = (app) => {
  const { words, network } = app;
  const found = make("ul", { id: "found", role: "listbox", "aria-label": words.search, hidden: true });
  const told = make("div", { className: "unseen", role: "status" });
  const input = make("input", {
    id: "search", type: "search", autocomplete: "off", placeholder: words.searchHint, role: "combobox",
    "aria-label": words.search, "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list",
  });
  let hits = [], at = -1;

  const mark = (next) => {
    at = next;
    [...found.children].forEach((item, number) => item.setAttribute("aria-selected", String(number === at)));
    const item = found.children[at];
    if (item) { input.setAttribute("aria-activedescendant", item.id); item.scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  };
  const shut = () => {
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
  };
  const take = (node) => {
    shut();
    input.value = "";
    app.choose(node);
  };
  const option = ({ node, name }, number) => {
    const kind = textOf(network.nodes.columns, "kind", node), label = network.nodes.label[node];
    const notes = [kind, name === label ? "" : name, app.shown.isNode[node] ? "" : words.hiddenNode];
    return make("li", {
      id: `found-${number}`, role: "option", "aria-selected": "false", onclick: () => take(node),
    }, label, make("small", {}, notes.filter(Boolean).join(" · ")));
  };
  const look = () => {
    const text = input.value.trim();
    hits = text ? app.find(text, MOST) : [];
    found.replaceChildren(...hits.map(option));
    if (text && !hits.length) found.append(make("li", { className: "nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words.nothing));
    found.hidden = !text;
    input.setAttribute("aria-expanded", String(Boolean(text)));
    told.textContent = text ? (hits.length ? `${hits.length} ${words.nodes}` : words.nothing) : "";
    mark(-1);
  };
  input.addEventListener("input", look);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) { event.preventDefault(); mark((at + step + hits.length) % hits.length); }
    if (event.key === "Enter" && hits.length) take(hits[Math.max(at, 0)].node);
    if (event.key === "Escape" && input.value) { event.stopPropagation(); input.value = ""; look(); }
  });
  // A press on a hit takes the focus first: the list waits for it.
  let shutting = 0;
  input.addEventListener("blur", () => { shutting = setTimeout(shut, 200); });
  input.addEventListener("focus", () => { clearTimeout(shutting); look(); });

  const asked = make("p", { className: "asked", hidden: true, role: "status" });
  const renew = () => {
    asked.hidden = app.state.picking < 0;
    asked.replaceChildren(words.pathAsk, " ", button(words.cancel, () => app.pick(-1), { className: "quiet" }));
  };
  return { element: make("div", { className: "finder" }, input, found, told, asked), renew, focus: () => input.focus() };
};
