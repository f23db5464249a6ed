"use strict";
// Layers to switch on and off: a piece of text has the colour of the first layer it is in that is on. A mark under
// the pointer, or with the focus, says what it stands for.

(function () {
  const boxes = [...document.querySelectorAll("[data-layer]")], pieces = [...document.querySelectorAll(".piece")];
  const note = document.getElementById("note");
  const kept = (sessionStorage.getItem("layers") || "").split(" ");
  if (kept[0]) boxes.forEach((box) => { box.checked = kept.includes(box.dataset.layer); });

  function paint() {
    const on = new Set(boxes.filter((box) => box.checked).map((box) => box.dataset.layer));
    for (const piece of pieces) {
      const layer = piece.dataset.layers.split(" ").find((one) => on.has(one));
      piece.className = layer ? "piece mark-" + layer : "piece";
    }
    const left = document.getElementById("furniture");
    if (left) left.hidden = !on.has("left");
    left?.parentNode.classList.toggle("with-margin", on.has("left"));
    sessionStorage.setItem("layers", ["kept", ...on].join(" "));
  }

  function say(piece) {
    if (!piece || piece.className === "piece" || !piece.dataset.note) { note.hidden = true; return; }
    note.textContent = piece.dataset.note;
    note.hidden = false;
    const at = piece.getClientRects()[0];
    note.style.left = Math.max(8, Math.min(innerWidth - note.offsetWidth - 8, at.left)) + "px";
    note.style.top = (at.bottom + 8 + note.offsetHeight > innerHeight ? at.top - note.offsetHeight - 6 : at.bottom + 6) + "px";
  }

  boxes.forEach((box) => box.addEventListener("change", paint));
  document.addEventListener("mouseover", (event) => say(event.target.closest(".piece")));
  document.addEventListener("focusin", (event) => say(event.target.closest(".piece")));
  addEventListener("scroll", () => say(null), { passive: true });
  addEventListener("keydown", (event) => {
    if (!isCommand(event)) return;
    const box = boxes[Number(event.key) - 1];
    if (box) { box.checked = !box.checked; paint(); }
  });
  for (const told of document.querySelectorAll(".told")) {
    for (const [name, on] of [["mouseenter", true], ["mouseleave", false]]) {
      told.addEventListener(name, () => document.getElementById(told.dataset.mention)?.classList.toggle("lit", on));
    }
  }
  paint();
})();
