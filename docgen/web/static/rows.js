// Choosing rows: all of them at once.
"use strict";

(() => {
  const all = document.querySelector("[data-all]");
  const rows = () => [...document.querySelectorAll('input[name="row"]:not(:disabled)')];
  all.hidden = false;
  all.addEventListener("change", () => { for (const one of rows()) one.checked = all.checked; });
})();
