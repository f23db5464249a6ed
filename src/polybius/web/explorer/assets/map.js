"use strict";
// The map: countries drawn on a canvas from a file of lines, circles for places over it. Web Mercator.

function drawMap(box, wires) {
  const canvas = box.querySelector("canvas"), svg = box.querySelector("svg"), pen = canvas.getContext("2d");
  const TOP = 1.35; // Mercator's y beyond which nobody lives, in units of pi's half
  const KM = { country: 250, continent: 250, region: 70, area: 70, water: 70 };
  const y = (lat) => Math.log(Math.tan(Math.PI / 4 + Math.max(-85, Math.min(85, lat)) * Math.PI / 360)) * 180 / Math.PI;
  const lat = (at) => (2 * Math.atan(Math.exp(at * Math.PI / 180)) - Math.PI / 2) * 180 / Math.PI;
  const view = { x: 20, y: 25, k: 2 }; // middle, in degrees; pixels in a degree
  let land = null, lines = null, places = [], data = null, fitted = false, due = 0;

  fetch("/assets/world.json").then((answer) => answer.json()).then((world) => {
    const arcs = world.arcs.map((arc) => {
      let a = 0, b = 0;
      return arc.map(([dx, dy]) => [(a += dx) * world.scale[0] + world.translate[0], -y((b += dy) * world.scale[1] + world.translate[1])]);
    });
    land = new Path2D(); lines = new Path2D();
    for (const arc of arcs) trace(lines, arc);
    for (const country of world.countries) for (const polygon of country.rings) for (const ring of polygon) {
      trace(land, ring.flatMap((one) => (one < 0 ? [...arcs[~one]].reverse() : arcs[one])), true);
    }
    draw();
  });

  // A line that crosses the 180th meridian goes on beyond it, and is drawn at both ends of the map.
  function trace(path, points, closed) {
    let turn = 0, crosses = false;
    const whole = points.map(([a, b], i) => {
      const step = i ? a - points[i - 1][0] : 0;
      if (Math.abs(step) > 180) { turn -= 360 * Math.sign(step); crosses = true; }
      return [a + turn, b];
    });
    for (const shift of crosses ? [-360, 0, 360] : [0]) {
      whole.forEach(([a, b], i) => (i ? path.lineTo(a + shift, b) : path.moveTo(a + shift, b)));
      if (closed) path.closePath();
    }
  }

  const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const place = (one) => [box.clientWidth / 2 + (one.lon - view.x) * view.k, box.clientHeight / 2 - (y(one.lat) - view.y) * view.k];
  const radius = (one) => Math.min(26, 4.5 + 4.2 * Math.log10(1 + (one.killed || 0)));

  function draw() { if (!due) due = requestAnimationFrame(() => { due = 0; paint(); }); }

  function paint() {
    const W = box.clientWidth, H = box.clientHeight, ratio = devicePixelRatio || 1;
    if (canvas.width !== W * ratio || canvas.height !== H * ratio) { canvas.width = W * ratio; canvas.height = H * ratio; }
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.fillStyle = color("--sea"); pen.fillRect(0, 0, canvas.width, canvas.height);
    if (land) {
      const k = view.k * ratio;
      pen.setTransform(k, 0, 0, k, canvas.width / 2 - view.x * k, canvas.height / 2 + view.y * k);
      pen.fillStyle = color("--land"); pen.fill(land, "evenodd");
      pen.strokeStyle = color("--border"); pen.lineWidth = .8 / view.k; pen.lineJoin = "round"; pen.stroke(lines);
    }
    svg.setAttribute("viewBox", `0 0 ${W} ${H}`);
    const found = clusters(W, H);
    svg.replaceChildren(...found.flatMap(circle), ...names(found, W));
  }

  // Places whose circles would cover each other are shown as one, where the weightier of them is.
  function clusters(W, H) {
    const found = [];
    for (const one of places) {
      const [px, py] = place(one), r = radius(one);
      if (px < -40 || py < -40 || px > W + 40 || py > H + 40) continue;
      const near = found.find((other) => Math.hypot(other.px - px, other.py - py) < (other.r + r) * .7);
      if (near) { near.members.push(one); near.events += one.events; near.killed = Math.max(near.killed, one.killed); near.r = Math.max(near.r, r); }
      else found.push({ px, py, r, members: [one], events: one.events, killed: one.killed, type: one.type });
    }
    return found;
  }

  // A place by all the names that are used for it: whoever holds it has a name for it.
  const named = (one, between, most = 3) => [one.name, ...(one.also || [])].slice(0, most).join(between);

  // Names beside the circles of one place or a few, as far as they cover no circle and no other name.
  function names(found, W) {
    const taken = found.map((one) => [one.px - one.r, one.py - one.r, one.px + one.r, one.py + one.r]), made = [];
    for (const one of found) {
      const [first] = one.members, more = one.members.length - 1;
      if (more > 3) continue;
      if (["country", "continent"].includes(first.kind)) continue;
      // All its names if there is room for them, fewer else; right of the circle or left of it.
      const texts = [...new Set([3, 2, 1].map((most) => named(first, " / ", most) + (more ? ` and ${more} more` : "")))];
      const tries = texts.flatMap((text) => { const wide = text.length * 6.1 + 4; return [[text, one.px + one.r + 3, wide], [text, one.px - one.r - 3 - wide, wide]]; });
      const fits = tries.find(([, left, wide]) => left >= 0 && left + wide <= W && !taken.some((other) => other[0] < left + wide && other[2] > left && other[1] < one.py + 6 && other[3] > one.py - 7));
      if (!fits) continue;
      const [text, left, wide] = fits;
      taken.push([left, one.py - 7, left + wide, one.py + 6]);
      made.push(make("text", { x: left < one.px ? left + wide : left, y: one.py + 4, class: "place-name", "text-anchor": left < one.px ? "end" : "start", "aria-hidden": "true" }, text));
    }
    return made;
  }

  function circle(cluster) {
    const [first] = cluster.members, alone = cluster.members.length === 1, made = [];
    const family = data.families[data.types[cluster.type][1]];
    const vague = alone && KM[first.kind];
    if (vague) {
      const km = view.k / (111.2 * Math.cos(first.lat * Math.PI / 180));
      made.push(make("circle", { cx: cluster.px, cy: cluster.py, r: Math.max(cluster.r + 4, vague * km), class: "halo", stroke: family.color }));
    }
    const killed = cluster.killed ? `, up to ${cluster.killed.toLocaleString("en")} killed in one` : "";
    const name = alone ? named(first, " or ") : `${cluster.members.length} places, the most told ${first.name}`;
    const words = wires.words ? wires.words(cluster) : `${name}: ${cluster.events.toLocaleString("en")} event${cluster.events > 1 ? "s" : ""}${killed}`;
    const group = make("g", { class: "spot", tabindex: "0", role: "button", "aria-label": words }, make("title", {}, words),
      ...(wires.dot ? wires.dot(cluster) : [make("circle", { cx: cluster.px, cy: cluster.py, r: cluster.r, fill: family.color })]));
    if (!alone) group.append(make("text", { x: cluster.px, y: cluster.py - cluster.r - 3, "text-anchor": "middle" }, String(cluster.members.length)));
    const pick = () => (alone || view.k > 400 ? wires.pick(first) : fit(cluster.members));
    group.addEventListener("click", pick);
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); event.stopPropagation(); pick(); } });
    made.push(group);
    return made;
  }

  function fit(some) {
    if (!some.length) return;
    const xs = some.map((one) => one.lon), ys = some.map((one) => y(one.lat));
    const w = Math.max(...xs) - Math.min(...xs), h = Math.max(...ys) - Math.min(...ys);
    view.x = (Math.max(...xs) + Math.min(...xs)) / 2; view.y = (Math.max(...ys) + Math.min(...ys)) / 2;
    view.k = Math.max(least(), Math.min(600, .8 * box.clientWidth / Math.max(w, 2), .75 * box.clientHeight / Math.max(h, 1.5)));
    keep(); draw();
  }

  const least = () => Math.max(box.clientWidth / 360, box.clientHeight / (2 * 90 * TOP));
  function keep() {
    view.k = Math.max(least(), Math.min(3000, view.k));
    const w = box.clientWidth / 2 / view.k, h = box.clientHeight / 2 / view.k;
    view.x = w >= 180 ? 0 : Math.max(-180 + w, Math.min(180 - w, view.x));
    const south = y(-58), north = y(80);
    view.y = 2 * h >= north - south ? (north + south) / 2 : Math.max(south + h, Math.min(north - h, view.y));
  }
  function zoom(by, px = box.clientWidth / 2, py = box.clientHeight / 2) {
    const ax = view.x + (px - box.clientWidth / 2) / view.k, ay = view.y - (py - box.clientHeight / 2) / view.k;
    view.k *= by; keep();
    view.x = ax - (px - box.clientWidth / 2) / view.k; view.y = ay + (py - box.clientHeight / 2) / view.k;
    keep(); draw();
  }

  box.addEventListener("wheel", (event) => { event.preventDefault(); const at = box.getBoundingClientRect(); zoom(Math.exp(-event.deltaY / 300), event.clientX - at.left, event.clientY - at.top); }, { passive: false });
  const fingers = new Map();
  svg.addEventListener("pointerdown", (event) => fingers.set(event.pointerId, event));
  addEventListener("pointermove", (event) => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    fingers.set(event.pointerId, event);
    if (fingers.size > 1) {
      const other = [...fingers.values()].find((one) => one.pointerId !== event.pointerId);
      const far = (one) => Math.max(10, Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY));
      return zoom(far(event) / far(before));
    }
    view.x -= (event.clientX - before.clientX) / view.k; view.y += (event.clientY - before.clientY) / view.k;
    keep(); draw();
  });
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, (event) => fingers.delete(event.pointerId));
  const buttons = { in: () => zoom(1.7), out: () => zoom(1 / 1.7), fit: () => fit(places), here: () => {
    const south = lat(view.y - box.clientHeight / 2 / view.k), north = lat(view.y + box.clientHeight / 2 / view.k);
    const tall = (north - south) / 2 * 111.2, wide = box.clientWidth / 2 / view.k * 111.2 * Math.cos(lat(view.y) * Math.PI / 180);
    wires.here(lat(view.y), view.x, Math.min(tall, wide));
  } };
  for (const button of document.querySelectorAll("[data-map]")) button.addEventListener("click", buttons[button.dataset.map]);
  new ResizeObserver(() => { keep(); draw(); }).observe(box);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);

  return { show(found, summary) {
    places = found; data = summary;
    if (!fitted && found.length) { fitted = true; const most = found.slice(0, 200); fit(most); }
    draw();
  } };
}
