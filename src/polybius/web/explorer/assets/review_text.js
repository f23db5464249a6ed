"use strict";
// A source's text as words that can be chosen: by the pointer, or from word to word by keyboard. Offsets are code points.

const WORD = /[\p{L}\p{N}\p{M}]+(?:[’'.,\-][\p{L}\p{N}\p{M}]+)*|\S/gu;

// The text of a source. taken: called with the words that are chosen, as {document, start, end, text}.
function wordsText(source, taken) {
  const points = [0];
  for (const character of source.text) points.push(points[points.length - 1] + character.length);
  const codePoint = new Map(points.map((unit, number) => [unit, source.start + number]));
  const box = el("div", { class: "words-text", tabindex: 0, role: "group", dir: "auto", "data-document": source.document,
    "aria-label": `Text of ${source.publisher || source.title || "the source"}: arrow keys go from word to word, Shift chooses several, Enter takes them` });
  const words = [];
  const markOf = (start, end) => (source.marks.find(([, a, b]) => a <= start && end <= b) || [""])[0];
  let at = 0;
  for (const match of source.text.matchAll(WORD)) {
    const start = codePoint.get(match.index), end = codePoint.get(match.index + match[0].length);
    const between = source.text.slice(at, match.index), last = words[words.length - 1];
    const mark = markOf(start, end), inside = source.sentence[0] <= start && end <= source.sentence[1];
    if (between) box.append(el("span", { class: last && last.mark && last.mark === mark && markOf(last.end, start) === mark ? mark : null }, between));
    const node = el("span", { class: ["w", mark, inside ? "" : "out"].filter(Boolean).join(" ") }, match[0]);
    node.word = words.length;
    words.push({ node, start, end, mark, from: match.index, to: match.index + match[0].length });
    box.append(node);
    at = match.index + match[0].length;
  }
  box.append(source.text.slice(at));
  let anchor = -1, head = -1;

  function choose(from, to) {
    anchor = from; head = to;
    const [a, b] = from < to ? [from, to] : [to, from];
    words.forEach((one, number) => one.node.classList.toggle("chosen", a >= 0 && a <= number && number <= b));
  }

  function chosen() {
    if (anchor < 0) return null;
    const [first, last] = [words[Math.min(anchor, head)], words[Math.max(anchor, head)]];
    return { document: source.document, start: first.start, end: last.end, text: source.text.slice(first.from, last.to) };
  }

  box.addEventListener("focus", () => {
    if (anchor < 0 && words.length && box.matches(":focus-visible")) {
      const trigger = Math.max(0, words.findIndex((one) => one.mark === "trigger"));
      choose(trigger, trigger);
    }
  });
  box.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      const to = Math.min(words.length - 1, Math.max(0, (head < 0 ? 0 : head) + step));
      choose(event.shiftKey && anchor >= 0 ? anchor : to, to);
      words[to].node.scrollIntoView({ block: "nearest" });
      announce(chosen().text);
    }
    if (event.key === "ArrowUp" || event.key === "ArrowDown") { // to the same spot of the line above or below
      event.preventDefault();
      const now = words[Math.max(0, head)].node.getBoundingClientRect(), down = event.key === "ArrowDown";
      const lines = words.map((one, number) => [one.node.getBoundingClientRect(), number])
        .filter(([rect]) => down ? rect.top > now.bottom - 2 : rect.bottom < now.top + 2);
      const edge = down ? Math.min(...lines.map(([rect]) => rect.top)) : Math.max(...lines.map(([rect]) => rect.top));
      const near = lines.filter(([rect]) => Math.abs(rect.top - edge) < 4).sort((a, b) => Math.abs(a[0].left - now.left) - Math.abs(b[0].left - now.left))[0];
      if (near) { choose(event.shiftKey ? anchor : near[1], near[1]); announce(chosen().text); }
    }
    if (event.key === "Enter" && anchor >= 0) { event.preventDefault(); event.stopPropagation(); taken(chosen()); }
  });
  box.addEventListener("pointerup", () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    const hit = words.map((one, number) => [one, number]).filter(([one]) => range.intersectsNode(one.node) && overlaps(range, one.node));
    if (!hit.length) return;
    choose(hit[0][1], hit[hit.length - 1][1]);
    taken(chosen());
  });
  box.clear = () => choose(-1, -1);
  return box;
}

// A range that only touches a word's end does not take it.
function overlaps(range, node) {
  const text = node.firstChild;
  const starts = range.startContainer === text ? range.startOffset < text.length : true;
  const ends = range.endContainer === text ? range.endOffset > 0 : true;
  return starts && ends;
}

function announce(text) {
  const said = document.getElementById("said");
  said.replaceChildren(text);
}
