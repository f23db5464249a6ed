// The map: circles for places over the coasts and borders that are in the page. To click, to move, to look at nearer.

const spotOf = (event) => event.spot[0] + "," + event.spot[1];

function drawReportMap(data, choose) {
  const svg = document.getElementById("map"), layer = document.getElementById("spots"), list = document.getElementById("top-places");
  const { box, unit } = data.map;
  // Kinds of places whose circle says no more than "somewhere in it".
  const VAGUE = ["country", "continent", "region", "area", "district"];
  const MOST = 12, NEAREST = 60;
  let view = [...box], shown = [], chosen = null;
  const names = new Map(data.events.filter((event) => event.spot).map((event) => [spotOf(event), event.spot[3]]));

  const x = (lon) => lon * unit;
  const y = (lat) => -Math.log(Math.tan(Math.PI / 4 + Math.max(-80, Math.min(80, lat)) * Math.PI / 360)) * 180 / Math.PI * unit;

  // Events of each place, the places with most events first.
  function gathered(events) {
    const found = new Map();
    for (const event of events) {
      if (!event.spot) continue;
      const key = spotOf(event), [lat, lon, kind, name] = event.spot;
      if (!found.has(key)) found.set(key, { keys: [key], x: x(lon), y: y(lat), vague: VAGUE.includes(kind), name, events: 0, families: new Map() });
      const one = found.get(key), family = data.types[event.type][1];
      one.events += 1;
      one.families.set(family, (one.families.get(family) || 0) + 1);
    }
    return [...found.values()].sort((a, b) => b.events - a.events || (a.keys[0] < b.keys[0] ? -1 : 1));
  }

  // Units of the drawing in a pixel, as it is drawn now.
  const pixel = () => Math.max(view[2] / (svg.clientWidth || 900), view[3] / (svg.clientHeight || 450));
  const radius = (events) => Math.min(24, 3.5 + 2.6 * Math.sqrt(events)) * Math.max(.6, Math.min(1, (svg.clientWidth || 900) / 700));

  // Places whose circles would cover each other are one circle, where the one with most events is.
  function clusters() {
    const px = pixel(), found = [];
    for (const place of shown) {
      const near = found.find((other) => Math.hypot(other.x - place.x, other.y - place.y) / px < (radius(other.events) + radius(place.events)) * .75);
      if (!near) { found.push({ ...place, keys: [...place.keys], families: new Map(place.families), several: 0 }); continue; }
      near.keys.push(...place.keys);
      near.events += place.events;
      near.several += 1;
      for (const [family, number] of place.families) near.families.set(family, (near.families.get(family) || 0) + number);
    }
    return found;
  }

  const isChosen = (keys) => chosen && keys.some((key) => chosen.includes(key));

  function paint() {
    svg.setAttribute("viewBox", view.join(" "));
    const px = pixel();
    layer.replaceChildren(...clusters().sort((a, b) => b.events - a.events).map((one) => {
      const [family] = [...one.families].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0];
      const r = radius(one.events), color = data.families[family].color;
      const words = one.name + (one.several ? ` and ${one.several} more` : "") + `: ${one.events} event${one.events === 1 ? "" : "s"}`;
      const group = make("g", { class: "spot" + (isChosen(one.keys) ? " chosen" : chosen ? " dim" : ""), tabindex: "0", role: "button", "aria-label": words });
      group.style.setProperty("--c", color);
      if (one.vague && !one.several) group.append(make("circle", { class: "halo", cx: one.x, cy: one.y, r: (r + 4) * px }));
      group.append(make("circle", { cx: one.x, cy: one.y, r: r * px, fill: color }), make("title", {}, words));
      if (one.events > 9) group.append(make("text", { x: one.x, y: one.y, "font-size": 10.5 * px, dy: 3.7 * px, "text-anchor": "middle" }, String(one.events)));
      const pick = () => choose(isChosen(one.keys) ? null : one.keys);
      group.addEventListener("click", () => { if (!moved) pick(); });
      group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(); } });
      return group;
    }));
  }

  function fillList() {
    const most = shown.length ? shown[0].events : 1;
    list.replaceChildren(...shown.slice(0, MOST).map((one) => {
      const button = el("button", { type: "button", "aria-pressed": String(Boolean(isChosen(one.keys))) }, el("span", {}, one.name), el("b", {}, String(one.events)));
      button.style.setProperty("--part", 100 * one.events / most + "%");
      button.addEventListener("click", () => {
        if (!isChosen(one.keys)) bring(one);
        choose(isChosen(one.keys) ? null : one.keys);
      });
      return el("li", {}, button);
    }));
  }

  // Move the map until a place is on it.
  function bring(place) {
    if (place.x > view[0] && place.x < view[0] + view[2] && place.y > view[1] && place.y < view[1] + view[3]) return;
    view = [place.x - view[2] / 2, place.y - view[3] / 2, view[2], view[3]];
  }

  function zoom(factor) {
    const width = Math.max(box[2] / NEAREST, Math.min(box[2] * 2, view[2] / factor)), height = width * view[3] / view[2];
    view = [view[0] + (view[2] - width) / 2, view[1] + (view[3] - height) / 2, width, height];
    paint();
  }
  document.getElementById("nearer").addEventListener("click", () => zoom(2));
  document.getElementById("farther").addEventListener("click", () => zoom(.5));
  document.getElementById("fit").addEventListener("click", () => { view = [...box]; paint(); });

  let held = null, moved = false;
  svg.addEventListener("pointerdown", (event) => { held = [event.clientX, event.clientY, view[0], view[1]]; moved = false; });
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const dx = event.clientX - held[0], dy = event.clientY - held[1];
    if (!moved && Math.hypot(dx, dy) < 4) return;
    if (!moved) svg.setPointerCapture(event.pointerId);
    moved = true;
    view = [held[2] - dx * pixel(), held[3] - dy * pixel(), view[2], view[3]];
    svg.setAttribute("viewBox", view.join(" "));
  });
  for (const name of ["pointerup", "pointercancel"]) svg.addEventListener(name, () => { if (held && moved) paint(); held = null; });
  window.addEventListener("resize", paint);

  return {
    show(events, spots) {
      shown = gathered(events);
      chosen = spots;
      const without = events.filter((event) => !event.spot).length;
      document.getElementById("placed").textContent = `${shown.length.toLocaleString("en")} place${shown.length === 1 ? "" : "s"}` + (without ? `; the ${without.toLocaleString("en")} event${without === 1 ? "" : "s"} without one ${without === 1 ? "is" : "are"} in the table only` : "");
      paint();
      fillList();
    },
    nameOf(spots) { return names.get(spots[0]) + (spots.length > 1 ? ` and ${spots.length - 1} more` : ""); },
  };
}
