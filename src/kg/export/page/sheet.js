// On a phone, panel and card are sheets at the lower edge that are drawn up.
import { button } from "./elements.js";

const NARROW = "(max-width: 700px)";
const HEIGHTS = ["low", "middle", "high"];

export const isNarrow = () => matchMedia(NARROW).matches;

// Gives a sheet its grip, by which a finger or a key makes it taller or smaller.
export const grip = (sheet, words, changed) => {
  const set = (height) => { sheet.dataset.height = height; changed(); };
  const at = () => HEIGHTS.indexOf(sheet.dataset.height);
  let start = null;
  const element = button("", () => {
    if (start === "moved") { start = null; return; }
    set(HEIGHTS[(at() + 1) % HEIGHTS.length]);
  }, { className: "grip", "aria-label": words.expand, title: words.expand });
  element.addEventListener("pointerdown", (event) => { start = event.clientY; element.setPointerCapture(event.pointerId); });
  element.addEventListener("pointerup", (event) => {
    const moved = typeof start === "number" ? start - event.clientY : 0;
    if (Math.abs(moved) < 24) return;
    start = "moved";
    set(HEIGHTS[Math.max(0, Math.min(2, at() + (moved > 0 ? 1 : -1) * (Math.abs(moved) > 260 ? 2 : 1)))]);
  });
  return { element, set };
};
