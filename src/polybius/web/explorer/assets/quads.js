"use strict";
// Numbers by quad class as a bar of its colours, each number said beside it.

function quadBar(counts, quads, most) {
  const shown = quads.filter((one) => counts[one.code]);
  const total = shown.reduce((sum, one) => sum + counts[one.code], 0);
  const words = shown.map((one) => `${counts[one.code]} ${one.name.toLowerCase()}`).join(", ");
  const W = 72, svg = make("svg", { viewBox: `0 0 ${W} 10`, width: W, height: 10, class: "quad-bar", role: "img", "aria-label": words || "none" }, make("title", {}, words));
  let x = 0;
  for (const one of shown) {
    const wide = Math.max(2.5, counts[one.code] / most * W);
    svg.append(make("rect", { x, y: 0, width: Math.min(wide, W - x), height: 10, fill: one.color }));
    x += wide + 1;
  }
  return el("span", { class: "quads-of", title: words }, svg, el("b", {}, String(total)));
}
