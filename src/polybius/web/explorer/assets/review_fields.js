"use strict";
// Editors of the fields. Each gets the field as it is and says its new value: save(value, words).

// A list to choose from by typing and arrow keys. find: (text) => items or a promise of them; an item is
// {value, label, note}.
function picker(label, find, pick) {
  const id = "list-" + Math.random().toString(36).slice(2);
  const input = el("input", { role: "combobox", "aria-label": label, "aria-expanded": "true", "aria-controls": id, "aria-autocomplete": "list", autocomplete: "off", placeholder: "Type to search" });
  const list = el("ul", { role: "listbox", id, class: "options", "aria-label": label });
  let items = [], at = 0, asked = 0;

  function show() {
    list.replaceChildren(...items.map((item, number) => {
      const row = el("li", { role: "option", id: `${id}-${number}`, "aria-selected": String(number === at) }, el("span", { dir: "auto" }, item.label), item.note ? el("small", {}, item.note) : null);
      row.addEventListener("pointerdown", (event) => event.preventDefault());
      row.addEventListener("click", () => pick(item.value, item));
      return row;
    }));
    items.length ? input.setAttribute("aria-activedescendant", `${id}-${at}`) : input.removeAttribute("aria-activedescendant");
    list.children[at]?.scrollIntoView({ block: "nearest" });
  }

  async function ask() {
    const mine = ++asked, found = await find(input.value.trim());
    if (mine !== asked) return;
    items = found; at = 0;
    show();
  }

  input.addEventListener("input", ask);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); at = Math.max(0, Math.min(items.length - 1, at + step)); show(); }
    if (event.key === "Enter" && items[at]) { event.preventDefault(); pick(items[at].value, items[at]); }
  });
  ask();
  return { node: el("div", {}, input, list), focus: () => input.focus(), search(text) { input.value = text; ask(); input.focus(); } };
}

function fromList(rows, none) {
  const all = rows.map(([value, label]) => ({ value, label, note: value.toLowerCase() === label.toLowerCase() ? "" : value }));
  if (none) all.unshift({ value: null, label: none, note: "" });
  return (text) => {
    const wanted = text.toLowerCase();
    const fits = (one) => one.label.toLowerCase().includes(wanted) || (one.value || "").toLowerCase().includes(wanted);
    return all.filter(fits).sort((a, b) => !(a.label.toLowerCase().startsWith(wanted)) - !(b.label.toLowerCase().startsWith(wanted)));
  };
}

