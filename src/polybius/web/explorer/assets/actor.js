"use strict";
// The page of one actor: when, where, with whom, told by whom, and its events.

(function () {
  const PAGE = 25;
  const $ = (id) => document.getElementById(id);
  const asker = asking(["level", "happened", "unknown", "offset"], refresh);
  const { state, filter, change, options } = asker;
  const id = $("actor").dataset.id;
  let data = null;
  const map = drawMap($("atlas"), { pick: (place) => change({ place: place.name }) });

  async function refresh(part, query) {
    const asked = new URLSearchParams(query);
    asked.set("id", id);
    data = await part("actor", asked);
    options("type", "Everything", Object.entries(data.types).map(([type, [name, , n]]) => [type, `${name} (${spoken(n)})`]));
    options("country", "Anywhere", data.countries.map(([code, name, n]) => [code, `${name} (${spoken(n)})`]));
    show();
    const offset = Number(query.get("offset")) || 0, shown = data.rows.events.length;
    $("rows").replaceChildren(...eventRows(data.rows, "It has no part in the events of this filter."));
    $("range").textContent = shown ? `${spoken(offset + 1)} to ${spoken(offset + shown)} of ${spoken(data.total)}` : "";
    $("back").disabled = offset === 0;
    $("on").disabled = offset + shown >= data.total;
  }

  function show() {
    $("found").replaceChildren(el("strong", {}, spoken(data.total)), ` event${data.total === 1 ? "" : "s"}: it acts in ${spoken(data.acted)}, is acted on in ${spoken(data.received)}`);
    asker.unreal(data.unreal, data.unreal_counted);
    showWhen(data, asker);
    map.show(data.places, data);
    const kept = filter(), more = String(kept) ? "?" + kept : "";
    const link = (one) => el("a", { href: "/actors/" + encodeURIComponent(one.id) + more, class: "to-actor" }, one.name, one.where ? el("span", { class: "quiet" }, " " + one.where) : "");
    const sum = (counts) => Object.values(counts).reduce((a, b) => a + b, 0);
    const most = Math.max(1, ...data.partners.flatMap((one) => [sum(one.to), sum(one.from)]));
    $("partners").replaceChildren(...(data.partners.length ? data.partners.map((one) => el("tr", {}, el("td", { dir: "auto" }, link(one)),
      el("td", {}, sum(one.to) ? quadBar(one.to, data.quads, most) : ""), el("td", {}, sum(one.from) ? quadBar(one.from, data.quads, most) : "")))
      : [el("tr", {}, el("td", { colspan: 3, class: "quiet" }, "No event tells of it together with another."))]));
    const list = (name, some, row) => { $(name).closest("section").hidden = !some.length; $(name).replaceChildren(...some.map(row)); };
    list("below", data.below, (one) => el("li", {}, link(one), " ", el("b", {}, spoken(one.events))));
    list("places", data.places.slice(0, 12), (one) => {
      const button = el("button", { type: "button", class: "all" }, [one.name, ...one.also].join(" / "));
      button.addEventListener("click", () => change({ place: one.name }));
      return el("li", {}, button, " ", el("b", {}, spoken(one.events)));
    });
    list("sources", data.sources, (one) => el("li", { dir: "auto" }, one.name, " ", el("b", {}, spoken(one.events))));
    $("key").replaceChildren(...data.quads.map((one) => { const swatch = el("span", { class: "swatch" }); swatch.style.setProperty("--c", one.color); return el("span", {}, swatch, " ", one.name); }));
  }

  function turn(by) {
    const offset = Math.max(0, (Number(state().get("offset")) || 0) + by);
    const query = state();
    offset ? query.set("offset", String(offset)) : query.delete("offset");
    asker.go(query);
    $("events").scrollIntoView();
  }
  $("back").addEventListener("click", () => turn(-PAGE));
  $("on").addEventListener("click", () => turn(PAGE));
  let width = innerWidth;
  addEventListener("resize", () => { if (data && innerWidth !== width) { width = innerWidth; show(); } });
  addEventListener("keydown", (event) => { if (isCommand(event) && event.key === "Escape") location.href = sessionStorage.getItem("list") || "/actors"; });
  asker.ask();
})();
