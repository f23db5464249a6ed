"use strict";
// The overview: the address holds the filter; whatever changes it asks for the summary and the rows anew.

(function () {
  const PAGE = 50;
  const $ = (id) => document.getElementById(id);
  let summary = null, total = 0;
  const asker = asking(["offset", "sort"], refresh);
  const { state, filter, change, go, ask, options, unreal } = asker;

  const map = drawMap($("atlas"), {
    pick: (place) => change({ place: place.name }, ["near", "km"]),
    here: (lat, lon, km) => change({ near: lat.toFixed(3) + "," + lon.toFixed(3), km: String(Math.max(1, Math.round(km))) }, ["place"]),
  });

  async function refresh(part, query) {
    showOrder(query);
    sessionStorage.setItem("list", location.pathname + location.search);
    const asked = new URLSearchParams(query);
    asked.set("limit", PAGE);
    // The rows come first: they cost less, and are what is read.
    const rows = part("rows", asked).then((found) => { $("rows").replaceChildren(...eventRows(found, location.search ? "No event fits these filters." : "No events were found in the articles.")); return found; });
    const whole = part("summary", filter()).then((found) => { summary = found; showSummary(); });
    const [shown] = await Promise.all([rows, whole]);
    total = summary.total;
    showPager(query, shown.events.length);
  }

  function showOrder(query) {
    const filed = new URLSearchParams(query);
    filed.delete("offset");
    for (const link of document.querySelectorAll("[data-export]")) link.href = "/api/export." + link.dataset.export + (String(filed) ? "?" + filed : "");
    const sort = query.get("sort") || (query.get("text") ? "relevance" : "sources");
    for (const button of document.querySelectorAll("[data-sort]")) {
      const own = button.dataset.sort === "date" ? { date: "ascending", newest: "descending" }[sort] : { sources: "descending" }[sort];
      own ? button.parentNode.setAttribute("aria-sort", own) : button.parentNode.removeAttribute("aria-sort");
    }
  }

  function showSummary() {
    $("found").replaceChildren(el("strong", {}, spoken(summary.total)), summary.total === 1 ? " event" : " events");
    unreal(summary.unreal, true);
    options("type", "Everything", Object.entries(summary.types).map(([type, [name, , n]]) => [type, `${name} (${spoken(n)})`]));
    options("country", "Anywhere", summary.countries.map(([code, name, n]) => [code, `${name} (${spoken(n)})`]));
    showWhen(summary, asker);
    map.show(summary.places, summary);
  }

  function showPager(query, shown) {
    const offset = Number(query.get("offset")) || 0;
    $("range").textContent = shown ? `${spoken(offset + 1)} to ${spoken(offset + shown)} of ${spoken(total)}` : "";
    $("back").disabled = offset === 0;
    $("on").disabled = offset + shown >= total;
  }

  function turn(by) {
    const query = state(), offset = Math.max(0, (Number(query.get("offset")) || 0) + by);
    offset ? query.set("offset", String(offset)) : query.delete("offset");
    go(query);
    $("events").scrollIntoView();
  }

  $("back").addEventListener("click", () => turn(-PAGE));
  $("on").addEventListener("click", () => turn(PAGE));
  for (const button of document.querySelectorAll("[data-sort]")) {
    button.addEventListener("click", () => change({ sort: button.dataset.sort === "date" ? (state().get("sort") === "newest" ? "date" : "newest") : "sources" }));
  }
  let width = innerWidth;
  addEventListener("resize", () => { if (summary && innerWidth !== width) { width = innerWidth; showSummary(); } });
  ask();
})();
