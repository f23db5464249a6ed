"use strict";
// The network of who does what to whom: circles for actors, arrows for what they do, a colour for each quad class.
// The layout is d3-force's, run to its end before it is drawn: the same actors and links always lie in the same places.

function drawNetwork(box, data, { hidden, focus, pick }) {
  const W = Math.max(320, box.clientWidth), H = Math.max(420, Math.min(640, W * .72));
  const linked = new Set(data.links.flatMap(([source, target]) => [source, target]));
  const nodes = data.actors.filter((one) => linked.has(one.id)).map((one) => {
    // The country first: of twenty governments that is what tells them apart.
    const [, sector, own] = one.id.split("."), [first, second] = sector === "ALL" && !own ? [one.name, ""] : own || !one.country ? [one.name, one.country] : [one.country, one.name.toLowerCase()];
    return { ...one, first: shorter(first, 22), second: shorter(second, 24), r: 5 + Math.sqrt(one.events) * 1.6 };
  });
  const most = Math.max(1, ...nodes.map((one) => one.r));
  for (const one of nodes) one.r = Math.max(5, one.r / Math.max(1, most / 26));
  const at = new Map(nodes.map((one) => [one.id, one]));
  // Several links between two lie beside each other; the layout needs them once.
  const pairs = new Map();
  for (const [source, target, quad, events] of data.links) {
    if (!at.has(source) || !at.has(target)) continue;
    const key = source < target ? source + "\n" + target : target + "\n" + source;
    const pair = pairs.get(key) || { source: at.get(source), target: at.get(target), weight: 0, links: [] };
    pair.weight += events;
    pair.links.push({ from: at.get(source), to: at.get(target), quad, events });
    pairs.set(key, pair);
  }
  const tied = [...pairs.values()];
  const half = (one) => Math.max(one.r, one.first.length * 3.4, one.second.length * 2.8) + 4;
  const deep = (one) => one.r + (one.second ? 28 : 16);
  d3.forceSimulation(nodes)
    .force("tie", d3.forceLink(tied.map((one) => ({ ...one }))).distance((one) => 46 + one.source.r + one.target.r).strength((one) => .25 + Math.min(.5, one.weight / 12)))
    .force("apart", d3.forceManyBody().strength(-260).distanceMax(420))
    .force("room", d3.forceCollide((one) => half(one) * .75 + 11).strength(1).iterations(3))
    .force("x", d3.forceX(0).strength(.05)).force("y", d3.forceY(0).strength(.05 * W / H))
    .stop().tick(320);
  fit(nodes, half, W, H);
  settle(nodes, half, deep, W, H);

  const svg = make("svg", { viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: "group", "aria-label": "Who does what to whom; the table beside it says the same" });
  const color = Object.fromEntries(data.quads.map((one) => [one.code, one.color]));
  const names = Object.fromEntries(data.quads.map((one) => [one.code, one.name]));
  svg.append(make("defs", {}, ...data.quads.map((one, i) =>
    make("marker", { id: "tip-" + i, viewBox: "0 0 8 8", refX: 6.5, refY: 4, markerWidth: 8, markerHeight: 8, markerUnits: "userSpaceOnUse", orient: "auto" }, make("path", { d: "M0 .8 7 4 0 7.2z", fill: one.color })))));
  const arrows = make("g", { class: "arrows" }), circles = make("g", {}), labels = make("g", { class: "labels", "aria-hidden": "true" });
  for (const pair of tied) {
    const shown = pair.links.filter((one) => !hidden.includes(one.quad));
    for (const way of [pair.source, pair.target]) {
      shown.filter((one) => one.from === way).forEach((one, i) => {
        const path = make("path", { d: arc(one.from, one.to, 9 + i * 9), class: "arrow", stroke: color[one.quad], "stroke-width": Math.min(7, 1.1 + Math.sqrt(one.events) * .7), "marker-end": `url(#tip-${data.quads.findIndex((quad) => quad.code === one.quad)})` },
          make("title", {}, `${inFull(one.from)} → ${inFull(one.to)}: ${one.events} × ${names[one.quad].toLowerCase()}`));
        path.dataset.ends = one.from.id + " " + one.to.id;
        arrows.append(path);
      });
    }
  }
  for (const one of nodes) {
    const words = `${inFull(one)}: ${one.events} event${one.events > 1 ? "s" : ""}, acts in ${one.acted}, is acted on in ${one.received}`;
    const circle = make("g", { class: "actor" + (focus === one.id ? " chosen" : ""), tabindex: "0", role: "button", "aria-pressed": String(focus === one.id), "aria-label": words },
      make("title", {}, words), make("circle", { cx: one.x, cy: one.y, r: one.r }));
    circle.dataset.id = one.id;
    circle.addEventListener("click", () => pick(focus === one.id ? "" : one.id));
    circle.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(focus === one.id ? "" : one.id); } });
    for (const name of ["mouseenter", "focus"]) circle.addEventListener(name, () => light(one.id));
    for (const name of ["mouseleave", "blur"]) circle.addEventListener(name, () => light(focus));
    circles.append(circle);
    const text = make("text", { x: one.x, y: one.y + one.r + 12, "text-anchor": "middle" }, one.first);
    text.dataset.id = one.id;
    if (one.second) text.append(make("tspan", { x: one.x, dy: 12, class: "soft" }, one.second));
    labels.append(text);
  }
  svg.append(arrows, circles, labels);
  box.replaceChildren(svg);
  light(focus);

  // The others fade where one is looked at.
  function light(id) {
    const near = new Set([id]);
    for (const arrow of arrows.children) {
      const ends = arrow.dataset.ends.split(" "), touches = ends.includes(id);
      arrow.classList.toggle("faded", Boolean(id) && !touches);
      if (touches) ends.forEach((one) => near.add(one));
    }
    for (const one of [...circles.children, ...labels.children]) one.classList.toggle("faded", Boolean(id) && at.has(id) && !near.has(one.dataset.id));
  }
}

