// The form of a case: checked as it is typed, rows added and dropped, saved without leaving the page.
// Without it the same buttons are answered by whole pages. Nothing that is typed is ever replaced.
"use strict";

(() => {
  const form = document.getElementById("case");
  if (!form) return;
  const faults = document.getElementById("faults");
  const saved = form.querySelector("[data-saved]");
  const id = form.dataset.case;
  const byId = (name) => document.getElementById(name);
  const slotOf = (name) => form.querySelector(`[data-slot="${CSS.escape(name)}"]`);
  let clean = true;

  const tell = (text) => {
    const told = document.createElement("p");
    told.className = "finding error";
    told.textContent = text;
    faults.replaceChildren(told);
  };

  // --- what is sent -----------------------------------------------------------------------------

  const filled = () => {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && value.trim() !== "") body.append(name, value);
    }
    return body;
  };

  // Whoever logs in again in another window has another token; it is fetched, the page stays.
  // One at a time: each asking may begin a session of its own.
  let renewing = null;
  const renewToken = () => {
    renewing = renewing || fetchToken().finally(() => { renewing = null; });
    return renewing;
  };
  const fetchToken = async () => {
    const page = new DOMParser().parseFromString(await (await fetch("/cases")).text(), "text/html");
    const fresh = page.querySelector('meta[name="csrf-token"]').content;
    if (!fresh || fresh === token()) return false;
    document.querySelector('meta[name="csrf-token"]').content = fresh;
    form.querySelector('input[name="csrf"]').value = fresh;
    return true;
  };

  const send = async (address, body, more = {}, again = true) => {
    const used = token();
    const headers = { "X-CSRF-Token": used, "HX-Request": "true", ...more.headers };
    const answer = await fetch(address, { method: "POST", body, ...more, headers });
    if (answer.headers.has("HX-Redirect")) {
      throw new Error("登录已经过期。请在另一个窗口登录，再回到这一页；填写的都还在。");
    }
    if (answer.status === 403 && again && (token() !== used || await renewToken())) {
      body.set("csrf", token());
      return send(address, body, more, false);
    }
    return answer;
  };

  const offline = (error) => {
    tell(error instanceof TypeError
      ? "与本系统的连接断了。请确认它还在运行；填写的都还在这一页。" : error.message);
  };

  // --- checks -----------------------------------------------------------------------------------

  let waiting = 0;
  let running = null;

  const place = (slot, part) => {
    if (slot.contains(document.activeElement)) return;
    const typed = [...slot.querySelectorAll("textarea")].some((one) => one.value.trim() !== "");
    if (typed) return;
    slot.replaceChildren(...(part ? [...part.childNodes] : []));
  };

  const mark = () => {
    for (const one of form.querySelectorAll(".noted")) one.classList.remove("noted");
    for (const slot of form.querySelectorAll(".notes:not(:empty)")) {
      let around = slot.closest(".unused");
      while (around && around !== form) {
        around.classList.add("noted");
        around = around.parentElement.closest(".unused");
      }
    }
  };

  const apply = (text) => {
    const said = new DOMParser().parseFromString(text, "text/html");
    const parts = (kind) => [...said.querySelectorAll(`[data-part="${kind}"]`)];
    const slots = new Map(parts("slot").map((one) => [one.dataset.at, one]));
    for (const slot of form.querySelectorAll("[data-slot]")) {
      const part = slots.get(slot.dataset.slot);
      place(slot, part);
      const input = byId(`f:${slot.id.slice(2)}`);
      if (!input) continue;
      if (part && "wrong" in part.dataset) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      const box = input.closest(".field, td");
      if (box) box.classList.toggle("lacking", Boolean(part && "missing" in part.dataset));
    }
    const echoes = new Map(parts("echo").map((one) => [one.dataset.at, one.textContent]));
    for (const one of form.querySelectorAll("[data-echo]")) {
      one.textContent = echoes.get(one.dataset.echo) || "";
    }
    for (const one of parts("topic")) {
      const link = form.querySelector(`.topics [data-topic="${one.dataset.at}"]`);
      if (!link) continue;
      const left = link.querySelector(".left");
      left.textContent = one.dataset.count;
      left.hidden = one.dataset.count === "0";
    }
    const summary = form.querySelector("[data-summary]");
    const open = summary.querySelector("details");
    const fresh = parts("summary")[0];
    if (open && open.open && fresh.querySelector("details")) fresh.querySelector("details").open = true;
    if (!summary.contains(document.activeElement)) summary.replaceChildren(...fresh.childNodes);
    mark();
  };

  const check = async () => {
    if (running) running.abort();
    const mine = running = new AbortController();
    try {
      const answer = await send(`/cases/${id}/check`, filled(), { signal: mine.signal });
      const text = await answer.text();
      if (mine !== running) return;
      if (!answer.ok) { faults.innerHTML = text; return; }
      faults.replaceChildren();
      apply(text);
      form.dispatchEvent(new CustomEvent("docgen:checked", { bubbles: true }));
    } catch (error) {
      if (error.name !== "AbortError") offline(error);
    }
  };

  const soon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(check, 400);
  };

  const touched = () => {
    if (clean) {
      clean = false;
      saved.classList.add("dirty");
      saved.textContent = "未保存";
    }
    soon();
  };
  form.addEventListener("input", (event) => {
    if (event.target.dataset && event.target.dataset.path) touched();
  });
  const dirty = () => {
    form.dispatchEvent(new Event("input", { bubbles: true }));
    document.dispatchEvent(new Event("docgen:rows"));
    touched();
  };

  // --- rows -------------------------------------------------------------------------------------

  const linesOf = (lines) => [...lines.children].filter((one) => one.matches(".line"));
  const add = (grid) => {
    const lines = grid.querySelector("[data-lines]");
    const depth = grid.dataset.grid.split(".").length;
    const places = linesOf(lines).map((one) => Number(one.dataset.line.split(".")[depth]));
    const next = Math.max(-1, ...places) + 1;
    const blank = grid.dataset.place;
    const made = document.createElement("template");
    made.innerHTML = grid.querySelector(":scope > template").innerHTML
      .replaceAll(`.${blank}`, `.${next}`).replaceAll(`[${blank}]`, `[${next}]`);
    const line = made.content.firstElementChild;
    lines.append(line);
    return line;
  };

  // A row that moves up takes the place of the one before it, so that figures lead to it.
  const bracketed = (name) => name.replace(/\.(\d+)(?=\.|$)/g, "[$1]");
  const rename = (line, from, to) => {
    const pairs = [[from, to], [bracketed(from), bracketed(to)]];
    for (const one of [line, ...line.querySelectorAll("*")]) {
      for (const held of one.attributes || []) {
        if (held.name === "value" && one.tagName !== "BUTTON") continue;
        for (const [old, fresh] of pairs) {
          if (held.value.includes(old)) held.value = held.value.split(" ").map((word) => {
            const at = word.indexOf(old);
            const head = word.slice(0, Math.max(at, 0));
            const next = word[at + old.length];
            const whole = at >= 0 && (head === "" || head.endsWith(":")) && (next === undefined || next === "." || next === "[");
            return whole ? head + fresh + word.slice(at + old.length) : word;
          }).join(" ");
        }
      }
      if (one.tagName === "TEMPLATE") rename(one.content, from, to);
    }
  };

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if ("add" in button.dataset) {
      event.preventDefault();
      const line = add(button.closest(".grid"));
      line.querySelector("input, select, textarea").focus();
      dirty();
    } else if ("drop" in button.dataset) {
      event.preventDefault();
      const line = button.closest(".line");
      const all = linesOf(line.parentElement);
      const here = all.indexOf(line);
      const near = all[here + 1] || all[here - 1];
      const grid = line.closest(".grid");
      const after = all.slice(here);
      const names = after.map((one) => one.dataset.line);
      line.remove();
      after.slice(1).forEach((one, index) => rename(one, names[index + 1], names[index]));
      (near ? near.querySelector("input, select, textarea") : grid.querySelector("[data-add]")).focus();
      dirty();
    } else if (button.value.startsWith("confirm:")) {
      event.preventDefault();
      confirmed(button.closest("details"));
    }
  });

  const confirmed = (asked) => {
    const why = asked.querySelector("textarea");
    if (!why.value.trim()) { why.focus(); why.setAttribute("aria-invalid", "true"); return; }
    const line = add(form.querySelector('[data-grid="acknowledgements"]'));
    const said = {
      code: asked.dataset.code, path: asked.dataset.path, value: asked.dataset.value,
      reason: why.value.trim(), by: form.dataset.me, date: form.dataset.today,
    };
    for (const [key, text] of Object.entries(said)) {
      byId(`f:${bracketed(line.dataset.line)}.${key}`).value = text;
    }
    why.value = "";
    why.blur();
    asked.open = false;
    dirty();
  };

  // --- ways around ------------------------------------------------------------------------------

  const showAll = () => {
    form.dataset.scope = "all";
    form.querySelector("[data-scope-choice]").value = "all";
  };

  const go = (target) => {
    let path = target;
    let found = byId(path);
    while (!found && /[.[]/.test(path)) {
      path = path.replace(/(\.[^.[\]]+|\[\d+\])$/, "");
      found = byId(path);
    }
    if (!found) return;
    if (!found.offsetParent) showAll();
    const details = found.closest("details");
    if (details) details.open = true;
    found.scrollIntoView({ block: "center" });
    found.focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    const target = link && link.getAttribute("href");
    if (!target || !/^#[ft]:/.test(target) || link.closest("#preview")) return;
    event.preventDefault();
    const path = decodeURIComponent(target.slice(1));
    if (path.startsWith("t:")) {
      const topic = byId(path);
      if (!topic.offsetParent) showAll();
      topic.scrollIntoView();
      topic.focus({ preventScroll: true });
    } else go(path);
  });

  // A figure of the preview leads to a field that may not be in sight.
  document.addEventListener("docgen:show", (event) => {
    if (!event.detail.offsetParent) showAll();
  });

  document.addEventListener("keydown", (event) => {
    if (!event.altKey || event.key !== "ArrowDown") return;
    const all = [...form.querySelectorAll('[aria-invalid="true"], .lacking input, .lacking select, .lacking textarea')]
      .filter((one) => one.offsetParent);
    if (!all.length) return;
    event.preventDefault();
    const here = document.activeElement;
    const after = all.find((one) => here.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
    const next = after || all[0];
    next.scrollIntoView({ block: "center" });
    next.focus({ preventScroll: true });
  });

  // --- paper, scope -----------------------------------------------------------------------------

  const plain = form.querySelector("[data-plain]");
  plain.hidden = true;
  for (const one of form.querySelectorAll("[data-show]")) {
    one.addEventListener("change", () => form.requestSubmit(plain));
  }
  form.querySelector("[data-scope-choice]").addEventListener("change", (event) => {
    form.dataset.scope = event.target.value || "used";
  });

  // --- preview ----------------------------------------------------------------------------------

  const preview = byId("preview");
  const toggle = form.querySelector("[data-preview-toggle]");
  const KEEP = "docgen-preview";
  const split = (shown) => {
    preview.hidden = !shown;
    document.body.classList.toggle("split", shown);
    toggle.setAttribute("aria-pressed", String(shown));
    toggle.textContent = shown ? "收起预览" : "预览";
  };
  toggle.hidden = false;
  split(localStorage.getItem(KEEP) !== "off" && window.innerWidth >= 1000);
  toggle.addEventListener("click", () => {
    split(preview.hidden);
    localStorage.setItem(KEEP, preview.hidden ? "off" : "on");
  });

  // --- saving -----------------------------------------------------------------------------------

  let saving = false;
  const save = async () => {
    if (saving) return;
    saving = true;
    const body = filled();
    body.set("do", "save");
    try {
      const answer = await send(form.action, body, { headers: { "X-Desk": "save" } });
      if (answer.ok) {
        const told = await answer.json();
        form.querySelector('input[name="at:based_on"]').value = told.version;
        form.querySelector('input[name="at:why"]').value = "";
        saved.classList.remove("dirty");
        saved.textContent = `已保存第 ${told.version} 版`;
        clean = true;
        faults.replaceChildren();
        document.dispatchEvent(new Event("docgen:saved"));
        soon();
        return;
      }
      dirty();
      if (answer.status === 409) {
        leave(form.querySelector("[data-save]"));
      } else if (answer.status === 422) {
        await check();
        tell("没有保存：有填写的内容读不出来，已在下面标红。填写的都还在本页。");
        const first = form.querySelector('[aria-invalid="true"]');
        if (first) go(first.id);
      } else faults.innerHTML = await answer.text();
    } catch (error) {
      dirty();
      offline(error);
    } finally {
      saving = false;
    }
  };

  let leaving = false;
  const leave = (button) => {
    leaving = true;
    form.requestSubmit(button);
  };
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (leaving || (button && button.value !== "save")) return;
    event.preventDefault();
    save();
  });

  if ("unsaved" in form.dataset) dirty();
  else if (!saved.textContent.includes("已保存")) soon();
  else { mark(); soon(); }
  mark();
})();
