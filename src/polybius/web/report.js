// The page: filters, sorting, and rows made only as far as they are looked at.

(function () {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const BATCH = 100;
  const state = { text: "", type: "", country: "", actor: "", sources: 1, sure: 0.45, differ: false, bin: "", spots: null, sort: "sources", down: true };
  let found = [], shown = 0, scale = "year", map = null;

  const COLUMNS = [
    ["date", "Date", (e) => startOf(e) || ""], ["what", "What", (e) => e.what + e.manner], ["who", "Who → to whom", (e) => (e.actor[0] || "~") + (e.recipient[0] || "")],
    ["where", "Where", (e) => e.place || "~"], ["many", "How many", (e) => e.size], ["sources", "Sources", (e) => e.sources * 1e6 + e.told * 1e3 + e.salience],
  ];

  for (const event of data.events) {
    event.differs = event.claims.some((claim) => claim.differ);
    const said = event.evidence.map((one) => one.runs.map((run) => run[0]).join(""));
    const papers = event.evidence.flatMap((one) => one.documents.map((n) => (data.documents[n].publisher || "") + " " + (data.documents[n].title || "")));
    const names = [...event.actor, ...event.recipient];
    event.names = names.join("\n").toLowerCase();
    event.all = [event.what, event.manner, event.status, event.place, event.figures, event.date, ...names, ...said, ...papers].join("\n").toLowerCase();
  }
  const dated = data.events.filter(startOf);

  function tally(values) {
    const counts = new Map();
    for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
    return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  function fillFilters() {
    const kinds = $("f-type");
    kinds.append(el("option", { value: "" }, "Everything"));
    data.families.forEach((family, number) => {
      const types = tally(data.events.filter((e) => data.types[e.type][1] === number).map((e) => e.type));
      if (!types.length) return;
      const group = el("optgroup", { label: family.name });
      if (types.length > 1) group.append(el("option", { value: "f" + number }, "All of " + family.name.toLowerCase()));
      for (const [type, count] of types) group.append(el("option", { value: type }, `${data.types[type][0]} (${count})`));
      kinds.append(group);
      const count = types.reduce((sum, one) => sum + one[1], 0);
      const swatch = el("span", { class: "swatch" });
      swatch.style.setProperty("--c", family.color);
      const button = el("button", { type: "button", "aria-pressed": "false", "data-family": "f" + number }, swatch, family.name, el("b", {}, String(count)));
      button.dataset.only = types.length === 1 ? types[0][0] : "f" + number;
      button.addEventListener("click", () => { set("type", state.type === button.dataset.only ? "" : button.dataset.only); });
      $("legend").append(button);
    });
    $("f-country").append(el("option", { value: "" }, "Anywhere"));
    for (const [code, count] of tally(data.events.flatMap((e) => e.countries))) {
      $("f-country").append(el("option", { value: code }, `${data.countries[code]} (${count})`));
    }
    for (const [name] of tally(data.events.flatMap((e) => [...e.actor, ...e.recipient])).slice(0, 200)) $("actors").append(el("option", { value: name }));
    for (const [id, key] of [["f-text", "text"], ["f-type", "type"], ["f-country", "country"], ["f-actor", "actor"], ["f-sources", "sources"], ["f-sure", "sure"]]) {
      $(id).addEventListener("input", () => set(key, key === "sources" || key === "sure" ? Number($(id).value) : $(id).value));
    }
    $("f-differ").addEventListener("input", () => set("differ", $("f-differ").checked));
    $("filters").addEventListener("submit", (event) => event.preventDefault());
    $("clear").addEventListener("click", () => {
      Object.assign(state, { text: "", type: "", country: "", actor: "", sources: 1, sure: 0.45, differ: false, bin: "", spots: null });
      refresh();
      $("f-text").focus();
    });
  }

  function set(key, value) { state[key] = value; refresh(); }

  function matches(event) {
    if (state.type && state.type !== event.type && state.type !== "f" + data.types[event.type][1]) return false;
    if (state.country && !event.countries.includes(state.country)) return false;
    if (state.actor && !event.names.includes(state.actor.toLowerCase().trim())) return false;
    if (event.sources < state.sources || (state.differ && !event.differs)) return false;
    if (event.confidence < state.sure) return false;
    return state.text.toLowerCase().split(/\s+/).every((word) => event.all.includes(word));
  }

  function refresh() {
    const kept = data.events.filter(matches);
    if (dated.length) {
      scale = drawTimeline($("timeline"), dated, kept.filter((event) => startOf(event) && (!state.spots || (event.spot && state.spots.includes(spotOf(event))))), data, { chosen: state.bin, wire });
      $("scale").textContent = "Events by " + scale + (data.events.length > dated.length ? `; the ${data.events.length - dated.length} without a date ${data.events.length - dated.length === 1 ? "is" : "are"} in the table only` : "");
    } else $("timeline").replaceChildren(el("p", { class: "empty" }, "No event has a date."));
    const inBin = (event) => !state.bin || (startOf(event) && binOf(event, scale) === state.bin);
    const there = (event) => !state.spots || (event.spot && state.spots.includes(spotOf(event)));
    if (map) map.show(kept.filter(inBin), state.spots);
    found = kept.filter((event) => inBin(event) && there(event));
    sortFound();
    for (const [id, key] of [["f-text", "text"], ["f-type", "type"], ["f-country", "country"], ["f-actor", "actor"]]) if ($(id).value !== state[key]) $(id).value = state[key];
    $("f-sources").value = String(state.sources);
    $("f-sure").value = String(state.sure);
    $("f-sure-at").textContent = state.sure.toFixed(2);
    $("f-differ").checked = state.differ;
    for (const button of $("legend").children) button.setAttribute("aria-pressed", String(state.type === button.dataset.only || state.type === button.dataset.family));
    const n = found.length, all = data.events.length;
    $("found").textContent = n === all ? `${all.toLocaleString("en")} event${all === 1 ? "" : "s"}` : `${n.toLocaleString("en")} of ${all.toLocaleString("en")} events`;
    $("chosen").textContent = [state.bin && binWords(state.bin), state.spots && map.nameOf(state.spots)].filter(Boolean).join(" · ");
    const unsure = data.events.filter((event) => event.confidence < state.sure).length;
    $("unsure").textContent = unsure ? `${unsure.toLocaleString("en")} less sure than ${state.sure.toFixed(2)} ${unsure === 1 ? "is" : "are"} hidden` : "";
    $("clear").hidden = !(state.text || state.type || state.country || state.actor || state.sources > 1 || state.differ || state.bin || state.spots || state.sure !== 0.45);
    $("rows").replaceChildren();
    shown = 0;
    if (n) more(); else $("rows").append(el("tr", {}, el("td", { class: "empty", colspan: COLUMNS.length }, all ? "No event fits these filters." : "No events were found in the documents.")));
    $("more").hidden = shown >= n;
  }

  function sortFound() {
    const value = COLUMNS.find((column) => column[0] === state.sort)[2];
    const sign = state.down ? -1 : 1;
    found = found.map((event, i) => [value(event), i, event]).sort((a, b) => {
      // What is not known comes last whichever way the rest is turned.
      if (state.sort === "date" && !a[0] !== !b[0]) return a[0] ? -1 : 1;
      return a[0] < b[0] ? -sign : a[0] > b[0] ? sign : a[1] - b[1];
    }).map((entry) => entry[2]);
    for (const head of $("head").children) head.setAttribute("aria-sort", head.dataset.key === state.sort ? (state.down ? "descending" : "ascending") : "none");
  }

  function more(limit) {
    const next = found.slice(shown, shown + (limit || BATCH));
    const rows = document.createDocumentFragment();
    for (const event of next) {
      const row = rowOf(event, data);
      row.event = event;
      rows.append(row);
    }
    shown += next.length;
    $("rows").append(rows);
    $("more").hidden = shown >= found.length;
  }

  function toggle(row, force) {
    const open = force === undefined ? !row.classList.contains("open") : force;
    if (open === row.classList.contains("open")) return;
    row.classList.toggle("open", open);
    row.querySelector(".toggle").setAttribute("aria-expanded", String(open));
    if (open) row.after(detailOf(row.event, data, COLUMNS.length)); else row.nextSibling.remove();
  }

  function wire(group, bin, words, x) {
    const choose = () => {
      set("bin", state.bin === bin ? "" : bin);
      hideTip();
    };
    group.addEventListener("click", choose);
    group.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      const label = group.getAttribute("aria-label");
      choose();
      [...document.querySelectorAll("#timeline .bin")].find((one) => one.getAttribute("aria-label") === label)?.focus();
    });
    for (const name of ["mouseenter", "focus"]) group.addEventListener(name, () => showTip(words, x));
    for (const name of ["mouseleave", "blur"]) group.addEventListener(name, hideTip);
  }

  const tip = el("div", { class: "tip", hidden: true, role: "presentation" });
  function showTip(words, x) {
    const box = $("timeline");
    tip.textContent = words;
    tip.hidden = false;
    const across = box.offsetLeft + Math.min(x, box.clientWidth - 150) + 14;
    tip.style.left = across + "px";
    tip.style.top = box.offsetTop + "px";
  }
  function hideTip() { tip.hidden = true; }

  function start() {
    $("app").hidden = false;
    document.querySelector(".plain").remove();
    document.querySelector(".timeline").append(tip);
    for (const [key, name] of COLUMNS) {
      const head = el("th", { class: "c-" + key, scope: "col", "data-key": key }, el("button", { type: "button" }, name));
      head.firstChild.addEventListener("click", () => {
        const numbers = ["date", "many", "sources"];
        state.down = state.sort === key ? !state.down : numbers.includes(key);
        state.sort = key;
        refresh();
      });
      $("head").append(head);
    }
    if (data.map) map = drawReportMap(data, (spots) => set("spots", spots));
    fillFilters();
    refresh();
    $("rows").addEventListener("click", (event) => {
      const row = event.target.closest("tr.row");
      if (row && !String(window.getSelection())) toggle(row);
    });
    $("more").firstChild.addEventListener("click", () => more());
    if ("IntersectionObserver" in window) {
      new IntersectionObserver((seen) => { if (seen[0].isIntersecting && shown < found.length) more(); }, { rootMargin: "600px" }).observe($("more"));
    }
    document.addEventListener("keydown", (event) => {
      if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) { event.preventDefault(); $("f-text").focus(); }
      if (event.key === "Escape") { if (state.spots) set("spots", null); if (state.bin) set("bin", ""); hideTip(); }
    });
    // On paper nothing can be opened: each event has its evidence under it, where that is not a book.
    let opened = [];
    window.addEventListener("beforeprint", () => {
      if (found.length > 2000) return;
      more(found.length);
      if (found.length > 300) return;
      opened = [...document.querySelectorAll("tr.row:not(.open)")];
      for (const row of opened) toggle(row, true);
      for (const button of document.querySelectorAll(".all")) button.click();
    });
    window.addEventListener("afterprint", () => { for (const row of opened) toggle(row, false); opened = []; });
    let width = $("timeline").clientWidth;
    window.addEventListener("resize", () => { if ($("timeline").clientWidth !== width) { width = $("timeline").clientWidth; if (dated.length) drawTimeline($("timeline"), dated, data.events.filter(matches).filter(startOf), data, { chosen: state.bin, wire }); } });
    openLinked();
    window.addEventListener("hashchange", openLinked);
  }

  function openLinked() {
    const id = decodeURIComponent(location.hash.slice(1));
    const at = found.findIndex((event) => event.id === id);
    if (at < 0) return;
    if (at >= shown) more(at + 1 - shown);
    const row = $(id);
    toggle(row, true);
    row.scrollIntoView({ block: "center" });
  }

  start();
})();
