"use strict";
// The timeline: how many events there are in each day, month or year, by family, as a drawing to click.
// Stretches without events are left out and marked, so that 1994 and last week fit on one line.

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const SCALES = ["day", "month", "year"];
const NS = "http://www.w3.org/2000/svg";

function make(tag, attributes, ...children) {
  const node = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes || {})) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const cut = { day: 10, month: 7, year: 4 };

// An entry that stands for several events says for how many.
const weight = (event) => event.count || 1;

// The day an event stands at: its first, or the day of publication where no more than that is known.
const startOf = (event) => (event.guess ? event.last || event.first : event.first || event.last);

// The bin of an event: its day, month or year, but never a finer one than its date has: what is told to
// be "in 1994" is in 1994, not in January of it.
function binOf(event, scale) {
  const known = days(event) <= 10 ? 10 : days(event) <= 100 ? 7 : 4;
  return startOf(event).slice(0, Math.min(cut[scale], known));
}

function days(event) {
  if (event.guess) return 1;
  if (!event.first || !event.last) return Infinity;
  return (Date.parse(event.last) - Date.parse(event.first)) / 864e5 + 1;
}

// Bins as whole numbers, to see which are neighbours.
function ordinal(bin, scale) {
  if (scale === "year") return Number(bin);
  if (scale === "month") return Number(bin.slice(0, 4)) * 12 + Number(bin.slice(5, 7)) - 1;
  return Math.round(Date.parse(bin) / 864e5);
}

function binFrom(number, scale) {
  if (scale === "year") return String(number).padStart(4, "0");
  if (scale === "month") return String(Math.floor(number / 12)).padStart(4, "0") + "-" + String(number % 12 + 1).padStart(2, "0");
  return new Date(number * 864e5).toISOString().slice(0, 10);
}

function binWords(bin) {
  const month = MONTHS[Number(bin.slice(5, 7)) - 1];
  if (bin.length === 4) return bin;
  return bin.length === 7 ? month + " " + bin.slice(0, 4) : Number(bin.slice(8)) + " " + month + " " + bin.slice(0, 4);
}

// The columns of a scale: {bin} or {gap: how many bins are left out}. Empty bins are kept where they are few.
function columns(events, scale) {
  const bins = [...new Set(events.map((event) => binOf(event, scale)))].sort();
  const found = [];
  let last = null;
  for (const bin of bins) {
    const exact = bin.length === cut[scale];
    const number = ordinal((bin + "-01-01").slice(0, cut[scale]), scale);
    const missing = last === null ? 0 : Math.max(0, number - last - 1);
    if (missing > 4) found.push({ gap: missing });
    else if (exact) for (let k = number - missing; k < number; k++) found.push({ bin: binFrom(k, scale) });
    found.push({ bin });
    const end = exact ? number : ordinal((bin + "-12-31".slice(bin.length - 4)).slice(0, cut[scale]), scale);
    last = Math.max(last === null ? end : last, end);
  }
  return found;
}

// The finest scale that most dates are precise enough for and that fits.
function fitting(events) {
  const most = { day: 1.5, month: 31.5, year: Infinity };
  for (const scale of SCALES) {
    const number = (some) => some.reduce((sum, event) => sum + weight(event), 0);
    const precise = number(events.filter((event) => days(event) <= most[scale]));
    if (precise * 2 >= number(events) && columns(events, scale).length <= 70) return scale;
  }
  return "year";
}

function drawTimeline(box, events, shown, data, options) {
  const scale = fitting(events);
  const cols = columns(events, scale);
  const W = Math.max(320, box.clientWidth), base = 112, H = base + (scale === "year" ? 24 : 40), left = 26;
  const step = Math.min(110, (W - left - 8) / Math.max(1, cols.length));
  const thick = Math.min(38, step * .76);
  const bins = new Map(cols.filter((c) => c.bin).map((c) => [c.bin, new Map()]));
  for (const event of shown) {
    const bin = bins.get(binOf(event, scale));
    const family = data.types[event.type][1];
    bin.set(family, (bin.get(family) || 0) + weight(event));
  }
  const total = (bin) => [...bin.values()].reduce((a, b) => a + b, 0);
  const top = Math.max(3, ...[...bins.values()].map(total));
  const svg = make("svg", { viewBox: `0 0 ${W} ${H}`, width: W, height: H, role: "group", "aria-label": "Events by " + scale });
  for (const tick of new Set([top, Math.round(top / 2)])) {
    if (!tick) continue;
    const y = base - tick / top * (base - 12);
    svg.append(make("line", { class: "grid", x1: left, x2: W, y1: y, y2: y }),
      make("text", { x: left - 6, y: y + 4, "text-anchor": "end" }, String(tick)));
  }
  svg.append(make("line", { class: "base", x1: left, x2: W, y1: base, y2: base }));
  let labelled = -Infinity, dated = -Infinity, year = "";
  cols.forEach((column, i) => {
    const x = left + 6 + i * step;
    if (column.gap) {
      const words = gapWords(column.gap, scale);
      svg.append(make("text", { x: x + step / 2, y: base + 4, "text-anchor": "middle", class: "gap" },
        make("title", {}, words + " without events"), "⋯"),
        make("text", { x: x + step / 2, y: base + 18, "text-anchor": "middle", class: "left-out" }, step > 70 ? words : ""));
      return;
    }
    const bin = bins.get(column.bin);
    const count = total(bin);
    const group = make("g", { class: "bin" + (options.chosen === column.bin ? " chosen" : options.chosen ? " dim" : "") });
    let y = base;
    for (const [family, number] of [...bin].sort((a, b) => a[0] - b[0])) {
      const height = number / top * (base - 12);
      y -= height;
      group.append(make("rect", { class: "bar", x: x + (step - thick) / 2, y: y + .5, width: thick, height: Math.max(1, height - 1), rx: 1.5, fill: data.families[family].color }));
    }
    group.append(make("rect", { class: "hit", x, y: 0, width: step, height: base, rx: 3 }));
    if (count) {
      group.setAttribute("tabindex", "0");
      group.setAttribute("role", "button");
      group.setAttribute("aria-label", `${binWords(column.bin)}: ${count} event${count > 1 ? "s" : ""}`);
      options.wire(group, column.bin, tipWords(column.bin, bin, data), x + step / 2);
    }
    const words = binWords(column.bin).replace(/ \d{4}$/, "");
    const half = words.length * 3.4;
    const middle = x + step / 2;
    if (middle - half > labelled + 10) {
      svg.append(make("text", { x: middle, y: base + 18, "text-anchor": "middle" }, words));
      labelled = middle + half;
    }
    if (column.bin.slice(0, 4) !== year && scale !== "year" && column.bin.length > 4 && middle > dated + 40) {
      dated = middle;
      svg.append(make("text", { x: middle, y: base + 34, "text-anchor": "middle", class: "year" }, column.bin.slice(0, 4)));
      year = column.bin.slice(0, 4);
    }
    svg.append(group);
  });
  box.replaceChildren(svg);
  return scale;
}

function gapWords(count, scale) {
  const days = count * { day: 1, month: 30.4, year: 365.25 }[scale];
  const [unit, name] = days > 730 ? [365.25, "year"] : days > 92 ? [30.4, "month"] : [1, "day"];
  const number = Math.round(days / unit);
  return number + " " + name + (number > 1 ? "s" : "");
}

function tipWords(bin, counts, data) {
  const lines = [...counts].sort((a, b) => b[1] - a[1]).map(([family, n]) => `${n}  ${data.families[family].name}`);
  return [binWords(bin), ...lines].join("\n");
}
