"use strict";
// The page of control: bands over time, a map as of a day, and what a band rests on.

(function () {
  const FEW = 80; // places drawn at first
  const $ = (id) => document.getElementById(id);
  const asker = asking(["at", "open", "all", "whole"], refresh, ["place", "country", "party", "from", "to"]);
  const { state, filter, change, options } = asker;
  const slider = $("at");
  let data = null, asked = null, scale = null, moments = [], fetching = 0;

  const map = drawMap($("atlas"), {
    pick: (place) => { const at = data.places.indexOf(place.row), band = current(place.row)[0]; open(at, band ? band.number : "c"); $("row-" + at)?.scrollIntoView({ block: "nearest" }); },
    words: (cluster) => cluster.members.length > 1 ? `${cluster.members.length} places` : placeWords(cluster.members[0].row),
    dot: (cluster) => dots(cluster),
  });

  async function refresh(part, query) {
    const wanted = new URLSearchParams(query);
    for (const name of ["at", "open", "all"]) wanted.delete(name); // "whole" changes the axis
    for (const link of document.querySelectorAll("[data-save]")) link.href = link.dataset.save + (String(wanted) ? "?" + wanted : "");
    if (asked !== String(wanted)) {
      const late = setTimeout(() => { $("found").textContent = "working out who held what; of a large store this takes a while, once"; }, 1500);
      try { data = await part("control", wanted); } finally { clearTimeout(late); }
      $("known-places").replaceChildren(...data.places.map((one) => el("option", { value: one.name }, one.others.join(", "))));
      asked = String(wanted);
      options("country", "Anywhere", data.countries.map(([code, name, n]) => [code, `${name} (${spoken(n)})`]));
      prepare();
    }
    show();
    await showProof(part);
  }

  function prepare() {
    data.colors = Object.fromEntries(data.sides.map(([key, , color]) => [key, color]));
    const days = new Set();
    for (const place of data.places) for (const band of place.bands) {
      if (band.from || band.since) days.add(dayOf(band.from || band.since));
      if (!band.running && band.until) days.add(dayOf(band.until));
      if (band.contested) days.add(dayOf(band.contested));
    }
    const last = data.last ? dayOf(data.last) : 1;
    let first = data.first ? dayOf(data.first) : 0;
    const every = [...days].filter((day) => day >= first && day <= last).sort((a, b) => a - b);
    // A few changes of long ago would press all others into the axis' end.
    // The axis begins where leaving few of them out gains most room, if that is much.
    const gain = (at) => (every[at] - first) / Math.max(1, last - first) - at / every.length;
    const best = every.slice(0, Math.ceil(every.length / 3)).reduce((most, _, at) => (gain(at) > gain(most) ? at : most), 0);
    data.earlier = 0;
    if (every.length && !state().get("from") && !state().get("whole") && gain(best) > .3) { data.earlier = best; first = every[best]; }
    moments = every.filter((day) => day >= first);
    data.firstDay = first - Math.max(1, Math.round((last - first) * .02));
    data.lastDay = Math.max(last, first + 1);
    slider.min = data.firstDay; slider.max = data.lastDay;
  }

  const today = () => { const given = state().get("at"), day = given && /^\d{4}-\d\d-\d\d$/.test(given) ? dayOf(given) : NaN; return Number.isFinite(day) ? Math.max(data.firstDay, Math.min(data.lastDay, day)) : data.lastDay; };
  const current = (place, day = today()) => place.bands.filter((band) => band.since && holds(band, day)).sort((a, b) => a.part - b.part);
  const contested = (band, day) => band.contested && dayOf(band.contested) <= day;

  function placeWords(place) {
    const now = current(place);
    const names = [place.name, ...place.others].slice(0, 3).join(" or ");
    if (!now.length) return `${names}: nobody is told to hold it`;
    return `${names}: ` + now.map((band) => `${band.name}${band.part ? " (a part)" : ""}${holds(band, today()) === "perhaps" ? ", perhaps" : ""}${contested(band, today()) ? ", contested" : ""}`).join("; ");
  }

  // A circle in the holder's colour; in slices where several are said to hold the place, hatched where it is contested.
  function dots(cluster) {
    const { px, py } = cluster;
    if (cluster.members.length > 1) {
      const count = new Map();
      for (const one of cluster.members) { const band = current(one.row)[0]; const key = band ? band.side : ""; count.set(key, (count.get(key) || 0) + 1); }
      return slices([...count].map(([key, n]) => [data.colors[key] || "transparent", n]), px, py, Math.min(15, 7 + cluster.members.length), false, .6);
    }
    const now = current(cluster.members[0].row), whole = now.filter((band) => !band.part), shown = whole.length ? whole : now;
    return slices(shown.map((band) => [data.colors[band.side], 1]), px, py, 7.5, shown.some((band) => contested(band, today())), whole.length ? .95 : .35);
  }

  function slices(parts, x, y, r, hatched, opacity) {
    const made = [make("circle", { cx: x, cy: y, r, class: "plate" })], total = parts.reduce((sum, one) => sum + one[1], 0);
    let angle = -Math.PI / 2;
    for (const [color, n] of parts) {
      const next = angle + n / total * 2 * Math.PI, big = n / total > .5 ? 1 : 0;
      made.push(parts.length === 1 ? make("circle", { cx: x, cy: y, r, fill: color, "fill-opacity": opacity })
        : make("path", { d: `M${x} ${y}L${x + r * Math.cos(angle)} ${y + r * Math.sin(angle)}A${r} ${r} 0 ${big} 1 ${x + r * Math.cos(next)} ${y + r * Math.sin(next)}z`, fill: color, "fill-opacity": opacity }));
      angle = next;
    }
    if (hatched) made.push(make("circle", { cx: x, cy: y, r, fill: "url(#hatch)", class: "over" }));
    made.push(make("circle", { cx: x, cy: y, r, fill: "none", class: parts.length ? "rim" : "rim none-held" }));
    return made;
  }

  function show() {
    $("found").replaceChildren(el("strong", {}, spoken(data.total)), data.total === 1 ? " place" : " places");
    const width = Math.max(200, $("rows").clientWidth - parseFloat(getComputedStyle($("rows")).getPropertyValue("--names")) * parseFloat(getComputedStyle(document.documentElement).fontSize));
    scale = (day) => (day - data.firstDay) / (data.lastDay - data.firstDay) * width;
    $("axis").setAttribute("viewBox", `0 0 ${width} 18`);
    $("axis").replaceChildren(fadings(data.colors), ...(data.places.length ? ticks(data.firstDay, data.lastDay, width) : []).flatMap(([day, words]) => [make("line", { x1: scale(day), x2: scale(day), y1: 0, y2: 4 }), make("text", { x: scale(day), y: 15, "text-anchor": "middle" }, words)]));
    $("whole").hidden = !data.earlier;
    $("whole").textContent = `${data.earlier} earlier change${data.earlier === 1 ? "" : "s"}`;
    const [place, number] = opened();
    const some = state().get("all") ? data.places : data.places.slice(0, FEW), rows = [];
    let land = null;
    some.forEach((one, at) => {
      if (one.country !== land) { land = one.country; rows.push(el("h2", { class: "land" }, land || "No country told")); }
      const named = el("div", { class: "named", dir: "auto" }, el("a", { href: "/?place=" + encodeURIComponent(one.name), title: "Its events" }, one.name), one.others.length ? el("small", {}, one.others.slice(0, 3).join(" / ")) : "");
      if (one.conflicts.length) {
        const button = el("button", { type: "button", class: "conflict" }, `${one.conflicts.length} conflict${one.conflicts.length > 1 ? "s" : ""}`);
        button.addEventListener("click", () => open(at, "c"));
        named.append(button);
      }
      rows.push(el("div", { class: "holder-row", id: "row-" + at }, named, drawBands(one, { scale, width, colors: data.colors, chosen: place === one ? Number(number) : -1, pick: (band) => open(at, band) })));
    });
    if (data.places.length > some.length) {
      const more = el("button", { type: "button", class: "all" }, `Show all ${spoken(data.places.length)} places`);
      more.addEventListener("click", () => change({ all: "yes" }));
      rows.push(el("p", { class: "more" }, more));
    }
    if (!rows.length) rows.push(el("p", { class: "empty" }, String(filter()) ? "Of no place of this filter anybody says who held it." : "Of no place anybody says who held it."));
    const held = document.activeElement?.closest?.(".band")?.getAttribute("aria-label");
    $("rows").replaceChildren(...rows);
    if (held) [...document.querySelectorAll(".band")].find((one) => one.getAttribute("aria-label") === held)?.focus();
    $("sides").replaceChildren(...data.sides.slice(0, 14).map(([, name, color]) => { const swatch = el("span", { class: "swatch" }); swatch.style.setProperty("--c", color); return el("span", {}, swatch, name); }));
    slide();
  }

  // Show the day of the address: the line through the bands, the map.
  function slide() {
    const day = today();
    slider.value = day;
    slider.disabled = !data.places.length;
    slider.setAttribute("aria-valuetext", dayWords(isoOf(day)));
    $("at-words").textContent = data.places.length ? dayWords(isoOf(day)) : "";
    $("earlier").disabled = !moments.some((one) => one < day);
    $("later").disabled = !moments.some((one) => one > day);
    for (const line of document.querySelectorAll(".day-line")) for (const end of ["x1", "x2"]) line.setAttribute(end, scale(day));
    const shown = data.places.filter((one) => one.lat !== null && one.lon !== null).map((one) => {
      const [band] = current(one, day);
      return { row: one, name: one.name, also: one.others, lat: one.lat, lon: one.lon, kind: one.kind, events: one.bands.length, killed: 15, type: band ? band.side : "" };
    });
    const types = Object.fromEntries([["", ["", 0]], ...data.sides.map(([key, name], at) => [key, [name, at + 1]])]);
    map.show(shown, { types, families: [{ color: "#8C8F94" }, ...data.sides.map(([, , color]) => ({ color }))] });
  }

  // "open" in the address: a place by its gazetteer number or name, and the number of one of its bands, or "c".
  function opened() {
    const given = state().get("open") || "", cut = given.lastIndexOf(":"), key = given.slice(0, cut);
    const place = cut < 0 ? null : data.places.find((one) => String(one.id ?? one.name) === key);
    return [place || null, given.slice(cut + 1)];
  }

  function open(at, number) {
    const place = data.places[at];
    change({ open: `${place.id ?? place.name}:${number}` }, []);
  }

  async function showProof(part) {
    const [place, number] = opened(), turn = ++fetching;
    if (!place) { $("proof").replaceChildren(el("p", { class: "quiet" }, data.places.length ? "Press a band to read what it rests on." : "")); return; }
    const parts = [el("h2", { dir: "auto" }, [place.name, ...place.others.slice(0, 2)].join(" / "))];
    const band = place.bands.find((one) => String(one.number) === number);
    if (band) {
      const query = new URLSearchParams({ name: place.name, spell: number });
      if (place.id !== null) query.set("id", place.id);
      const found = await part("holding", query);
      if (turn !== fetching) return;
      parts.push(el("p", {}, el("strong", {}, band.name), `${band.part ? ", a part of it" : ""}: ${band.words}`));
      found.claims.forEach((one) => parts.push(...claim(one)));
      if (found.more) parts.push(el("p", { class: "quiet" }, `and ${found.more} more claims`));
      if (found.fights.length) {
        parts.push(el("h3", {}, "Contested in that time"));
        for (const one of found.fights) parts.push(el("blockquote", { dir: "auto" }, one.text), el("p", { class: "by" }, `${one.side}, ${one.when} · `, el("a", { href: "/event/" + encodeURIComponent(one.event) }, "the event")));
      }
    }
    if (place.conflicts.length) {
      const box = el("div", { class: "conflicts" });
      for (const one of place.conflicts) box.append(el("h3", {}, "Claims in conflict: " + one.reason), ...one.claims.flatMap(claim));
      band ? parts.push(box) : parts.splice(1, 0, box);
    }
    $("proof").replaceChildren(...parts);
    $("proof").scrollTop = 0;
  }

  function claim(one) {
    const made = [el("h3", { dir: "auto" }, one.what + ", " + one.when, one.status ? el("span", { class: "pill" }, one.status) : "", " ", el("a", { href: "/event/" + encodeURIComponent(one.event), class: "quiet" }, "the event"))];
    if (one.own) made.push(el("p", { class: "quiet" }, "Nobody but the side itself says so."));
    for (const source of one.sources) {
      made.push(el("blockquote", { dir: "auto" }, source.text), el("p", { class: "by" }, el("bdi", {}, source.publisher || "No outlet named"), source.published ? " · " + source.published : "", " · ",
        el("a", { href: `/article/${encodeURIComponent(source.document)}#m-${encodeURIComponent(source.mention)}` }, "in the article")));
    }
    return made;
  }

  function move(day) {
    const query = state();
    query.set("at", isoOf(day));
    history.replaceState(null, "", "?" + query);
    document.body.dataset.ready = location.search;
    slide();
  }
  slider.addEventListener("input", () => move(Number(slider.value)));
  const step = (way) => { const day = today(), next = way > 0 ? moments.find((one) => one > day) : moments.findLast((one) => one < day); if (next !== undefined) move(next); };
  $("earlier").addEventListener("click", () => step(-1));
  $("later").addEventListener("click", () => step(1));
  $("whole").addEventListener("click", () => change({ whole: "yes" }));
  let width = innerWidth;
  addEventListener("resize", () => { if (data && innerWidth !== width) { width = innerWidth; show(); } });
  addEventListener("keydown", (event) => {
    if (!isCommand(event)) return;
    if (event.key === "[") step(-1);
    if (event.key === "]") step(1);
    if (event.key === "j" || event.key === "k") {
      const bands = [...document.querySelectorAll(".band")], at = bands.indexOf(document.activeElement);
      (bands[at + (event.key === "j" ? 1 : -1)] || bands[0])?.focus();
    }
  });
  asker.ask();
})();
