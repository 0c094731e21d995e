// Who says so: documents and the places in them, in words.
import { make } from "./elements.js";

const MOST_OPEN = 2;

const linked = ({ network, words }, document, title) => {
  const [id, , , url] = network.documents[document];
  const href = network.root === null ? url : `${network.root}/source/${encodeURIComponent(id)}?lang=${words.language}`;
  if (!/^(https?:|\/)/.test(href)) return title;
  return make("a", { href, rel: "noopener", target: network.root === null ? "_blank" : "_self" }, title);
};

const placeLine = (app, number) => {
  const { network } = app, [document, locator, certainty, basis] = network.places[number];
  const doubt = certainty && certainty !== "explicit"
    ? ` · ${[certainty, basis].filter(Boolean).map((code) => network.words[code] ?? code).join(": ")}` : "";
  return make("li", {}, linked(app, document, network.documents[document][1]), locator ? `, ${locator}` : "",
    doubt ? make("em", {}, doubt) : "");
};

// Returns a list of places; of many only how many there are, until it is opened.
export const evidenceOf = (app, places) => {
  const { words, network } = app;
  if (!places.length) return make("small", { className: "evidence" }, words.registry);
  const list = () => make("ul", { className: "evidence" }, ...places.map((number) => placeLine(app, number)));
  if (places.length <= MOST_OPEN) return list();
  const documents = new Set(places.map((number) => network.places[number][0])).size;
  const title = `${places.length} ${words.places}, ${documents} ${documents === 1 ? words.document : words.documents}`;
  const details = make("details", { className: "evidence" }, make("summary", {}, title));
  details.addEventListener("toggle", () => { if (details.children.length === 1) details.append(list()); });
  return details;
};
