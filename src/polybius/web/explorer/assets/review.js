"use strict";
// The review desk: the queue at the left, the event at the right, a key for each decision. The address holds the
// filter of the queue and the event.

(function () {
  const $ = (id) => document.getElementById(id);
  const form = $("queue-form"), OWN = ["event", "article", "state", "order"];
  const csrf = document.querySelector("meta[name=csrf]").content;
  const NAMES = { accepted: "accepted", corrected: "corrected", begun: "begun", changed: "changed since", rejected: "rejected" };
  let queued = [], total = 0, current = null, choices = null, panel = null, texts = [], marked = null, whole = null, asking = new AbortController(), shown = 0;
  const state = () => new URLSearchParams(location.search);
  const reviewer = () => localStorage.getItem("polybius-reviewer") || $("who").dataset.name;

  // --- the queue ---------------------------------------------------------------------------------

  async function get(address, signal) {
    const answer = await fetch(address, { signal });
    const found = await answer.json();
    if (!answer.ok) throw Object.assign(new Error(found.error), { status: answer.status });
    return found;
  }

  function queueAddress(offset) {
    const query = state();
    query.delete("event"); query.delete("article");
    query.set("offset", String(offset));
    query.set("reviewer", reviewer());
    return "/api/reviews/queue?" + query;
  }

  async function loadQueue(more) {
    if (!more) { asking.abort(); asking = new AbortController(); }
    const found = await get(queueAddress(more ? queued.length : 0), asking.signal);
    queued = more ? [...queued, ...found.events] : found.events;
    total = found.total;
    $("found").textContent = `${total.toLocaleString("en")} ${total === 1 ? "event" : "events"}`;
    $("done").textContent = `${found.done.toLocaleString("en")} of ${found.every.toLocaleString("en")} reviewed`;
    $("progress").max = Math.max(1, found.every);
    $("progress").value = found.done;
    $("more").hidden = queued.length >= total;
    showQueue();
  }

  function showQueue() {
    $("queue").replaceChildren(...queued.map((one) => {
      const here = current && current.id === one.id;
      const button = el("button", { type: "button", "aria-current": here ? "true" : null, "data-id": one.id },
        el("span", { class: "head" }, dot(one.color), el("span", {}, one.what), one.reviewed ? el("span", { class: "state " + one.reviewed }, NAMES[one.reviewed]) : null),
        el("span", { class: "line", dir: "auto" }, [one.who, one.where].filter(Boolean).join(" · ")),
        el("span", { class: "line", dir: "auto" }, [one.when, one.figures, one.sources > 1 ? `${one.sources} sources` : ""].filter(Boolean).join(" · ")),
        one.why.length ? el("span", { class: "line why" }, one.why.join(", ")) : null);
      button.addEventListener("click", () => open(one.id));
      return el("li", {}, button);
    }));
    if (!queued.length) $("queue").replaceChildren(el("li", { class: "empty" }, state().get("state") ? "No event is in this list." : "Everything that fits is reviewed."));
    $("queue").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  function dot(color) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    svg.setAttribute("viewBox", "0 0 10 10"); svg.setAttribute("class", "dot"); svg.setAttribute("aria-hidden", "true");
    for (const [name, value] of [["width", 10], ["height", 10], ["rx", 2], ["fill", color]]) rect.setAttribute(name, value);
    svg.append(rect);
    return svg;
  }

  function go(query, replace) {
    history[replace ? "replaceState" : "pushState"](null, "", query.toString() ? "?" + query : location.pathname);
  }

  async function open(id, replace) {
    const query = state();
    query.delete("article");
    id ? query.set("event", id) : query.delete("event");
    go(query, replace);
    await show(id);
  }

  async function openArticle(id) {
    const query = state();
    query.delete("event"); query.set("article", id);
    go(query);
    await showArticle(id);
  }

  async function show(id) {
    const number = ++shown; // of two that were asked for, the later is shown, whichever answer comes first
    close();
    whole = null; marked = null;
    $("clash").hidden = true;
    if (!id) { current = null; $("event").replaceChildren(); document.body.dataset.ready = location.search; return; }
    try {
      const found = await get(`/api/reviews/event/${encodeURIComponent(id)}?reviewer=${encodeURIComponent(reviewer())}`);
      if (number !== shown) return;
      current = found;
      draw();
    } catch (error) {
      if (number !== shown) return;
      current = null;
      $("event").replaceChildren(el("p", { class: "empty" }, error.status === 404 ? "There is no such event any more." : error.message));
    }
    for (const button of $("queue").querySelectorAll("button")) button.dataset.id === id ? button.setAttribute("aria-current", "true") : button.removeAttribute("aria-current");
    $("queue").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
    document.body.dataset.ready = location.search;
  }

  function step(by) {
    const at = queued.findIndex((one) => current && one.id === current.id);
    const next = queued[at < 0 ? 0 : at + by];
    if (next) open(next.id);
    else say(by > 0 ? "This is the last one." : "This is the first one.");
  }

  // --- an event ----------------------------------------------------------------------------------

  const DEEDS = [["accept", "Accept", "a"], ["correct", "Correct", "c"], ["split", "Split", "s"], ["merge", "Merge", "m"], ["reject", "Reject", "r"], ["note", "Note", "n"], ["add", "Add an event", "e"], ["undo", "Undo", "u"]];
  const ARTICLE_DEEDS = [["add", "Add an event", "e"], ["read", "Read through", "t"], ["undo", "Undo", "u"]];

  function deedButtons(deeds) {
    return el("div", { class: "deeds", role: "group", "aria-label": "Decisions" }, ...deeds.map(([deed, name, key]) => {
      const button = el("button", { type: "button", class: deed === "accept" || deed === "read" ? "first" : null, "data-deed": deed }, name + " ", el("kbd", {}, key));
      button.addEventListener("click", () => DO[deed]());
      return button;
    }));
  }

  function draw() {
    texts = [];
    const one = current;
    const deeds = deedButtons(DEEDS);
    const sources = el("ol", { class: "told-by" }, ...one.sources.map(source));
    $("event").replaceChildren(
      el("div", { class: "event-head" }, dot(one.color), el("h2", { id: "title", dir: "auto" }, one.what),
        one.reviewed ? el("span", { class: "pill status state " + one.reviewed }, NAMES[one.reviewed] + (one.reviewers.length ? " by " + one.reviewers.join(", ") : "")) : null,
        one.why.length ? el("span", { class: "why" }, one.why.join(", ")) : null,
        el("a", { class: "quiet end", href: "/event/" + encodeURIComponent(one.id) }, "The event's page")),
      deeds, el("div", { id: "panel" }), fieldList(one.fields, null),
      el("h3", {}, one.sources.length === 1 ? "What the source says" : `What ${one.sources.length} reports say`), sources,
      ...(one.history.length ? [el("h3", {}, "What was decided"), decided()] : []));
  }

  // --- an article, to be read through ------------------------------------------------------------

  async function showArticle(id) {
    const number = ++shown;
    close();
    current = null; marked = null;
    $("clash").hidden = true;
    try {
      const found = await get(`/api/reviews/article/${id.split("/").map(encodeURIComponent).join("/")}?reviewer=${encodeURIComponent(reviewer())}`);
      if (number !== shown) return;
      whole = found;
      drawArticle();
    } catch (error) {
      if (number !== shown) return;
      whole = null;
      $("event").replaceChildren(el("p", { class: "empty" }, error.status === 404 ? "There is no such article." : error.message));
    }
    for (const button of $("queue").querySelectorAll("[aria-current]")) button.removeAttribute("aria-current");
    document.body.dataset.ready = location.search;
  }

  function drawArticle() {
    const text = wordsText({ ...whole, start: 0, sentence: [0, Array.from(whole.text).length] }, taken);
    texts = [text];
    const rows = whole.events.map((one) => {
      const way = el("button", { type: "button", class: "plain-button quiet" }, one.what);
      way.addEventListener("click", () => open(one.event));
      return el("li", { class: one.rejected ? "undone" : null }, dot(one.color), way, el("bdi", {}, `“${one.trigger}”`),
        el("span", { class: "quiet", dir: "auto" }, [one.who, one.where, one.when, one.added ? "added" : "", one.rejected ? "rejected" : ""].filter(Boolean).join(" · ")));
    });
    $("event").replaceChildren(
      el("div", { class: "event-head" }, el("h2", { id: "title", dir: "auto" }, whole.title || "An article without a title"),
        whole.read.length ? el("span", { class: "pill status state" }, "read through by " + whole.read.join(", ")) : null,
        el("a", { class: "quiet end", href: "/article/" + encodeURIComponent(whole.document) }, "The article's page")),
      el("p", { class: "quiet" }, [whole.publisher, whole.published].filter(Boolean).join(" · ")),
      deedButtons(ARTICLE_DEEDS), el("div", { id: "panel" }), text,
      el("h3", {}, rows.length === 1 ? "1 event in it" : `${rows.length} events in it`), el("ol", { class: "history in-article" }, ...rows));
  }

  function fieldList(fields, source) {
    return el("div", { class: source ? "fields small-fields" : "fields", role: "group", "aria-label": source ? `As read in ${source.publisher || source.title || "this source"}` : "Fields" }, ...fields
      .filter((field) => !source || field.words || field.field === "attribution")
      .map((field) => {
        const others = source ? [] : current.claims.filter((claim) => !claim.chosen && (claim.field === field.field || field.field === "quantities" && current.sources.some((told) => told.fields.find((own) => own.field === "quantities").value.some((figure) => figure.kind === claim.field))));
        const button = el("button", { type: "button", class: "field", "data-field": field.field },
          el("span", { class: "name" }, field.name),
          el("span", { class: field.words ? "value" : "value none", dir: "auto" }, field.words || "not told", others.length ? el("span", { class: "differ" }, alsoTold(others)) : null),
          el("span", { class: "pen", "aria-hidden": "true" }, "correct"));
        button.addEventListener("click", () => edit(field.field, source));
        return button;
      }));
  }

  function alsoTold(claims) {
    const found = [...new Set(claims.map((claim) => claim.value))];
    return "also " + found.slice(0, 5).join(", ") + (found.length > 5 ? ` and ${found.length - 5} more` : "");
  }

  function source(told) {
    const text = wordsText(told, taken);
    texts.push(text);
    const whole = told.whole ? null : el("button", { type: "button", class: "plain-button quiet" }, "more of the text");
    const none = current.sources.length > 1 ? el("button", { type: "button", class: "plain-button quiet" }, "tells no event") : null;
    const item = el("li", { "data-mention": told.mention },
      el("p", { class: "by" }, el("strong", {}, el("bdi", {}, told.publisher || "No outlet named")), told.published ? el("span", {}, told.published) : null,
        told.said ? el("span", {}, "according to ", el("bdi", {}, told.said)) : null,
        el("span", { class: "end" }, `confidence ${told.confidence.toFixed(2)} · `, whole, whole ? " · " : null, none, none ? " · " : null, el("a", { href: "/article/" + encodeURIComponent(told.document) + "#m-" + encodeURIComponent(told.mention) }, "in the article"), " · ", el("a", { href: "/review?article=" + encodeURIComponent(told.document), "data-through": "" }, "read through"))),
      text, fieldList(current.sources.length > 1 ? told.fields : told.fields.filter((field) => field.field === "attribution"), told));
    const through = item.querySelector("[data-through]");
    through.addEventListener("click", (event) => { event.preventDefault(); openArticle(told.document); });
    none?.addEventListener("click", () => attempt({ action: "reject", mention: told.mention }));
    whole?.addEventListener("click", async () => {
      const found = await get("/api/articles/" + encodeURIComponent(told.document));
      const other = wordsText({ ...told, text: found.document.text, start: 0 }, taken);
      texts[texts.indexOf(item.querySelector(".words-text"))] = other;
      item.querySelector(".words-text").replaceWith(other);
      whole.hidden = true;
    });
    return item;
  }

  function decided() {
    return el("ol", { class: "history" }, ...current.history.map((one) => {
      const undo = one.stands && one.what !== "note" ? el("button", { type: "button" }, "take back") : null;
      undo?.addEventListener("click", () => decide({ action: "undo", of: one.number }));
      return el("li", {}, el("time", { datetime: one.at }, one.at.slice(0, 10) + " " + one.at.slice(11, 16)), el("bdi", {}, one.who),
        el("span", { class: one.stands || one.what.startsWith("took") ? null : "undone", dir: "auto" }, one.what), one.note ? el("q", { dir: "auto" }, one.note) : null, undo);
    }));
  }

  // --- deciding ----------------------------------------------------------------------------------

  function say(words, ...more) { $("said").replaceChildren(words, ...more); }

  async function decide(choice) {
    const sampled = state().get("order") === "sample";
    const body = { event: current ? current.id : null, version: current ? current.version : null, reviewer: reviewer(), sampled, ...choice };
    let answer, found;
    try {
      answer = await fetch("/api/reviews", { method: "POST", headers: { "content-type": "application/json", "x-polybius-csrf": csrf }, body: JSON.stringify(body) });
      const text = await answer.text();
      try { found = JSON.parse(text); } catch { found = { error: text }; }
    } catch {
      return { error: "The server does not answer. Nothing was changed by this; start it again, and decide again." };
    }
    if (answer.status === 409) {
      await show(found.event || null);
      const look = el("button", { type: "button" }, "I have seen it");
      look.addEventListener("click", () => { $("clash").hidden = true; });
      $("clash").replaceChildren("Not done, as " + found.error + ". The event is shown as it is now.", look);
      $("clash").hidden = false;
      loadQueue();
      return { error: found.error };
    }
    if (answer.status !== 201) return { error: found.error || "Something is wrong with the server." };
    const at = queued.findIndex((one) => current && one.id === current.id);
    const article = whole ? whole.document : null;
    const leaves = ["accept", "reject"].includes(choice.action) && !choice.mention, following = queued[at + 1] || queued[at - 1];
    await loadQueue();
    const back = el("button", { type: "button" }, "Undo (u)");
    back.addEventListener("click", DO.undo);
    say(deed(found.decision, choice), choice.action === "undo" ? "" : back);
    if (article !== null) await showArticle(article);
    else if (leaves && following && following.id !== current.id) await open(following.id);
    else await open(found.events.includes(body.event) ? body.event : found.events[0] || (queued.length ? queued[0].id : null));
    return found;
  }

  function deed(decision) {
    return { accept: "Accepted.", reject: decision.about.length === 1 && current && current.sources.length > 1 ? "Mention rejected." : "Rejected.", correct: "Corrected.", split: "Split.", merge: "Merged.", note: "Noted.", undo: "Taken back.", add: "Added.", read: "Read through." }[decision.action];
  }

  function close() {
    panel = null;
    document.body.classList.remove("choosing");
    const box = $("panel");
    if (box) box.replaceChildren();
    for (const text of texts) text.clear();
  }

  // A panel under the buttons. parts: what is in it; focus: what gets the focus.
  function openPanel(title, parts, focus) {
    close();
    const wrong = el("p", { class: "wrong", role: "alert" });
    const leave = el("button", { type: "button", class: "do" }, "Leave ", el("kbd", {}, "Esc"));
    leave.addEventListener("click", leavePanel);
    const box = el("section", { class: "panel", "aria-label": title }, el("h3", {}, title), ...parts, wrong, el("div", { class: "row" }, leave));
    $("panel").replaceChildren(box);
    panel = { wrong, take: null };
    focus?.();
    box.scrollIntoView({ block: box.offsetHeight > innerHeight - 80 ? "start" : "nearest" });
    return panel;
  }

  function leavePanel() {
    close();
    document.querySelector(".deeds button")?.focus();
  }

  const attempt = async (choice) => {
    const done = await decide(choice);
    if (done.error && panel) panel.wrong.textContent = done.error;
    else if (done.error && $("clash").hidden) say(done.error);
    return done;
  };

  const NUMBERS = "1234567890";

  const DO = {
    accept: () => attempt({ action: "accept" }),
    reject: () => attempt({ action: "reject" }),
    undo: () => attempt({ action: "undo", event: null, version: null }),
    read: () => attempt({ action: "read", document: whole.document }),
    add() {
      let words = marked;
      const said = el("p", { class: "words-now" }), step = el("div", {});
      const save = (type, mode) => attempt({ action: "add", event: null, version: null, words, fields: { type: { value: type }, ...(mode ? { mode: { value: mode } } : {}) } });
      const choose = (title, list) => { step.replaceChildren(el("span", { class: "quiet" }, title), list.node); list.focus(); };
      const types = () => {
        said.replaceChildren("Told by ", el("b", { dir: "auto" }, `“${words.text}”`));
        choose("What do they tell?", picker("What", fromList(choices.types, ""), (type) => {
          if (!choices.modes[type]?.length) { save(type, null); return; }
          choose("In which manner?", picker("Manner", fromList(choices.modes[type], "None"), (mode) => save(type, mode)));
        }));
      };
      const look = el("button", { type: "button", class: "do" }, "Choose words in the text");
      look.addEventListener("click", () => intoText(null));
      openPanel("Add an event that was missed", [said, step, el("div", { class: "row" }, look)], () => {
        if (words) types();
        else { said.textContent = "Choose the words that tell it: the arrow keys go from word to word, with Shift they choose several, Enter takes them."; look.focus(); }
      });
      panel.take = (found) => { words = found; types(); };
    },
    correct() {
      const picks = current.fields.map((field, number) => {
        const button = el("button", { type: "button", class: "do", "data-number": NUMBERS[number] }, el("kbd", {}, NUMBERS[number]), " " + field.name);
        button.addEventListener("click", () => edit(field.field, null));
        return button;
      });
      openPanel("Correct which field?", [el("div", { class: "picks" }, ...picks)], () => picks[0].focus());
      panel.numbers = picks;
    },
    note() {
      const text = el("textarea", { rows: 2, "aria-label": "Note", maxlength: 2000 });
      const send = () => attempt({ action: "note", note: text.value });
      const save = el("button", { type: "button", class: "do first" }, "Save");
      save.addEventListener("click", send);
      text.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) { event.preventDefault(); send(); } });
      openPanel("Note", [text, el("div", { class: "row" }, save)], () => text.focus());
    },
    split() {
      if (current.sources.length < 2) { say("There is nothing to split: one report tells this event."); return; }
      const boxes = current.sources.map((told, number) => el("label", { class: "pick" }, el("input", { type: "checkbox", value: told.mention, "data-number": NUMBERS[number] || null }),
        el("span", { dir: "auto" }, el("kbd", {}, NUMBERS[number] || "·"), ` ${told.publisher || told.title || told.document}: `, sentence(told))));
      const save = el("button", { type: "button", class: "do first" }, "Split off");
      save.addEventListener("click", () => attempt({ action: "split", mentions: boxes.map((one) => one.querySelector("input")).filter((one) => one.checked).map((one) => one.value) }));
      openPanel("Which reports tell another event?", [...boxes, el("div", { class: "row" }, save)], () => boxes[0].querySelector("input").focus());
      panel.numbers = boxes.map((one) => one.querySelector("input"));
    },
    merge() {
      const row = (one) => ({ value: one.id, label: [one.what, one.who, one.where, one.when].filter(Boolean).join(" · "), note: "" });
      const find = async (text) => {
        if (!text) return current.near.map(row);
        const found = await get("/api/reviews/queue?state=all&limit=20&text=" + encodeURIComponent(text));
        return found.events.filter((one) => one.id !== current.id).map(row);
      };
      const list = picker("The same event as", find, (other) => attempt({ action: "merge", other }));
      openPanel("Which event is the same? The most alike first; type words of its sentences to find others", [list.node], list.focus);
    },
  };

  function sentence(told) {
    const points = Array.from(told.text);
    return points.slice(told.sentence[0] - told.start, told.sentence[1] - told.start).join("");
  }

  function edit(name, source) {
    const fields = source ? source.fields : current.fields, field = fields.find((one) => one.field === name);
    const only = source || (current.sources.length === 1 ? current.sources[0] : null);
    const save = async (value, words, failed) => {
      const done = await attempt({ action: "correct", field: name, value, mention: only ? only.mention : null, words: words || null });
      if (done.error) failed?.();
    };
    const made = editor(name, field.value, { choices, save, chooseWords: () => intoText(source), type: fields[0].value, name: field.name });
    const others = source || current.sources.length === 1 ? [] : [...new Map(current.sources.map((told) => [told.fields.find((one) => one.field === name), told])).entries()]
      .filter(([own]) => own.words && own.words !== field.words);
    const distinct = [...new Map(others.map(([own, told]) => [own.words, [own, told]])).values()];
    const said = distinct.length ? el("div", { class: "picks" }, el("span", { class: "quiet" }, "Sources say:"), ...distinct.map(([own, told]) => {
      const button = el("button", { type: "button", class: "do" }, el("bdi", {}, own.words), el("span", { class: "quiet" }, " " + (told.publisher || "")));
      button.addEventListener("click", () => save(own.value, null));
      return button;
    })) : null;
    openPanel(`${field.name}${source ? ` as read in ${source.publisher || "this source"}` : ""}: now ${field.words || "not told"}`, [said, made.node].filter(Boolean), made.focus);
    panel.take = made.take;
    panel.source = source;
  }

  function intoText(source) {
    const number = source && current ? current.sources.indexOf(source) : 0;
    document.body.classList.add("choosing");
    texts[number]?.focus({ focusVisible: true });
    texts[number]?.scrollIntoView({ block: "nearest" });
  }

  function taken(words) {
    if (panel && panel.take) { document.body.classList.remove("choosing"); panel.take(words); announce(`“${words.text}”`); return; }
    marked = words;
    announce(`“${words.text}”: e adds an event that they tell${current ? ", c corrects a field" : ""}`);
  }

  // --- names, keys, the form ---------------------------------------------------------------------

  function showName() { $("who").textContent = "Reviewing as " + reviewer(); }

  $("who").addEventListener("click", () => {
    const dialog = $("name-dialog"), input = dialog.querySelector("input");
    input.value = reviewer();
    dialog.showModal();
    dialog.addEventListener("close", () => {
      if (input.value.trim()) localStorage.setItem("polybius-reviewer", input.value.trim());
      showName(); start();
    }, { once: true });
  });

  const KEYS = { a: "accept", c: "correct", s: "split", m: "merge", r: "reject", n: "note", u: "undo", e: "add", t: "read" };
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel && !document.querySelector("dialog[open]")) { event.preventDefault(); leavePanel(); return; }
    if (!isCommand(event) || event.repeat) return;
    if (panel && panel.numbers && NUMBERS.includes(event.key)) {
      const hit = panel.numbers[NUMBERS.indexOf(event.key)];
      if (hit) { event.preventDefault(); hit.click(); hit.focus?.(); }
      return;
    }
    if (event.key === "/") { event.preventDefault(); form.elements.text.focus(); }
    else if (event.key === "j" || event.key === "k") step(event.key === "j" ? 1 : -1);
    else if (event.key === "w" && (current || whole)) { event.preventDefault(); intoText(panel ? panel.source : null); }
    else if (KEYS[event.key] && allowed(KEYS[event.key])) { event.preventDefault(); DO[KEYS[event.key]](); }
  });

  // Whether a decision can be made about what is shown.
  function allowed(deed) {
    return deed === "undo" || (whole ? ARTICLE_DEEDS : current ? DEEDS : []).some(([name]) => name === deed);
  }

  function showForm() {
    const query = state();
    for (const field of form.elements) if (field.name) {
      const value = query.get(field.name) || (field.tagName === "SELECT" ? field.options[0].value : "");
      if (choices && field.tagName === "SELECT" && ![...field.options].some((one) => one.value === value)) field.append(el("option", { value }, value));
      field.value = value;
    }
    const known = new Set([...OWN, ...[...form.elements].map((one) => one.name)]);
    $("chips").replaceChildren(...[...query].filter(([name]) => !known.has(name)).map(([name, value]) => {
      const rest = state();
      rest.delete(name, value);
      return el("a", { class: "chip", href: "?" + rest, "aria-label": `Take away ${name} ${value}` }, `${name} ${value} ×`);
    }));
  }

  let waiting = 0;
  function filter() {
    const query = state();
    for (const field of form.elements) if (field.name) {
      const usual = field.tagName === "SELECT" ? field.options[0].value : "";
      field.value.trim() === usual ? query.delete(field.name) : query.set(field.name, field.value.trim());
    }
    query.delete("event"); query.delete("article");
    go(query);
    start();
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("change", filter);
  form.elements.text.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 250); });
  $("more").addEventListener("click", () => loadQueue(true));
  addEventListener("popstate", () => start());

  async function start() {
    delete document.body.dataset.ready;
    showForm();
    showName();
    try {
      if (!choices) {
        choices = await get("/api/reviews/choices");
        form.elements.type.append(...choices.types.map(([code, name]) => el("option", { value: code }, name)));
        form.elements.country.append(...choices.countries.map(([code, name]) => el("option", { value: code }, name)));
        showForm();
      }
      await loadQueue();
      const id = state().get("event");
      const article = state().get("article");
      if (article) await showArticle(article);
      else id ? await show(id) : await open(queued.length ? queued[0].id : null, true);
    } catch (error) {
      if (error.name === "AbortError") return;
      say(error.message);
      document.body.dataset.ready = location.search;
    }
  }
  start();
})();
