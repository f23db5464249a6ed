"use strict";
// The list of articles: a field that is changed asks for the list anew; the address has only what is asked for.

(function () {
  const form = document.getElementById("filters");
  sessionStorage.setItem("list", location.pathname + location.search);

  function ask() {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value.trim()) query.append(name, value.trim());
    location.href = "/articles" + (String(query) ? "?" + query : "");
  }

  form.addEventListener("change", ask);
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && isCommand(event)) { event.preventDefault(); form.elements.text.select(); }
  });
})();
