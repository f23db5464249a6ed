"use strict";
// When events were, with a legend of their kinds, and rows of events: what several pages show of the events of a filter.

// The timeline and its legend, in the elements of these ids. A bar leaves its time in the filter, a kind its types.
function showWhen(summary, { state, filter, change, go }) {
  const entries = summary.bins.map(([bin, type, count]) => {
    const end = bin.length === 4 ? "-12-31" : bin.length === 7 ? "-28" : "";
    return { first: bin + "-01-01".slice(0, 10 - bin.length), last: bin + end, type, count };
  });
  if (bare(entries)) document.getElementById("timeline").replaceChildren(el("p", { class: "empty" }, "No event has a date."));
  const scale = bare(entries) ? "" : drawTimeline(document.getElementById("timeline"), entries, entries, summary, { chosen: "", wire: wiring(change) });
  document.getElementById("scale").textContent = scale ? `by ${scale}; press a bar to see only its events` : "";
  const families = summary.families.map((family, i) => [family, Object.entries(summary.types).filter(([, one]) => one[1] === i)]).filter(([, types]) => types.length);
  document.getElementById("legend").replaceChildren(...families.map(([family, types]) => {
    const swatch = el("span", { class: "swatch" });
    swatch.style.setProperty("--c", family.color);
    const all = types.map(([type]) => type).sort(), chosen = filter().getAll("type").sort().join() === all.join();
    const button = el("button", { type: "button", "aria-pressed": String(chosen) }, swatch, family.name, el("b", {}, spoken(types.reduce((sum, [, one]) => sum + one[2], 0))));
    button.addEventListener("click", () => {
      const query = state();
      query.delete("type"); query.delete("offset");
      if (!chosen) all.forEach((type) => query.append("type", type));
      go(query);
    });
    return button;
  }));
}

const bare = (list) => list.length === 0;

const wiring = (change) => (group, bin, tip, at) => {
  const pick = () => change({ from: bin, to: bin });
  group.addEventListener("click", pick);
  group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(); } });
  const show = () => { hideTip(); const box = el("div", { class: "tip", role: "tooltip" }, tip); box.style.left = Math.max(0, at - 70) + "px"; box.style.top = "2.5rem"; document.getElementById("timeline").parentNode.append(box); };
  for (const name of ["mouseenter", "focus"]) group.addEventListener(name, show);
  for (const name of ["mouseleave", "blur"]) group.addEventListener(name, hideTip);
};

function hideTip() { document.querySelectorAll(".timeline .tip").forEach((one) => one.remove()); }

// Rows of events that lead to their pages, or one that says that there is none.
function eventRows(data, none) {
  const made = data.events.map((event) => {
    const row = rowOf(event, data), cell = row.querySelector("td"), link = el("a", { href: "/event/" + encodeURIComponent(event.id), class: "open" });
    link.append(...cell.querySelector("button").childNodes);
    cell.replaceChildren(link);
    row.querySelectorAll("td").forEach((one) => one.setAttribute("dir", "auto"));
    row.addEventListener("click", (click) => { if (!click.target.closest("a") && !String(getSelection())) location.href = link.href; });
    return row;
  });
  return made.length ? made : [el("tr", {}, el("td", { colspan: 6, class: "empty" }, none))];
}

addEventListener("keydown", (event) => {
  if (!isCommand(event) || !["j", "k"].includes(event.key)) return;
  const links = [...document.querySelectorAll("#rows a.open")], at = links.indexOf(document.activeElement);
  (links[at + (event.key === "j" ? 1 : -1)] || links[0])?.focus();
});
