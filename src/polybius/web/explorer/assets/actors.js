"use strict";
// The page of actors: a network, and beside it the pairs as a table.

(function () {
  const $ = (id) => document.getElementById(id);
  const asker = asking(["level", "happened", "unknown", "limit", "without", "focus"], refresh);
  const { state, filter, change, options } = asker;
  let data = null;

  async function refresh(part, query) {
    sessionStorage.setItem("list", location.pathname + location.search);
    const asked = new URLSearchParams(query);
    for (const name of ["without", "focus"]) asked.delete(name);
    for (const link of document.querySelectorAll("[data-save]")) link.href = link.dataset.save + (String(asked) ? "?" + asked : "");
    if (!data || data.asked !== String(asked)) {
      data = await part("network", asked);
      data.asked = String(asked);
      options("type", "Everything", Object.entries(data.types).map(([type, [name, , n]]) => [type, `${name} (${spoken(n)})`]));
      options("country", "Anywhere", data.countries.map(([code, name, n]) => [code, `${name} (${spoken(n)})`]));
    }
    show();
  }

  const without = () => state().getAll("without");

  function show() {
    const hidden = without(), focus = state().get("focus") || "";
    $("found").replaceChildren(el("strong", {}, spoken(data.linked)), ` of ${spoken(data.events)} events tell who did it to whom`);
    asker.unreal(data.unreal, data.unreal_counted);
    $("quads").replaceChildren(...data.quads.filter((one) => data.links.some((link) => link[2] === one.code)).map((one) => {
      const swatch = el("span", { class: "swatch" }), shown = !hidden.includes(one.code || "none");
      swatch.style.setProperty("--c", one.color);
      const number = data.links.filter((link) => link[2] === one.code).reduce((sum, link) => sum + link[3], 0);
      const button = el("button", { type: "button", "aria-pressed": String(shown), title: shown ? "Press to leave these out" : "Press to show these" }, swatch, one.name, el("b", {}, spoken(number)));
      button.addEventListener("click", () => {
        const query = state();
        query.delete("without");
        const rest = shown ? [...hidden, one.code || "none"] : hidden.filter((code) => code !== (one.code || "none"));
        rest.sort().forEach((code) => query.append("without", code));
        asker.go(query);
      });
      return button;
    }));
    const codes = hidden.map((code) => (code === "none" ? "" : code));
    if (data.links.length) drawNetwork($("network"), data, { hidden: codes, focus, pick: (id) => change({ focus: id }) });
    else $("network").replaceChildren(el("p", { class: "empty" }, data.events ? "Of these events none names both who did it and to whom." : location.search ? "No event fits these filters." : "No events were found in the articles."));
    showPairs(codes, focus);
    showActors();
  }

  function showPairs(hidden, focus) {
    const at = new Map(data.actors.map((one) => [one.id, one]));
    const pairs = new Map();
    for (const [source, target, quad, events] of data.links) {
      if (hidden.includes(quad) || focus && source !== focus && target !== focus) continue;
      const key = source + "\n" + target, pair = pairs.get(key) || { source: at.get(source), target: at.get(target), quads: {}, events: 0 };
      pair.quads[quad] = events; pair.events += events;
      pairs.set(key, pair);
    }
    const rows = [...pairs.values()].sort((a, b) => b.events - a.events);
    const chosen = focus && at.get(focus);
    $("pairs-title").replaceChildren(...(chosen
      ? [chosen.name, chosen.country ? el("span", { class: "quiet" }, " " + chosen.country) : "", " ", el("a", { href: actorHref(chosen.id) }, "Open its page")]
      : ["Who to whom"]));
    $("pairs").replaceChildren(...rows.slice(0, 200).map((one) => el("tr", {},
      el("td", { dir: "auto" }, actorLink(one.source)), el("td", { dir: "auto" }, actorLink(one.target)),
      el("td", {}, quadBar(one.quads, data.quads, rows[0].events)))));
    if (!rows.length) $("pairs").replaceChildren(el("tr", {}, el("td", { colspan: 3, class: "quiet" }, "Nothing passes between them.")));
  }

  function actorHref(id) {
    const query = filter();
    for (const name of ["level", "happened", "unknown"]) if (state().get(name)) query.set(name, state().get(name));
    return "/actors/" + encodeURIComponent(id) + (String(query) ? "?" + query : "");
  }
  const actorLink = (one) => el("a", { href: actorHref(one.id), class: "to-actor" }, one.name, one.country ? el("span", { class: "quiet" }, " " + one.country) : "");

  function showActors() {
    $("actors-title").textContent = data.total > data.actors.length ? `The ${data.actors.length} of ${spoken(data.total)} actors with most links` : `${data.total} actor${data.total === 1 ? "" : "s"}`;
    $("actors").replaceChildren(...data.actors.map((one) => el("tr", {}, el("td", { dir: "auto" }, actorLink(one)), el("td", {}, one.id), el("td", { class: "n" }, spoken(one.events)), el("td", { class: "n" }, spoken(one.acted)), el("td", { class: "n" }, spoken(one.received)),
      el("td", {}, quadBar(one.quads, data.quads, data.actors[0].links)))));
  }

  let width = innerWidth;
  addEventListener("resize", () => { if (data && innerWidth !== width) { width = innerWidth; show(); } });
  addEventListener("keydown", (event) => {
    if (!isCommand(event)) return;
    if (event.key === "Escape" && state().get("focus")) change({ focus: "" });
    if (event.key === "j" || event.key === "k") {
      const links = [...document.querySelectorAll("#pairs tr td:first-child a")], at = links.indexOf(document.activeElement);
      (links[at + (event.key === "j" ? 1 : -1)] || links[0])?.focus();
    }
  });
  asker.ask();
})();
