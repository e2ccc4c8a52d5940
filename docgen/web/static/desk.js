// What every page does: the token of its session, questions before what cannot be undone,
// unsaved work guarded, keys. No page depends on it to be read.
"use strict";

const token = () => document.querySelector('meta[name="csrf-token"]').content;

document.addEventListener("htmx:configRequest", (event) => {
  event.detail.headers["X-CSRF-Token"] = token();
});

// What is right now takes away what was said to be wrong before.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.status < 400) document.getElementById("faults").replaceChildren();
});
document.addEventListener("htmx:sendError", () => {
  const told = document.createElement("p");
  told.className = "finding error";
  told.textContent = "与本系统的连接断了，没有提交。请确认它还在运行，再试一次。";
  document.getElementById("faults").replaceChildren(told);
});

// <button data-confirm="…">: asked before it is sent.
let asked = null;
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  const form = event.target;
  const question = (button && button.dataset.confirm) || form.dataset.confirm;
  if (!question || asked === form) {
    asked = null;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  const dialog = document.getElementById("ask");
  dialog.querySelector("p").textContent = question;
  dialog.onclose = () => {
    if (dialog.returnValue !== "yes") return;
    asked = form;
    form.requestSubmit(button || undefined);
  };
  dialog.returnValue = "no";
  dialog.showModal();
}, true);

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented || event.target.method === "dialog") return;
  const button = event.submitter;
  if (button && !event.target.hasAttribute("hx-post") && !button.hasAttribute("data-again")) {
    setTimeout(() => { button.disabled = true; }, 0);
    setTimeout(() => { button.disabled = false; }, 8000);
  }
});

// <form data-guard>: leaving with unsaved changes is asked about.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-guard]")) unsaved = true;
});
document.addEventListener("submit", (event) => {
  if (event.target.matches("form[data-guard]")) unsaved = false;
});
document.addEventListener("docgen:saved", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// Keys: / to search, Alt+S to save, Esc leaves a field.
document.addEventListener("keydown", (event) => {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
    const search = document.querySelector("[data-search]");
    if (search) { event.preventDefault(); search.focus(); }
  }
  if (event.altKey && event.key.toLowerCase() === "s") {
    const save = document.querySelector("[data-save]");
    if (save) { event.preventDefault(); save.click(); }
  }
  if (event.key === "Escape" && typing) event.target.blur();
});
