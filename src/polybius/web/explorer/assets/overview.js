"use strict";
// The overview: the address holds the filter; whatever changes it asks for the summary and the rows anew.

(function () {
  const PAGE = 50;
  const SELF = ["offset", "sort"]; // in the address, but no part of the filter
  const NAMES = { type: "kind", mode: "mode", subtype: "fine type", status: "status", actor: "actor", recipient: "recipient", party: "party",
    place: "place", near: "near", km: "km around", country: "country", from: "from", to: "to", text: "words", "min-sources": "sources, at least" };
  const $ = (id) => document.getElementById(id);
  const form = $("filters");
  const number = (n) => n.toLocaleString("en");
  let asking = new AbortController(), summary = null, total = 0;
  const state = () => new URLSearchParams(location.search);

  const map = drawMap($("map"), {
    pick: (place) => change({ place: place.name }, ["near", "km"]),
    here: (lat, lon, km) => change({ near: lat.toFixed(3) + "," + lon.toFixed(3), km: String(Math.max(1, Math.round(km))) }, ["place"]),
  });

  // Give names new values ("" takes one away), take others away, and begin at the first page.
  function change(values, without, quietly) {
    const query = state();
    for (const name of ["offset", ...(without || [])]) query.delete(name);
    for (const [name, value] of Object.entries(values)) value ? query.set(name, value) : query.delete(name);
    go(query, quietly);
  }

  function go(query, quietly) {
    const address = query.toString() ? "?" + query : location.pathname;
    if (String(state()) === String(query)) return; // a field that was left as it was
    history[quietly ? "replaceState" : "pushState"](null, "", address);
    refresh();
  }

  async function part(name, query) {
    const answer = await fetch("/parts/" + name + "?" + query, { signal: asking.signal });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error);
    return found;
  }

  async function refresh() {
    asking.abort();
    asking = new AbortController();
    const query = state(), filter = state();
    for (const name of SELF) filter.delete(name);
    showForm(query);
    sessionStorage.setItem("list", location.search);
    document.body.classList.add("asking");
    try {
      // The rows come first: they cost less, and are what is read.
      const rows = part("rows", String(query) + "&limit=" + PAGE), whole = part("summary", filter);
      const [shown] = await Promise.all([rows.then((found) => { showRows(found, query); return found; }), whole.then((found) => { summary = found; showSummary(filter); })]);
      total = summary.total;
      showPager(query, shown.events.length);
      $("wrong").hidden = true;
      document.body.classList.remove("asking");
      document.body.dataset.ready = location.search;
    } catch (error) {
      if (error.name === "AbortError") return;
      document.body.classList.remove("asking");
      $("wrong").textContent = error.message;
      $("wrong").hidden = false;
    }
  }

  function showForm(query) {
    for (const field of [...form.elements, document.querySelector("select[name=sort]")]) {
      if (!field.name || field === document.activeElement && field.tagName === "INPUT") continue;
      const value = query.getAll(field.name).length > 1 ? "" : query.get(field.name) || "";
      if (field.tagName === "SELECT" && value && ![...field.options].some((one) => one.value === value)) field.append(el("option", { value }, value));
      field.value = value;
    }
    const chips = [];
    for (const [name, value] of query) {
      if (SELF.includes(name) || !value) continue;
      const chip = el("button", { type: "button", class: "chip", "aria-label": `Without ${NAMES[name] || name} ${value}` },
        el("span", {}, (NAMES[name] || name) + " "), el("b", { dir: "auto" }, value), " ×");
      chip.addEventListener("click", () => {
        const rest = state(), values = rest.getAll(name).filter((one) => one !== value);
        rest.delete(name); rest.delete("offset");
        if (name === "near") rest.delete("km");
        values.forEach((one) => rest.append(name, one));
        go(rest);
      });
      chips.push(chip);
    }
    $("chips").replaceChildren(...chips);
    $("clear").hidden = !chips.length;
    const filter = new URLSearchParams(query);
    filter.delete("offset");
    for (const link of document.querySelectorAll("[data-export]")) link.href = "/api/export." + link.dataset.export + (String(filter) ? "?" + filter : "");
    const sort = query.get("sort") || (query.get("text") ? "relevance" : "sources");
    for (const button of document.querySelectorAll("[data-sort]")) {
      const own = button.dataset.sort === "date" ? { date: "ascending", newest: "descending" }[sort] : { sources: "descending" }[sort];
      own ? button.parentNode.setAttribute("aria-sort", own) : button.parentNode.removeAttribute("aria-sort");
    }
  }

  function showSummary(filter) {
    $("found").replaceChildren(el("strong", {}, number(summary.total)), summary.total === 1 ? " event" : " events");
    options("type", "Everything", Object.entries(summary.types).map(([type, [name, , n]]) => [type, `${name} (${number(n)})`]), filter);
    options("country", "Anywhere", summary.countries.map(([code, name, n]) => [code, `${name} (${number(n)})`]), filter);
    const entries = summary.bins.map(([bin, type, count]) => {
      const end = bin.length === 4 ? "-12-31" : bin.length === 7 ? "-28" : "";
      return { first: bin + "-01-01".slice(0, 10 - bin.length), last: bin + end, type, count };
    });
    if (bare(entries)) $("timeline").replaceChildren(el("p", { class: "empty" }, "No event has a date."));
    const scale = bare(entries) ? "" : drawTimeline($("timeline"), entries, entries, summary, { chosen: "", wire });
    $("scale").textContent = scale ? `by ${scale}; press a bar to see only its events` : "";
    const families = summary.families.map((family, i) => [family, Object.entries(summary.types).filter(([, one]) => one[1] === i)]).filter(([, types]) => types.length);
    $("legend").replaceChildren(...families.map(([family, types]) => {
      const swatch = el("span", { class: "swatch" });
      swatch.style.setProperty("--c", family.color);
      const all = types.map(([type]) => type).sort(), chosen = filter.getAll("type").sort().join() === all.join();
      const button = el("button", { type: "button", "aria-pressed": String(chosen) }, swatch, family.name, el("b", {}, number(types.reduce((sum, [, one]) => sum + one[2], 0))));
      button.addEventListener("click", () => {
        const query = state();
        query.delete("type"); query.delete("offset");
        if (!chosen) all.forEach((type) => query.append("type", type));
        go(query);
      });
      return button;
    }));
    map.show(summary.places, summary);
  }

  const bare = (list) => list.length === 0;

  function options(name, every, found, filter) {
    const select = form.elements[name];
    select.replaceChildren(el("option", { value: "" }, filter.getAll(name).length > 1 ? "Several" : every), ...found.map(([value, words]) => el("option", { value }, words)));
    const value = filter.getAll(name).length === 1 ? filter.get(name) : "";
    if (value && ![...select.options].some((one) => one.value === value)) select.append(el("option", { value }, value));
    select.value = value;
  }

  function wire(group, bin, tip, at) {
    const pick = () => change({ from: bin, to: bin });
    group.addEventListener("click", pick);
    group.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); pick(); } });
    const show = () => { hideTip(); const box = el("div", { class: "tip", role: "tooltip" }, tip); box.style.left = Math.max(0, at - 70) + "px"; box.style.top = "2.5rem"; $("timeline").parentNode.append(box); };
    for (const name of ["mouseenter", "focus"]) group.addEventListener(name, show);
    for (const name of ["mouseleave", "blur"]) group.addEventListener(name, hideTip);
  }

  function hideTip() { document.querySelectorAll(".timeline .tip").forEach((one) => one.remove()); }

  function showRows(data, query) {
    const back = location.search;
    const made = data.events.map((event) => {
      const row = rowOf(event, data), cell = row.querySelector("td"), link = el("a", { href: "/event/" + encodeURIComponent(event.id), class: "open" });
      link.append(...cell.querySelector("button").childNodes);
      cell.replaceChildren(link);
      row.querySelectorAll("td").forEach((one) => one.setAttribute("dir", "auto"));
      row.addEventListener("click", (click) => { if (!click.target.closest("a") && !String(getSelection())) location.href = link.href; });
      return row;
    });
    $("rows").replaceChildren(...(made.length ? made : [el("tr", {}, el("td", { colspan: 6, class: "empty" }, back ? "No event fits these filters." : "No events were found in the articles."))]));
  }

  function showPager(query, shown) {
    const offset = Number(query.get("offset")) || 0;
    $("range").textContent = shown ? `${number(offset + 1)} to ${number(offset + shown)} of ${number(total)}` : "";
    $("back").disabled = offset === 0;
    $("on").disabled = offset + shown >= total;
  }

  function turn(by) {
    const query = state(), offset = Math.max(0, (Number(query.get("offset")) || 0) + by);
    offset ? query.set("offset", String(offset)) : query.delete("offset");
    go(query);
    $("events").scrollIntoView();
  }

  let waiting = 0;
  form.addEventListener("submit", (event) => { event.preventDefault(); apply(event.target.elements); });
  form.addEventListener("change", (event) => change({ [event.target.name]: event.target.value.trim() }));
  form.elements.text.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ text: event.target.value.trim() }, [], true), 200);
  });
  function apply(fields) { change(Object.fromEntries([...fields].filter((one) => one.name && !["type", "country"].includes(one.name)).map((one) => [one.name, one.value.trim()]))); }
  $("clear").addEventListener("click", () => { go(new URLSearchParams(state().has("sort") ? { sort: state().get("sort") } : {})); });
  $("back").addEventListener("click", () => turn(-PAGE));
  $("on").addEventListener("click", () => turn(PAGE));
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => change({ sort: button.dataset.sort === "date" ? (state().get("sort") === "newest" ? "date" : "newest") : "sources" }));
  }
  addEventListener("popstate", refresh);
  addEventListener("keydown", (event) => {
    if (!isCommand(event)) return;
    if (event.key === "/") { event.preventDefault(); form.elements.text.focus(); }
    if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("#rows a.open")], at = links.indexOf(document.activeElement);
      (links[at + (event.key === "j" ? 1 : -1)] || links[0])?.focus();
    }
  });
  let width = innerWidth;
  addEventListener("resize", () => { if (summary && innerWidth !== width) { width = innerWidth; const filter = state(); SELF.forEach((name) => filter.delete(name)); showSummary(filter); } });
  refresh();
})();
