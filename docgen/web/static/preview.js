// The paper beside its form: a click on a figure goes to its field, a field shows where it stands.
//
//   <div class="sheets marked" data-preview="/cases/7/preview/出让合同" data-form="#case-form"></div>
//
// With data-form, what is typed is shown a moment later; without, clicks lead to data-edit.
// Fields bear data-path="grant.price_yuan"; a figure that no field gives tells where it comes from.
"use strict";

(() => {
  const PAUSE = 350;

  const controls = "input[data-path], select[data-path], textarea[data-path]";
  const exactly = (path) => document.querySelector(`:is(${controls})[data-path="${CSS.escape(path)}"]`);

  // The field itself; of a part, its first field; of a bound or a cell, the field it belongs to.
  const fieldOf = (path) => {
    if (!path) return null;
    const within = (one) => one.dataset.path.startsWith(`${path}.`) || one.dataset.path.startsWith(`${path}[`);
    const found = exactly(path) || [...document.querySelectorAll(controls)].find(within);
    if (found) return found;
    const above = path.replace(/(\.[^.[\]]+|\[\d+\])$/, "");
    return above !== path && /[.[]/.test(above) ? fieldOf(above) : null;
  };
  const pathOf = (link) => (link.getAttribute("href") || "").slice(3);
  const restsOn = (link) => link.dataset.field || pathOf(link);

  const go = (field) => {
    for (let one = field.closest("details"); one; one = one.parentElement.closest("details")) one.open = true;
    document.dispatchEvent(new CustomEvent("docgen:show", { detail: field }));
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
    if (field.select && field.type !== "date") field.select();
  };

  class Paper {
    constructor(box) {
      this.box = box;
      this.form = box.dataset.form ? document.querySelector(box.dataset.form) : null;
      this.timer = 0;
      this.asked = 0;
      this.running = false;
      this.path = "";
      this.told = "";
      box.addEventListener("click", (event) => this.clicked(event));
      document.addEventListener("focusin", (event) => this.focused(event));
      if (!this.form) return;
      this.form.addEventListener("input", () => this.soon(PAUSE));
      this.form.addEventListener("change", () => this.soon(0));
      document.addEventListener("docgen:rows", () => this.soon(0));
      new ResizeObserver(() => { if (this.asked && this.box.offsetParent) this.soon(0); }).observe(box);
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
      const path = restsOn(link);
      if (this.box.dataset.edit) {
        window.location.assign(`${this.box.dataset.edit}#f:${path}`);
        return;
      }
      const field = fieldOf(path);
      this.mark(pathOf(link));
      if (field) go(field);
      // What is worked out cannot be typed: its field is one that it is worked out from.
      if (!field || field.dataset.path !== pathOf(link)) this.tell(link.querySelector("title").textContent);
      else this.tell("");
    }

    focused(event) {
      if (!event.target.matches(controls)) return;
      this.tell("");
      this.mark(event.target.dataset.path, true);
    }

    mark(path, scroll) {
      this.path = path;
      const links = [...this.box.querySelectorAll("a.figure")];
      let here = links.filter((link) => pathOf(link) === path);
      if (!here.length) here = links.filter((link) => restsOn(link) === path);
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

    tell(text) {
      this.told = text;
      let note = this.box.querySelector(".sheets-note");
      if (!text) { if (note) note.remove(); return; }
      if (!note) {
        note = document.createElement("p");
        note.className = "sheets-note";
        note.setAttribute("role", "status");
        this.box.prepend(note);
      }
      note.textContent = text;
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
        if (one.name && !off && one.dataset.path) found[one.name] = one.value;
      }
      return found;
    }

    async ask() {
      // One at a time, and only what can be seen; what was typed meanwhile is asked for later.
      if (this.running || !this.box.dataset.preview || !this.box.offsetParent) { this.asked = 1; return; }
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
        if (!answer.ok || answer.status === 204) this.box.classList.add("stale");
        else this.take(await answer.text());
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
      if (this.told) this.tell(this.told);
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
    // #f:PATH in the address: the field that a figure or a finding of another page leads to.
    const lead = () => {
      const field = window.location.hash.startsWith("#f:") && fieldOf(decodeURIComponent(window.location.hash.slice(3)));
      if (field) go(field);
    };
    window.addEventListener("hashchange", lead);
    lead();
  };
  begin();
})();
