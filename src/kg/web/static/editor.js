// The editor of queries: colours, faults while one writes, and completion with the terms of this
// graph. Without it the text area below is what one writes in. Yasqe asks nobody: what it
// completes comes from this server (kg.web.completion).
"use strict";

(function () {
  const area = document.getElementById("query");
  if (!area || !window.Yasqe) return;
  const place = document.createElement("div");
  place.className = "editor";

  /** Completes with what this server knows, in place of what other sites do. */
  function complete(name, terms) {
    const usual = window.Yasqe.Autocompleters[name];
    window.Yasqe.registerAutocompleter(
      { ...usual, name: name, bulk: true, persistenceId: null, get: () => terms[name] },
      true
    );
  }

  function start(terms) {
    window.Yasqe.defaults.autocompleters = [];
    ["prefixes", "class", "property"].forEach((name) => complete(name, terms));
    area.after(place);
    const editor = new window.Yasqe(place, {
      value: area.value,
      persistenceId: null,
      createShareableLink: null,
      showQueryButton: false,
      resizeable: false,
      editorHeight: "24rem",
      autocompleters: ["prefixes", "class", "property", "variables"],
      extraKeys: { Tab: false, "Shift-Tab": false },
    });
    const field = editor.getInputField();
    field.setAttribute("aria-label", area.labels[0].textContent.trim());
    field.setAttribute("aria-describedby", "editor-hint");
    area.hidden = true;
    document.getElementById("editor-hint").hidden = false;
    area.labels[0].addEventListener("click", () => editor.focus());
    area.form.addEventListener("submit", () => {
      area.value = editor.getValue();
    });
    window.helixkgEditor = editor;
  }

  fetch(area.dataset.terms)
    .then((answer) => answer.json())
    .then(start)
    .catch(() => undefined); // the text area is still there
})();
