// A row of the table, and the evidence that it opens to. Text goes in as text, never as markup.

function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== null && value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false && child !== ""));
  return node;
}

const SHOWN = 6; // sentences shown at once under an event
const MARKS = { trigger: "what happened", actor: "who", recipient: "to whom", place: "where", date: "when", figure: "how many", speaker: "according to" };

function few(names) {
  return names.length > 3 ? names.slice(0, 2).join(", ") + " and " + (names.length - 2) + " more" : names.join(", ");
}

function rowOf(event, data) {
  const family = data.families[data.types[event.type][1]];
  const swatch = el("span", { class: "swatch", title: family.name });
  swatch.style.setProperty("--c", family.color);
  const tags = el("div", { class: "tags" },
    event.status && el("span", { class: "pill status" }, event.status),
    event.differs && el("span", { class: "pill differ" }, "sources differ"),
    event.asserted && el("span", { class: "pill differ" }, "one side’s word"));
  const who = el("td", { class: "c-who" });
  if (event.actor.length) who.append(few(event.actor));
  if (event.recipient.length) {
    if (!event.actor.length && event.type !== "DISASTER") who.append(el("span", { class: "none" }, "somebody"));
    who.append(el("span", { class: "arrow", "aria-label": "to" }, "→"), few(event.recipient));
  }
  return el("tr", { class: "row", id: event.id },
    el("td", { class: "c-date" }, el("button", { class: "toggle", type: "button", "aria-expanded": "false" },
      el("span", event.guess ? { class: "guess", title: "No date is told; it was published then" } : {},
        event.date || "no date"))),
    el("td", { class: "c-what" },
      el("div", { class: "kind" }, swatch, el("span", {}, event.what, event.manner ? el("span", { class: "manner" }, " · " + event.manner) : "")),
      tags.childNodes.length ? tags : null),
    who,
    el("td", { class: "c-where" }, event.place, event.also.length ? el("div", { class: "manner" }, "also " + few(event.also)) : null),
    el("td", { class: "c-many" }, event.figures),
    el("td", { class: "c-sources" }, String(event.sources), el("span", { class: "unit" }, event.sources === 1 ? " source" : " sources"),
      event.told > event.sources && el("div", { class: "manner" }, event.told + " articles")));
}

function detailOf(event, data, colspan) {
  const cell = el("td", { class: "detail", colspan });
  const differ = event.claims.filter((claim) => claim.differ);
  const slight = event.claims.filter((claim) => !claim.differ);
  if (differ.length) cell.append(claimsOf(differ, "Sources differ", "claims", data));
  if (event.asserted) cell.append(el("p", { class: "by" }, el("span", { class: "pill differ" }, "one side’s word"), " " + event.asserted));
  cell.append(proofOf(event, data));
  if (slight.length) cell.append(claimsOf(slight, "Told more or less precisely", "claims slight", data));
  const codes = el("details", { class: "codes" }, el("summary", {}, "Codes"), el("dl", {}));
  for (const [name, value] of event.codes) codes.lastChild.append(el("dt", {}, name), el("dd", {}, value));
  cell.append(codes);
  return el("tr", { class: "details" }, cell);
}

function sourceName(number, data) {
  const one = data.documents[number];
  return one.publisher || one.title || "a document without a name";
}

function claimsOf(claims, heading, name, data) {
  const list = el("dl", {});
  for (const claim of claims) {
    const values = el("dd", {});
    for (const value of claim.values) {
      const names = [...new Set(value.documents.map((number) => sourceName(number, data)))];
      values.append(el("div", {}, el(value.chosen ? "strong" : "span", {}, value.value), " (" + few(names) + ")", value.said.length ? ": " + value.said.join(", ") + " " : " ",
        value.rule ? el("span", { class: "rule" }, (value.chosen ? "taken: " : "") + value.rule) : ""));
    }
    list.append(el("dt", {}, claim.field), values);
  }
  return el("div", { class: name }, el("h3", {}, heading), list);
}

function proofOf(event, data) {
  const used = new Set(event.evidence.flatMap((one) => one.runs.map((run) => run[1])));
  const key = el("p", { class: "key", "aria-label": "Legend of the marks" });
  for (const [mark, words] of Object.entries(MARKS)) if (used.has(mark)) key.append(el("mark", { class: mark }, words));
  const list = el("ol", {});
  event.evidence.slice(0, SHOWN).forEach((one) => list.append(quoteOf(one, data)));
  const number = event.evidence.length;
  const proof = el("div", { class: "proof" }, el("h3", {}, number > 1 ? "What the sources say" : "What the source says"), key, list);
  if (number > SHOWN) {
    const all = el("button", { type: "button", class: "all" }, `Show ${number - SHOWN} more`);
    all.addEventListener("click", () => {
      event.evidence.slice(SHOWN).forEach((one) => list.append(quoteOf(one, data)));
      all.remove();
    });
    proof.append(all);
  }
  return proof;
}

function quoteOf(one, data) {
  const quote = el("blockquote", {});
  for (const [text, mark] of one.runs) quote.append(mark ? el("mark", { class: mark, title: MARKS[mark] }, text) : text);
  return el("li", {}, quote, byLine(one, data));
}

function byLine(one, data) {
  const lines = one.documents.map((number) => {
    const doc = data.documents[number];
    const line = el("div", {}, el("strong", {}, doc.publisher || "Unknown publisher"), doc.published ? ", " + doc.published : "");
    if (doc.title || doc.url) line.append(" · ", doc.url ? el("a", { href: doc.url, target: "_blank", rel: "noopener noreferrer" }, doc.title || "Read it there") : doc.title);
    return line;
  });
  if (one.said) lines[0].append(" · according to " + one.said);
  const box = el("div", { class: "by" }, ...lines.slice(0, 3));
  if (lines.length > 3) box.append(el("details", {}, el("summary", {}, `and ${lines.length - 3} more with the same words`), ...lines.slice(3)));
  return box;
}
