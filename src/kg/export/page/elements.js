// Elements of the page. All values go in as text, never as HTML.

export const make = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "style") Object.assign(element.style, value);
    else if (name in element && !name.startsWith("aria")) element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
};

export const button = (text, onclick, properties = {}) => make("button", { type: "button", onclick, ...properties }, text);

export const dot = (colour) => make("span", { className: "dot", style: { background: colour }, "aria-hidden": "true" });

// A list that begins short: a button shows the others, some at a time.
export const growing = (items, row, first, words, tag = "ul") => {
  const list = make(tag, { className: "rows" });
  let shown = 0;
  const more = button("", () => grow(50), { className: "quiet" });
  const grow = (count) => {
    list.append(...items.slice(shown, shown + count).map(row));
    shown = Math.min(items.length, shown + count);
    more.textContent = `${words.number(items.length - shown)} ${words.more}`;
    more.hidden = shown >= items.length;
  };
  grow(items.length <= first + 2 ? items.length : first);
  return [list, more];
};

// A part that opens and shuts; what is in it is made when it first opens.
export const folding = (title, count, isOpen, fill) => {
  const details = make("details", {},
    make("summary", {}, title, count === null ? "" : make("span", { className: "count" }, ` ${count}`)));
  const open = () => { if (details.open && details.children.length === 1) details.append(...fill()); };
  details.addEventListener("toggle", open);
  details.open = isOpen;
  open();
  return details;
};

// Gives a file to whoever looks at the page.
export const download = (name, content) => {
  const link = make("a", { href: URL.createObjectURL(content), download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};
