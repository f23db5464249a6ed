"use strict";
// A page whose store has changed since says so, and offers to show what is new; it looks now and then, and when it is
// looked at again.

(function () {
  const EVERY = 15_000; // milliseconds
  const { taken } = document.documentElement.dataset;
  let told = false;

  async function look() {
    if (told || document.hidden) return;
    let found;
    try { found = await (await fetch("/parts/taken")).json(); } catch { return; } // the server has been stopped
    if (found.taken === undefined || String(found.taken) === taken) return;
    told = true;
    const again = el("button", { type: "button", class: "all" }, "Show them");
    again.addEventListener("click", () => location.reload());
    document.getElementById("main").before(el("p", { class: "note", role: "status", id: "fresh" }, "The store has changed since this page was made. ", again));
  }

  // As in report_table.js, which not every page has.
  function el(tag, attributes, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...children);
    return node;
  }

  setInterval(look, EVERY);
  addEventListener("focus", look);
})();
