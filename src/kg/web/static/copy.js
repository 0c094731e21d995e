// Gives each reference a button that copies it. Without scripts the reference is there to be selected.
"use strict";
const words = document.currentScript.dataset;

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}

function addButton(details) {
  const paragraphs = [...details.querySelectorAll("p")];
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    const text = paragraphs.map((paragraph) => paragraph.textContent).join("\n");
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = words.copied;
    } catch {
      select(details.querySelector("div")); // where pages may not write, a key copies what is selected
    }
  });
  details.append(button);
}

// "toggle" does not bubble, so it is caught on its way down
document.addEventListener("toggle", (event) => {
  const details = event.target;
  if (details.matches("details.cite") && details.open && !details.querySelector("button")) addButton(details);
}, true);
