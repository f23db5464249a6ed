"use strict";
// The address holds the filter; whatever changes it asks the server anew. Every page with a filter begins here.

const FILTER_NAMES = { type: "kind", mode: "mode", subtype: "fine type", status: "status", actor: "actor", recipient: "recipient", party: "party",
  place: "place", near: "near", km: "km around", country: "country", from: "from", to: "to", text: "words", "min-sources": "sources, at least" };

const spoken = (n) => n.toLocaleString("en");

// own: names in the address that are no part of the filter, but of how the page shows it. refresh: shows what the address
// asks for; it is given a function that fetches a part of the page by a query. uses: the names that the page can filter
// by, where it is not all; the others stay in the address for the pages that can.
function asking(own, refresh, uses = Object.keys(FILTER_NAMES)) {
  const $ = (id) => document.getElementById(id);
  const form = $("filters");
  const NAMES = Object.keys(FILTER_NAMES);
  let running = new AbortController(), waiting = 0;
  const state = () => new URLSearchParams(location.search);

  function filter() {
    const query = state();
    for (const name of own) query.delete(name);
    return query;
  }

  // Give names new values ("" takes one away), take others away, and begin at the first page.
  function change(values, without, quietly) {
    const query = state();
    for (const name of ["offset", ...(without || [])]) query.delete(name);
    for (const [name, value] of Object.entries(values)) value ? query.set(name, value) : query.delete(name);
    go(query, quietly);
  }

  function go(query, quietly) {
    if (String(state()) === String(query)) return; // a field that was left as it was
    history[quietly ? "replaceState" : "pushState"](null, "", query.toString() ? "?" + query : location.pathname);
    ask();
  }

  async function ask() {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const asked = location.search;
    const part = async (name, query) => {
      const answer = await fetch("/parts/" + name + (String(query) ? "?" + query : ""), { signal });
      const found = await answer.json();
      if (!answer.ok) throw new Error(found.error);
      return found;
    };
    show(state());
    document.body.classList.add("asking");
    try {
      await refresh(part, state());
      $("wrong").hidden = true;
      document.body.dataset.ready = asked;
    } catch (error) {
      if (error.name === "AbortError") return;
      $("wrong").textContent = error.message;
      $("wrong").hidden = false;
    }
    document.body.classList.remove("asking");
  }

  function fields() { return document.querySelectorAll("#filters [name], [form=filters][name]"); }

  function show(query) {
    for (const field of fields()) {
      if (field === document.activeElement && field.matches("input:not([type=checkbox])")) continue;
      if (field.type === "checkbox") { field.checked = query.get(field.name) === field.value; continue; }
      const value = query.getAll(field.name).length > 1 ? "" : query.get(field.name) || "";
      if (field.tagName === "SELECT" && value && ![...field.options].some((one) => one.value === value)) field.append(el("option", { value }, value));
      field.value = value;
    }
    const chips = [];
    for (const [name, value] of query) {
      if (!uses.includes(name) || !value) continue;
      const words = FILTER_NAMES[name] || name;
      const chip = el("button", { type: "button", class: "chip", "data-name": name, "data-value": value, "aria-label": `Without ${words} ${value}` },
        el("span", {}, words + " "), el("b", { dir: "auto" }, value), " ×");
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
    // What leads to another page with a filter takes the present one along.
    const kept = filter();
    for (const link of document.querySelectorAll("[data-with-filter]")) link.href = link.dataset.withFilter + (String(kept) ? "?" + kept : "");
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    change(Object.fromEntries([...fields()].filter((one) => one.tagName === "INPUT" && one.type !== "checkbox").map((one) => [one.name, one.value.trim()])));
  });
  for (const field of fields()) {
    field.addEventListener("change", () => change({ [field.name]: field.type === "checkbox" ? (field.checked ? field.value : "") : field.value.trim() }));
  }
  form.elements.text?.addEventListener("input", (event) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => change({ text: event.target.value.trim() }, [], true), 200);
  });
  $("clear").addEventListener("click", () => {
    const query = state();
    for (const name of [...NAMES, "offset"]) query.delete(name);
    go(query);
  });
  addEventListener("popstate", ask);
  addEventListener("keydown", (event) => {
    if (isCommand(event) && event.key === "/") { event.preventDefault(); form.querySelector("input").focus(); }
  });

  // What a field can be changed to, with what is counted beside it.
  function options(name, every, found) {
    const select = form.elements[name], chosen = filter().getAll(name);
    select.replaceChildren(el("option", { value: "" }, chosen.length > 1 ? "Several" : every), ...found.map(([value, words]) => el("option", { value }, words)));
    const value = chosen.length === 1 ? chosen[0] : "";
    if (value && ![...select.options].some((one) => one.value === value)) select.append(el("option", { value }, value));
    select.value = value;
    // What is chosen is said in words, now that they are known.
    for (const chip of document.querySelectorAll(`.chip[data-name="${name}"]`)) {
      const known = found.find((one) => one[0] === chip.dataset.value);
      if (known) chip.querySelector("b").textContent = known[1].replace(/ \([\d,]+\)$/, "");
    }
  }

  // Whoever does not know how an actor is called here is shown the names of those that are told of most.
  form.elements.party?.addEventListener("focus", async ({ target }) => {
    if (target.list) return;
    const list = el("datalist", { id: "known-actors" });
    form.append(list);
    target.setAttribute("list", list.id);
    const answer = await fetch("/api/actors?level=name&limit=300");
    if (!answer.ok) return;
    for (const { id, name, country } of (await answer.json()).actors) {
      const [land, sector, own] = id.split("."), code = !own && sector !== "ALL" && land !== "XXX";
      list.append(el("option", { value: code ? `${land} ${sector}` : name }, [name, country].filter(Boolean).join(", ")));
    }
  });

  // Beside the number of events: how many of them only may come, or are denied, and whether it has them in it.
  function unreal(number, counted) {
    $("unreal").hidden = !number;
    $("unreal").textContent = `${counted ? "with" : "without"} ${spoken(number)} only planned, threatened, demanded, hypothetical or denied`;
  }

  return { state, filter, change, go, ask, options, unreal };
}
