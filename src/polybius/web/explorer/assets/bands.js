"use strict";
// Who held a place as bands over time: full where it is certain, fading where nobody tells the day.

const dayOf = (iso) => Math.round(Date.parse(iso) / 864e5);
const isoOf = (day) => new Date(day * 864e5).toISOString().slice(0, 10);
const dayWords = (iso) => `${Number(iso.slice(8))} ${MONTHS[Number(iso.slice(5, 7)) - 1]} ${iso.slice(0, 4)}`;

// Whether a band holds on a day: "yes", "perhaps" where its beginning or end may lie on either side of it, or "".
function holds(band, day) {
  const since = dayOf(band.since), until = band.running ? Infinity : dayOf(band.until);
  if (day >= since && (day < until || since === until && day === since)) return "yes";
  if (band.from && day >= dayOf(band.from) && day < since) return "perhaps";
  return band.to && day >= until && day < dayOf(band.to) ? "perhaps" : "";
}

const WHOLE = 17, PART = 9, FADE = 26;

// Where a band is certain, and where it begins and ends at the utmost, in pixels.
function edgesOf(band, scale, width) {
  const since = scale(dayOf(band.since)), until = band.running ? width : scale(dayOf(band.until));
  const from = band.from ? Math.min(since, scale(dayOf(band.from))) : since - FADE, to = band.running ? width : band.to ? Math.max(until, scale(dayOf(band.to))) : until + FADE;
  return { since, until, left: Math.max(0, from), right: Math.min(width, Math.max(to, from + 3)) };
}

// Give bands lanes, so that none lies over another; one that ends as the other begins does not. The number of lanes.
function inLanes(bands, edges, lane) {
  const last = [];
  for (const band of [...bands].sort((a, b) => edges.get(a).since - edges.get(b).since || a.number - b.number)) {
    const { since, left } = edges.get(band);
    let at = last.findIndex((other) => edges.get(other).until <= since + 1 && (edges.get(other).right <= left + 4 || other.to && band.from));
    if (at < 0) at = last.length;
    last[at] = band;
    lane.set(band, at);
  }
  return last.length;
}

// The fading of each side's colour, and the hatching of what is contested: for all drawings of the page.
function fadings(colors) {
  const stop = (at, color, opacity) => make("stop", { offset: at, "stop-color": color, "stop-opacity": opacity });
  return make("defs", {}, make("pattern", { id: "hatch", width: 6, height: 6, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, make("line", { x1: 0, x2: 0, y1: 0, y2: 6, class: "hatch-line" })),
    ...Object.values(colors).flatMap((color, i) => [
      make("linearGradient", { id: "fade-in-" + i }, stop(0, color, .04), stop(1, color, .5)),
      make("linearGradient", { id: "fade-out-" + i }, stop(0, color, .5), stop(1, color, .04))]));
}

// The drawing of one place. scale: day to pixels; pick: what a press on a band does.
function drawBands(place, { scale, width, colors, chosen, pick }) {
  const edges = new Map(place.bands.filter((band) => band.since).map((band) => [band, edgesOf(band, scale, width)]));
  const lane = new Map();
  const lanes = (part) => inLanes([...edges.keys()].filter((band) => band.part === part), edges, lane);
  const whole = lanes(false), H = Math.max(WHOLE, whole * (WHOLE + 2) + lanes(true) * (PART + 3)) + 2;
  const svg = make("svg", { viewBox: `0 0 ${width} ${H}`, height: H, role: "group", "aria-label": "Holders of " + place.name });
  for (const [band, { since, until, left, right }] of edges) {
    const high = band.part ? PART : WHOLE, y = band.part ? whole * (WHOLE + 2) + lane.get(band) * (PART + 3) + 1 : lane.get(band) * (WHOLE + 2) + 1;
    const color = colors[band.side], number = Object.keys(colors).indexOf(band.side);
    if (right <= 0 || left >= width) continue; // before or after what the axis shows
    const words = `${band.name}${band.part ? ", a part" : ""}: ${band.words}${band.contested ? ", contested since " + band.contested_words : ""}`;
    const group = make("g", { class: "band" + (chosen === band.number ? " chosen" : ""), tabindex: "0", role: "button", "aria-label": `${place.name}, ${words}`, "aria-pressed": String(chosen === band.number) }, make("title", {}, words));
    const sure = Math.max(left, since), end = Math.min(right, Math.max(sure + 2, until));
    group.append(make("rect", { x: sure, y, width: end - sure, height: high, fill: color, "fill-opacity": .5, class: "whole" }));
    for (const [a, b, way] of [[left, sure, "in"], [end, right, "out"]]) if (b - a > 1) group.append(make("rect", { x: a, y, width: b - a, height: high, fill: `url(#fade-${way}-${number})` }));
    group.append(make("rect", { x: sure, y, width: end - sure, height: 2, fill: color }));
    if (band.contested) {
      const start = Math.max(left, Math.min(right, scale(dayOf(band.contested))));
      if (right - start > 2) group.append(make("rect", { x: start, y, width: right - start, height: high, fill: "url(#hatch)" }));
    }
    group.append(make("rect", { x: left, y, width: right - left, height: high, fill: "transparent", class: "edge", rx: 2 }));
    if (!band.part && right - left > band.name.length * 6.3 + 8) group.append(make("text", { x: Math.max(sure, left) + 5 + band.name.length * 6.3 > right ? left + 4 : Math.max(sure, left) + 5, y: y + 13 }, band.name));
    group.addEventListener("click", () => pick(band.number));
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(band.number); } });
    svg.append(group);
  }
  svg.append(make("line", { class: "day-line", x1: -9, x2: -9, y1: -6, y2: H + 6 }));
  return svg;
}

// Years, or months where there are few, for the axis above.
function ticks(first, last, width) {
  const days = last - first, found = [];
  const step = days > 3650 * 3 ? 10 : days > 3650 ? 2 : 1;
  const months = days < 1100 ? (days < 400 ? 1 : 3) : 0;
  for (let year = Number(isoOf(first).slice(0, 4)); year <= Number(isoOf(last).slice(0, 4)); year++) {
    for (let month = 0; month < 12; month += months || 12) {
      if (!months && year % step) continue;
      const day = Math.round(Date.UTC(year, month, 1) / 864e5);
      if (day >= first && day <= last) found.push([day, month ? MONTHS[month] : String(year)]);
    }
  }
  const room = Math.ceil(found.length / Math.max(1, Math.floor(width / 44)));
  return found.filter((_, at) => at % room === 0);
}
