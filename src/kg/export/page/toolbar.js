// Tools on the drawing: zoom, fit, save.
import { button, make } from "./elements.js";
import { saving } from "./save.js";

const copy = async (app, told) => {
  const say = (text) => { told.textContent = text; setTimeout(() => { told.textContent = ""; }, 3000); };
  try {
    await navigator.clipboard.writeText(location.href);
    say(app.words.copied);
  } catch {
    say(app.words.notCopied); // a file or a frame may not be allowed to
  }
};

export const toolbar = (app) => {
  const { words, view } = app;
  const icon = (sign, title, onclick) => button(sign, onclick, { className: "tool", title, "aria-label": title });
  const told = make("span", { role: "status", className: "told" });
  const menu = make("details", { className: "menu" }, make("summary", { className: "tool wide" }, words.save));
  const item = (text, act) => button(text, () => { menu.open = false; act(); });
  menu.append(make("div", { className: "items" },
    item(words.savePng, () => saving.png(app)), item(words.saveSvg, () => saving.svg(app)), item(words.saveGexf, () => saving.gexf(app)),
    location.protocol === "about:" ? "" : item(words.copy, () => copy(app, told))));
  menu.addEventListener("focusout", (event) => { if (!menu.contains(event.relatedTarget)) menu.open = false; });
  return make("div", { id: "tools", role: "group", "aria-label": words.tools }, told,
    icon("+", words.zoomIn, () => { view.zoom(1.5); app.keep(); }), icon("−", words.zoomOut, () => { view.zoom(1 / 1.5); app.keep(); }),
    icon("⤢", words.fit, () => { view.fit(); app.keep(); }), menu);
};
