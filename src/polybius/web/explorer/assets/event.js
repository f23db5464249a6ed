"use strict";
// The page of an event: why its reports are one, fetched when it is asked for, and a citation to copy.

(function () {
  const why = document.querySelector("[data-account]"), cite = document.querySelector(".cite");

  why.addEventListener("toggle", async () => {
    const box = why.querySelector("div");
    if (!why.open || box.childNodes.length) return;
    box.append("…");
    try {
      const answer = await fetch(why.dataset.account), found = await answer.json();
      if (!answer.ok) throw new Error(found.error);
      box.replaceChildren(...account(found));
    } catch (error) {
      box.replaceChildren(error.message);
    }
  });

  function account(told) {
    const number = new Map(told.mentions.map((one, at) => [one.mention, at + 1]));
    const list = el("ol", {}, ...told.mentions.map((one) => el("li", {}, head(one), el("blockquote", { dir: "auto" }, one.text), ...reasons(one, number))));
    const made = [el("p", {}, "What a field shows has a weight in bits: 3 bits are seen eight times as often where two reports tell one event as where they tell two. They add up."), list];
    if (!told.nearest) return [...made, el("p", {}, "No report of another event shares its kind, time and country.")];
    const near = told.nearest;
    return [...made, el("p", {}, el("strong", {}, "Nearest that is not in it: "), head(near), ", of ", el("a", { href: "/event/" + encodeURIComponent(told.nearest_event) }, "another event")),
      el("blockquote", { dir: "auto" }, near.text), el("p", {}, `Against ${number.get(near.tied_to)}: ${told.why_not}.`), weights(near.comparison)];
  }

  const head = (one) => el("span", {}, el("bdi", {}, one.publisher || one.document), one.published ? ", " + one.published.slice(0, 10) : "");

  function reasons(one, number) {
    if (!one.tied_to) return [el("span", { class: "quiet" }, "told first")];
    if (one.comparison) return [el("span", {}, `joins ${number.get(one.tied_to)} with ${one.comparison.bits.toFixed(1)} bits`), weights(one.comparison)];
    return [el("span", {}, `tells the same as ${number.get(one.tied_to)} in its article`), table((one.signs || []).map((sign) => [signed(sign.weight), sign.words]))];
  }

  const signed = (weight) => (weight > 0 ? "+" : "") + weight.toFixed(1);
  const weights = (comparison) => table(comparison.shown.filter((one) => one.bits !== 0).map((one) => [one.bits === null ? "rules out" : signed(one.bits), `${one.field}: ${one.words}`]));
  const table = (rows) => el("table", { class: "weights" }, el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map((cell) => el("td", {}, cell))))));

  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      const from = document.getElementById(button.dataset.copy);
      getSelection().selectAllChildren(from);
      try { await navigator.clipboard.writeText(from.textContent); button.textContent = "Copied"; } catch { button.textContent = "Selected: copy it with Ctrl-C"; } // a page that is not from this machine may not write there
    });
  }

  addEventListener("keydown", (event) => {
    if (!isCommand(event)) return;
    for (const [key, box] of [["w", why], ["c", cite]]) if (event.key === key) { box.open = !box.open; box.scrollIntoView({ block: "nearest" }); }
  });
})();
