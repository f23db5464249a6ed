"use strict";
// Keys that every page knows: "?" shows what the keys do, "g" and a letter goes to another page.

// Whether a key that was pressed is a command: not while somebody types, nor over a dialog.
function isCommand(event) {
  return !event.target.matches("input:not([type=checkbox], [type=range]), select, textarea, [contenteditable]")
    && !event.ctrlKey && !event.metaKey && !event.altKey && !document.querySelector("dialog[open]");
}

(function () {
  const dialog = document.getElementById("keys"), help = document.getElementById("help");
  let going = -Infinity; // when "g" was pressed
  help.addEventListener("click", () => dialog.showModal());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  addEventListener("keydown", (event) => {
    if (event.key === "?" && dialog.open) { event.preventDefault(); dialog.close(); return; }
    if (!isCommand(event)) return;
    if (event.timeStamp - going < 1500 && /^[a-z]$/.test(event.key)) {
      const way = document.querySelector(`[data-key="${event.key}"]`);
      if (way) { event.stopImmediatePropagation(); way.click(); }
    }
    going = event.key === "g" ? event.timeStamp : -Infinity;
    if (event.key === "?") { event.preventDefault(); dialog.showModal(); }
  });
})();
