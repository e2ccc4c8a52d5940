// Arrow keys go up and down through the rows of a table; from the search field down into it.
"use strict";

document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const links = [...document.querySelectorAll("[data-rows] tbody a")];
  const at = links.indexOf(document.activeElement);
  const searching = document.activeElement.matches("[data-search]");
  if (at < 0 && !(searching && event.key === "ArrowDown")) return;
  event.preventDefault();
  const next = at < 0 ? 0 : at + (event.key === "ArrowDown" ? 1 : -1);
  if (next < 0) document.querySelector("[data-search]")?.focus();
  else links[Math.min(next, links.length - 1)]?.focus();
});
