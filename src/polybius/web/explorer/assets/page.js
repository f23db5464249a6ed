"use strict";
// Back to the list goes to the list as it was left; "j", "k" and Escape move by keyboard.

(function () {
  const back = document.querySelector("[data-back]");
  const list = sessionStorage.getItem("list");
  if (back && list) back.href = list;
  addEventListener("keydown", (event) => {
    if (!isCommand(event)) return;
    if (event.key === "Escape" && back) location.href = back.href;
    if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("a.to-article, a.to-event")], at = links.indexOf(document.activeElement);
      (links[at + (event.key === "j" ? 1 : -1)] || links[0])?.focus();
    }
  });
})();