const inFull = (one) => one.country ? `${one.name}, ${one.country}` : one.name; // with its country
const shorter = (text, length) => text.length > length ? text.slice(0, length - 1).trimEnd() + "…" : text;

// Move and stretch the places of nodes until they fill the drawing, labels and all.
function fit(nodes, half, W, H) {
  if (!nodes.length) return;
  const left = Math.min(...nodes.map((one) => one.x - half(one))), right = Math.max(...nodes.map((one) => one.x + half(one)));
  const top = Math.min(...nodes.map((one) => one.y - one.r)), low = Math.max(...nodes.map((one) => one.y + one.r + 26));
  const kx = Math.min(1.6, (W - 16) / (right - left)), ky = Math.min(1.6, (H - 16) / (low - top));
  for (const one of nodes) {
    one.x = W / 2 + (one.x - (left + right) / 2) * kx;
    one.y = H / 2 + (one.y - (top + low) / 2) * ky;
  }
}

// Push circles whose labels lie over each other apart, along the shorter way, and keep all inside the drawing.
function settle(nodes, half, deep, W, H) {
  for (let round = 0; round < 200; round++) {
    let moved = false;
    for (let i = 0; i < nodes.length; i++) for (let j = 0; j < i; j++) {
      const a = nodes[i], b = nodes[j];
      const wide = half(a) + half(b) - Math.abs(a.x - b.x);
      const [high, low] = a.y < b.y ? [a, b] : [b, a];
      const tall = deep(high) + low.r + 3 - (low.y - high.y);
      if (wide <= 0 || tall <= 0) continue;
      moved = true;
      if (wide < tall) { const step = wide / 4 * (a.x < b.x ? 1 : -1); a.x -= step; b.x += step; }
      else { high.y -= tall / 4; low.y += tall / 4; }
    }
    for (const one of nodes) {
      one.x = Math.max(half(one), Math.min(W - half(one), one.x));
      one.y = Math.max(one.r + 4, Math.min(H - deep(one) - 2, one.y));
    }
    if (!moved) return;
  }
}

// A bent line from the rim of one circle to the rim of another.
function arc(from, to, bend) {
  const dx = to.x - from.x, dy = to.y - from.y, far = Math.hypot(dx, dy) || 1;
  const mx = (from.x + to.x) / 2 - dy / far * bend, my = (from.y + to.y) / 2 + dx / far * bend;
  const rim = (end, r) => { const a = mx - end.x, b = my - end.y, c = Math.hypot(a, b) || 1; return [end.x + a / c * r, end.y + b / c * r]; };
  const [x1, y1] = rim(from, from.r), [x2, y2] = rim(to, to.r + 3);
  return `M${x1.toFixed(1)} ${y1.toFixed(1)}Q${mx.toFixed(1)} ${my.toFixed(1)} ${x2.toFixed(1)} ${y2.toFixed(1)}`;
}