// What edits a field: {node, focus(), take(words)}. context: {choices, type, save(value), chooseWords()}.
function editor(field, value, context) {
  const { choices, save, chooseWords } = context;
  const button = (words, act, first) => { const made = el("button", { type: "button", class: first ? "do first" : "do" }, words); made.addEventListener("click", act); return made; };
  const look = () => button("Choose words in the text", chooseWords);

  if (["type", "mode", "subtype", "status"].includes(field)) {
    const rows = { type: choices.types, mode: choices.modes[context.type] || [], subtype: choices.subtypes, status: choices.statuses }[field];
    const list = picker(context.name, fromList(rows, field === "mode" || field === "subtype" ? "None" : ""), (picked) => save(picked));
    return { node: list.node, focus: list.focus, take: () => {} };
  }

  if (field === "date") {
    const input = el("input", { "aria-label": "Day, month or year", placeholder: "2023-09-19, 2023-09, 2023, 2023-09-19/2023-09-20", value: value ? value.edtf : "", autocomplete: "off", id: "date-input" });
    let words = null;
    const send = () => input.value.trim() ? save(input.value.trim(), words) : save(null, words);
    input.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); send(); } });
    return {
      node: el("div", { class: "row" }, input, button("Save", send, true), look(), button("No date", () => save(null))),
      focus: () => { input.focus(); input.select(); },
      // Words that tell a date are read; the server says where they cannot be.
      take: (taken) => { words = taken; input.value = ""; save({ text: null }, taken, () => { input.placeholder = `What day is “${taken.text}”?`; input.focus(); }); },
    };
  }

  if (field === "place") {
    let words = null;
    const find = async (text) => {
      if (!text) return [{ value: null, label: "No place", note: "" }];
      const answer = await fetch("/api/reviews/places?name=" + encodeURIComponent(text));
      const found = await answer.json();
      return (found.places || []).map((one) => ({ value: one.geonameid ? { geonameid: one.geonameid } : { name: one.name }, label: [one.name, one.inside, one.country].filter(Boolean).join(", "), note: one.kind }));
    };
    const list = picker("Place", find, (picked) => save(picked, words));
    return { node: el("div", {}, list.node, el("div", { class: "row" }, look())), focus: list.focus, take: (taken) => { words = taken; list.search(taken.text); } };
  }

  if (field === "attribution") {
    const words = look();
    return { node: el("div", { class: "row" }, words, button("Nobody named", () => save(null))), focus: () => words.focus(), take: (taken) => save(null, taken) };
  }

  if (field === "quantities") return figures(value, choices, save, button, look);

  const people = value.slice(), chips = el("div", { class: "people" });
  let last = null;
  const keep = button("Save", () => save(people, last), true);
  function show() {
    chips.replaceChildren(...people.map((one, number) => {
      const drop = el("button", { type: "button", "aria-label": `Remove ${one.entity || one.text}` }, "×");
      drop.addEventListener("click", () => { people.splice(number, 1); show(); keep.focus(); });
      return el("span", { class: "person" }, el("span", { dir: "auto" }, one.entity || one.text), el("small", {}, [one.country, ...(one.sectors || [])].filter(Boolean).join(" ")), drop);
    }), ...(people.length ? [] : [el("span", { class: "quiet" }, "Nobody")]));
  }
  show();
  const words = look();
  return {
    node: el("div", {}, chips, el("div", { class: "row" }, words, keep)),
    focus: () => words.focus(),
    take: (taken) => { last = taken; people.push({ ...taken }); show(); keep.focus(); },
  };
}

function figures(value, choices, save, button, look) {
  const rows = el("div", { class: "rows" });
  let words = null;
  function add(one) {
    const kind = el("select", {}, ...choices.kinds.map(([code, label]) => el("option", { value: code }, label)));
    kind.value = one.kind || "killed";
    const low = el("input", { inputmode: "numeric", value: one.low ?? "" }), high = el("input", { inputmode: "numeric", value: one.high ?? "" });
    const drop = button("Remove", () => { row.remove(); keep.focus(); });
    const row = el("div", { class: "figure-row" }, el("label", {}, "Kind", kind), el("label", {}, "At least", low), el("label", {}, "At most (empty: open)", high), drop);
    for (const field of [low, high]) field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); keep.click(); } });
    row.figure = () => {
      const number = (field) => field.value.trim() === "" ? null : Number(field.value.replace(/[,\s]/g, ""));
      return { ...one, kind: kind.value, low: number(low), high: number(high) };
    };
    row.focusFirst = () => kind.focus();
    rows.append(row);
    return row;
  }
  value.forEach(add);
  const keep = button("Save", () => {
    const found = [...rows.children].map((row) => row.figure());
    const wrong = found.find((one) => [one.low, one.high].some(Number.isNaN));
    wrong ? announce("A figure is a number: 12, or 1200") : save(found, words);
  }, true);
  const more = button("Add a figure", () => add({ unit: "people" }).focusFirst());
  return {
    node: el("div", {}, rows, el("div", { class: "row" }, more, look(), keep)),
    focus: () => (rows.firstChild ? rows.firstChild.focusFirst() : more.focus()),
    take: (taken) => {
      words = taken;
      const number = taken.text.match(/\d[\d,]*/);
      add({ unit: "people", start: taken.start, end: taken.end, text: taken.text, low: number ? Number(number[0].replace(/,/g, "")) : null, high: number ? Number(number[0].replace(/,/g, "")) : null }).focusFirst();
    },
  };
}
