// The paper beside its form: a click on a figure goes to its field, a field shows where it stands.
//
//   <div class="sheets marked" data-preview="/cases/7/preview/出让合同" data-form="#case-form"></div>
//
// With data-form, what is typed is shown a moment later; without, clicks lead to data-edit.
// Fields bear data-path="grant.price_yuan"; a figure that no field gives tells where it comes from.
"use strict";

(() => {
  const PAUSE = 350;

  const fieldOf = (path) => {
    const exact = document.querySelector(`[data-path="${CSS.escape(path)}"]`);
    if (exact) return exact;
    // A bound of a range, a part of a date: its field may be the whole.
    const above = path.replace(/\.[^.]+$/, "");
    return above !== path && above.includes(".") ? document.querySelector(`[data-path="${CSS.escape(above)}"]`) : null;
  };
  const control = (field) => (field.matches("input,select,textarea") ? field : field.querySelector("input,select,textarea"));
  const pathOf = (link) => (link.getAttribute("href") || "").slice(3);

  class Paper {
    constructor(box) {
      this.box = box;
      this.form = box.dataset.form ? document.querySelector(box.dataset.form) : null;
      this.timer = 0;
      this.asked = 0;
      this.running = false;
      this.path = "";
      box.addEventListener("click", (event) => this.clicked(event));
      document.addEventListener("focusin", (event) => this.focused(event));
      if (!this.form) return;
      this.form.addEventListener("input", () => this.soon(PAUSE));
      this.form.addEventListener("change", () => this.soon(0));
      document.addEventListener("docgen:rows", () => this.soon(0));
      document.addEventListener("docgen:paper", (event) => {
        box.dataset.preview = event.detail;
        this.soon(0);
      });
      this.soon(0);
    }

    // --- the way there and back ---

    clicked(event) {
      const link = event.target.closest("a.figure");
      if (!link) return;
      event.preventDefault();
      const path = pathOf(link);
      const field = fieldOf(path);
      if (!field) {
        if (this.box.dataset.edit) window.location.assign(`${this.box.dataset.edit}#f:${path}`);
        else this.tell(link);
        return;
      }
      this.mark(path);
      for (let one = field.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
      document.dispatchEvent(new CustomEvent("docgen:show", { detail: field }));
      const into = control(field) || field;
      into.scrollIntoView({ block: "center" });
      into.focus({ preventScroll: true });
      if (into.select && into.type !== "date") into.select();
    }

    focused(event) {
      const field = event.target.closest("[data-path]");
      if (!field || this.box.contains(field)) return;
      this.mark(field.dataset.path, true);
    }

    mark(path, scroll) {
      this.path = path;
      const links = [...this.box.querySelectorAll("a.figure")];
      let here = links.filter((link) => pathOf(link) === path);
      if (!here.length) here = links.filter((link) => pathOf(link).startsWith(`${path}.`));
      for (const link of links) link.classList.toggle("here", here.includes(link));
      if (scroll && here.length && !here.some((link) => this.seen(link))) this.scrollTo(here[0]);
    }

    seen(link) {
      const box = this.box.getBoundingClientRect();
      const at = link.getBoundingClientRect();
      return at.top >= Math.max(box.top, 0) && at.bottom <= Math.min(box.bottom, window.innerHeight);
    }

    scrollTo(link) {
      const box = this.box.getBoundingClientRect();
      const at = link.getBoundingClientRect();
      this.box.scrollBy({ top: at.top - box.top - box.height / 3 });
    }

    tell(link) {
      const told = document.querySelector("[data-told]");
      if (told) told.textContent = link.querySelector("title").textContent;
    }

    // --- what is typed ---

    soon(pause) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.ask(), pause);
    }

    // The fields of the case; what else the form holds is the page's own.
    values() {
      const found = {};
      for (const one of this.form.elements) {
        const off = (one.type === "checkbox" || one.type === "radio") && !one.checked;
        if (one.name && !off && !one.disabled && one.closest("[data-path]")) found[one.name] = one.value;
      }
      return found;
    }

    async ask() {
      // One at a time; what was typed meanwhile is asked for when it is back.
      if (this.running || !this.box.dataset.preview) { this.asked = 1; return; }
      this.running = true;
      this.asked = 0;
      this.box.classList.add("busy");
      try {
        const answer = await fetch(this.box.dataset.preview, {
          method: "POST",
          headers: { "Content-Type": "application/json", "X-CSRF-Token": token(), "HX-Request": "true" },
          body: JSON.stringify({
            values: this.values(),
            have: [...this.box.querySelectorAll(".leaf")].map((leaf) => leaf.dataset.digest),
          }),
        });
        if (answer.redirected) window.location.reload();
        const text = await answer.text();
        if (answer.ok) this.take(text);
        else document.getElementById("faults").innerHTML = text;
      } catch {
        this.box.classList.add("stale");
      } finally {
        this.running = false;
        this.box.classList.remove("busy");
        if (this.asked) this.soon(0);
      }
    }

    take(text) {
      const made = document.createElement("template");
      made.innerHTML = text;
      const top = this.box.scrollTop;
      const old = new Map([...this.box.querySelectorAll(".leaf")].map((leaf) => [leaf.dataset.digest, leaf]));
      for (const leaf of made.content.querySelectorAll(".leaf[data-kept]")) {
        const kept = old.get(leaf.dataset.digest);
        if (!kept) continue;
        kept.dataset.page = leaf.dataset.page;
        leaf.replaceWith(kept);
      }
      this.outlines(made.content);
      const sheets = this.box.querySelector("svg.outlines");
      this.box.replaceChildren(...made.content.childNodes);
      if (sheets) this.box.prepend(sheets);
      this.box.scrollTop = top;
      this.box.classList.remove("stale");
      if (this.path) this.mark(this.path);
      document.dispatchEvent(new CustomEvent("docgen:paged", { detail: this.box.querySelector(".sheets-data")?.dataset }));
    }

    // An outline stands once in the page: those that are there already are not added again.
    outlines(made) {
      const here = this.box.querySelector("svg.outlines");
      const come = made.querySelector("svg.outlines");
      if (!here || !come) return;
      const known = new Set([...here.querySelectorAll("path")].map((path) => path.id));
      const into = here.querySelector("defs");
      for (const path of [...come.querySelectorAll("path")]) if (!known.has(path.id)) into.append(path);
      come.remove();
    }
  }

  const begin = () => {
    for (const box of document.querySelectorAll("[data-preview]")) {
      if (!box.paper) box.paper = new Paper(box);
    }
    for (const mark of document.querySelectorAll("[data-mark]")) {
      mark.addEventListener("change", () => {
        for (const box of document.querySelectorAll("[data-preview]")) box.classList.toggle("marked", mark.checked);
      });
    }
    // #f:PATH in the address: the field that a figure or a finding leads to.
    const go = () => {
      if (!window.location.hash.startsWith("#f:")) return;
      const field = fieldOf(decodeURIComponent(window.location.hash.slice(3)));
      if (!field) return;
      document.dispatchEvent(new CustomEvent("docgen:show", { detail: field }));
      const into = control(field) || field;
      into.scrollIntoView({ block: "center" });
      into.focus({ preventScroll: true });
    };
    window.addEventListener("hashchange", go);
    go();
  };
  begin();
})();
