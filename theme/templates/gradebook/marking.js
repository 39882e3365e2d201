"use strict";
// Where ./inv serve gives this page a token, a class is marked here. What the server last told of the file is in
// `index`; what is to be written, and is not yet, is in `waiting`; the page shows the one over the other.
(() => {
  const served = document.querySelector('meta[name="cohort-token"]');
  const token = served?.content;
  if (!token) return;
  const $ = (selector, within = document) => within.querySelector(selector);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const page = $(".marking");
  const week = Number(page.dataset.week);
  const items = all(".marking-item");
  const said = $(".marking-bar .said");
  const panel = $("#rubric").content.firstElementChild.cloneNode(true);
  const fields = all("fieldset", panel);
  const feedback = $(".feedback textarea", panel);
  const criteria = fields.map((field) => field.dataset.criterion);
  const waiting = new Map(), written = new Map(), conflicts = new Map(), drafts = new Map(), history = [];
  let digest = "", index = new Map();
  let order = items, at = 0, active = 0, shown = items[0], way = "", sending = false;

  // What is said of whom

  const keyOf = (item, criterion) => `${item.dataset.person}\n${criterion ?? ""}`;
  const textsOf = new Map(items.map((item) => [item, new Set(item.dataset.texts.split("\n"))]));
  const entryOf = (item, criterion) => {
    const { about } = item.dataset;
    const isOf = (entry) => criterion
      ? entry.text !== undefined || entry.week === week
      : (entry.text ?? "") === about && (about || entry.week === week);
    const found = index.get(keyOf(item, criterion)) ?? [];
    return found.find((entry) => entry.text && textsOf.get(item).has(entry.text) && isOf(entry)) ?? found.find(isOf);
  };
  const sayingOf = (entry, criterion) => entry ? (criterion ? { points: entry.points, reason: entry.reason ?? "" } : { note: entry.note }) : null;
  const inFile = (item, criterion) => sayingOf(entryOf(item, criterion), criterion);
  const saying = (item, criterion) => {
    const key = keyOf(item, criterion);
    return waiting.has(key) ? waiting.get(key).now : inFile(item, criterion);
  };
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const marked = new Set();
  const isMarked = (item) => marked.has(item);
  const count = (some = items) => {
    for (const item of some) {
      const whole = (way ? [way] : criteria).every((criterion) => saying(item, criterion)?.reason);
      if (whole) marked.add(item); else marked.delete(item);
    }
  };

  // Writing

  const put = (item, criterion, now, { again = false } = {}) => {
    const before = saying(item, criterion);
    if (same(before, now)) return;
    if (!again) history.push({ item, criterion, before, after: now });
    waiting.set(keyOf(item, criterion), { item, criterion, now });
    conflicts.delete(keyOf(item, criterion));
    count([item]);
    show();
    send();
  };
  const ask = async (edits = []) => {
    const answer = await fetch(`${served.dataset.at}.marks`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Cohort-Token": token },
      body: JSON.stringify({ week, edits }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  };
  const editOf = ({ item, criterion, now }) => {
    const { person, about } = item.dataset;
    const entry = entryOf(item, criterion);
    const where = entry ? (entry.text ? { text: entry.text } : { week: entry.week }) : about ? { text: about } : { week };
    if (entry?.text && entry.week !== undefined) where.week = entry.week;
    return {
      table: criterion ? "marks" : "notes",
      about: criterion ? { person, criterion, ...where } : { person, ...where },
      was: sayingOf(entry, criterion),
      now,
    };
  };
  const send = async () => {
    if (sending) return;
    sending = true;
    let refused = "";
    try {
      while (waiting.size) {
        const [key, edit] = waiting.entries().next().value;
        tell("Saving …");
        try {
          const answer = await ask([editOf(edit)]);
          const unexpected = answer.conflicts.length > 0;
          take(answer, unexpected ? null : key);
          if (unexpected) conflicts.set(key, edit);
          else written.set(key, edit);
        } catch (error) {
          if (error instanceof TypeError) throw error;
          refused = error.message;
        }
        if (waiting.get(key) === edit) waiting.delete(key);
        count();
        show();
      }
      tell(refused ? `Not saved: ${refused}` : conflicts.size ? "Not saved: written elsewhere, too" : "Saved");
    } catch {
      tell("Not saved: ./inv serve does not answer; it is tried again");
      setTimeout(send, 3000);
    } finally {
      sending = false;
    }
  };
  // Another window or an editor may have written what this one had written.
  const read = (answer) => {
    digest = answer.digest;
    index = Map.groupBy([...answer.marks, ...answer.notes], (entry) => `${entry.person}\n${entry.criterion ?? ""}`);
  };
  const take = (answer, own) => {
    read(answer);
    for (const [key, edit] of written) {
      if (key === own || waiting.has(key) || same(inFile(edit.item, edit.criterion), edit.now)) continue;
      written.delete(key);
      conflicts.set(key, edit);
    }
  };
  const look = async () => {
    if (sending || document.hidden) return;
    try {
      const before = digest;
      const answer = await ask();
      if (sending || answer.digest === before) return;
      take(answer);
      count();
      show();
    } catch { /* told by the next mark */ }
  };
  const tell = (text) => { said.textContent = text; };

  // Showing

  const item = () => order[at];
  const defaults = (field) => all("[data-reason]", field).map((radio) => radio.dataset.reason);
  const fill = (box, value) => { if (document.activeElement !== box) box.value = value; };
  const show = () => {
    const done = marked.size;
    $("#progress").textContent = `${done} of ${items.length} marked`;
    $(".marking-bar progress").value = done;
    const finished = done === items.length;
    $(".finished").hidden = !finished;
    if (finished && $(".blind").checked && items.every((one) => criteria.every((criterion) => saying(one, criterion)))) {
      $(".blind").checked = false;
      name();
    }
    for (const field of fields) {
      const criterion = field.dataset.criterion;
      const now = saying(item(), criterion);
      const draft = drafts.get(keyOf(item(), criterion));
      const points = now?.points ?? draft?.points;
      field.hidden = way !== "" && way !== criterion;
      field.classList.toggle("active", fields.indexOf(field) === active);
      for (const radio of all("input[type=radio]", field)) radio.checked = points !== undefined && Number(radio.value) === points;
      fill($("input[type=number]", field), points ?? "");
      $(".own-points", field).hidden = all(".level", field).length > 0 && (points === undefined || all("input[type=radio]", field).some((radio) => radio.checked));
      fill($("textarea", field), now?.reason ?? draft?.reason ?? "");
      $(".worth", field).textContent = now ? `${now.points} of ${field.dataset.most}` : "";
      $("[data-do=clear]", field).hidden = !now;
    }
    fill(feedback, saying(item())?.note ?? "");
    showConflicts();
  };
  const told = (now) => now === null ? "nothing" : now.note !== undefined ? now.note : `${now.points}: ${now.reason}`;
  const showConflicts = () => {
    const box = $(".conflicts");
    box.hidden = conflicts.size === 0;
    box.replaceChildren(...[...conflicts].map(([key, edit]) => {
      const { item, criterion, now } = edit;
      const what = document.createElement("div");
      what.className = "conflict";
      const head = document.createElement("h2");
      head.textContent = `${nameOf(item.dataset.person)}, ${criterion ? $("legend", fields[criteria.indexOf(criterion)]).firstChild.textContent.trim() : "feedback"}`;
      const sides = document.createElement("dl");
      for (const [name, value] of [["In the file", inFile(item, criterion)], ["Here", now]]) {
        const side = document.createElement("div"), label = document.createElement("dt"), text = document.createElement("dd");
        label.textContent = name;
        text.textContent = told(value);
        side.append(label, text);
        sides.append(side);
      }
      const choose = (label, then) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "button";
        button.textContent = label;
        button.addEventListener("click", () => { conflicts.delete(key); then(); show(); });
        return button;
      };
      what.append(head, sides, choose("Keep what the file says", () => {}), choose("Write what is here", () => put(item, criterion, now)));
      return what;
    }));
  };
  const go = (to, { focus = true } = {}) => {
    document.activeElement?.blur?.();
    at = to;
    if (shown !== item()) {
      shown.hidden = true;
      item().hidden = false;
      shown = item();
    }
    if (way === "") {
      const first = criteria.findIndex((criterion) => !saying(item(), criterion)?.reason);
      active = first < 0 ? 0 : first;
    } else active = criteria.indexOf(way);
    $(".marking-side", item()).append(panel);
    $(".to", panel).textContent = nameOf(item().dataset.person);
    show();
    window.history.replaceState(null, "", $(".blind").checked ? " " : `#${item().id}`);
    if (focus) $("h2", item()).focus({ preventScroll: true });
    const top = $(".marking-items").getBoundingClientRect().top + scrollY - 80;
    if (focus && scrollY > top) scrollTo(0, top);
  };
  const step = (by, { any = false } = {}) => {
    for (let n = 1; n <= order.length; n++) {
      const to = (at + by * n + order.length * n) % order.length;
      if (any || !isMarked(order[to])) return go(to);
    }
    const end = $(".finished");
    if (!end.hidden) end.focus();
  };

  // Names

  const names = new Map(all("[data-who]").map((one) => [one.dataset.who, one.textContent]));
  const hidden = new Map();
  const nameOf = (person) => $(".blind").checked ? hidden.get(person) ?? "Somebody" : names.get(person);
  const name = () => {
    const blind = $(".blind").checked;
    const here = order[at];
    if (blind) {
      const seed = sessionStorage.getItem(`seed-${week}`) ?? String(Math.random());
      sessionStorage.setItem(`seed-${week}`, seed);
      const mixed = (text) => [...(seed + text)].reduce((sum, letter) => Math.imul(sum ^ letter.codePointAt(0), 16777619), 2166136261);
      order = [...items].sort((a, b) => mixed(a.id) - mixed(b.id));
      order.forEach((one, n) => hidden.set(one.id, `Student ${n + 1}`));
    } else order = items;
    at = order.indexOf(here);
    for (const one of all("[data-who]")) one.textContent = nameOf(one.dataset.who);
    for (const one of all(".leads, .marked-post .remarks")) one.hidden = blind;
    $(".to", panel).textContent = nameOf(here.dataset.person);
  };

  // Doing

  const level = (number) => {
    const field = fields[active];
    const points = Number(all("input[type=radio]", field)[number - 1]?.value);
    if (Number.isNaN(points)) return;
    mark(field, points);
    if (way === "" && saying(item(), criteria[active])) {
      const next = criteria.findIndex((criterion) => !saying(item(), criterion)?.reason);
      if (next >= 0) active = next;
      show();
    }
  };
  const mark = (field, points) => {
    const box = $("textarea", field), criterion = field.dataset.criterion;
    const own = box.value.trim();
    const radio = all("input[type=radio]", field).find((one) => Number(one.value) === points);
    const reason = own === "" || defaults(field).includes(own) ? radio?.dataset.reason ?? "" : own;
    if (reason === "") {
      drafts.set(keyOf(item(), criterion), { points });
      show();
      tell("Give a reason: it is not saved yet");
      box.focus();
      return;
    }
    drafts.delete(keyOf(item(), criterion));
    put(item(), criterion, { points, reason });
  };
  const reason = (field) => {
    const criterion = field.dataset.criterion, text = $("textarea", field).value.trim();
    const now = saying(item(), criterion);
    const points = now?.points ?? drafts.get(keyOf(item(), criterion))?.points;
    if (points === undefined) {
      if (text) { drafts.set(keyOf(item(), criterion), { reason: text }); tell("Give points: it is not saved yet"); }
      return;
    }
    if (text === "") { show(); tell("A mark needs a reason: the old one stays"); return; }
    drafts.delete(keyOf(item(), criterion));
    put(item(), criterion, { points, reason: text });
  };
  const undo = () => {
    const last = history.pop();
    if (!last) return tell("There is nothing to undo");
    go(order.indexOf(last.item));
    if (!same(saying(last.item, last.criterion), last.after)) return tell("Changed since: nothing was undone");
    put(last.item, last.criterion, last.before, { again: true });
  };
  const phrase = (button) => {
    const given = (names.get(item().dataset.person) ?? "").split(/\s+/)[0];
    const { text: saved } = button.dataset;
    const text = $(".blind").checked ? saved.replace(/,? ?\{name\}(?:, )?/g, "") : saved.replaceAll("{name}", given);
    const before = feedback.value.trim();
    $("dialog.phrases").close();
    put(item(), undefined, { note: before ? `${before}\n${text}` : text });
  };
  const deeds = {
    next: (event) => step(1, { any: event.shiftKey }),
    previous: (event) => step(-1, { any: event.shiftKey }),
    undo,
    help: () => $("dialog.keys").showModal(),
    phrases: () => $("dialog.phrases").showModal(),
    clear: (event) => put(item(), event.target.closest("fieldset").dataset.criterion, null),
  };
  const keys = { j: "next", k: "previous", u: "undo", c: "phrases", "?": "help" };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-do]");
    if (button) deeds[button.dataset.do](event);
    const saved = event.target.closest("dialog.phrases [data-text]");
    if (saved) phrase(saved);
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const open = $("dialog[open]");
    if (open) {
      const button = open.matches(".phrases") && /^[1-9]$/.test(event.key) && all("[data-text]", open)[Number(event.key) - 1];
      if (button) { event.preventDefault(); phrase(button); }
      return;
    }
    const field = event.target.closest?.("input:not([type=radio], [type=checkbox]), textarea, select");
    if (event.key === "Escape" && field) { field.blur(); return; }
    if (field) return;
    if (/^[0-9]$/.test(event.key)) {
      const number = $(".own-points input", fields[active]);
      if (!$(".level", fields[active])) { number.value = ""; number.focus(); return; }
      event.preventDefault();
      level(Number(event.key));
      return;
    }
    const deed = keys[event.key] ?? (event.shiftKey ? keys[event.key.toLowerCase()] : undefined);
    if (deed) { event.preventDefault(); deeds[deed](event); }
  });
  for (const field of fields) {
    field.addEventListener("focusin", () => { active = fields.indexOf(field); all("fieldset", panel).forEach((one, n) => one.classList.toggle("active", n === active)); });
    for (const radio of all("input[type=radio]", field)) radio.addEventListener("change", () => mark(field, Number(radio.value)));
    const number = $("input[type=number]", field);
    number.addEventListener("change", () => { if (number.value !== "" && number.checkValidity()) mark(field, Number(number.value)); else number.reportValidity(); });
    $("textarea", field).addEventListener("change", () => reason(field));
  }
  feedback.addEventListener("change", () => put(item(), undefined, feedback.value.trim() ? { note: feedback.value.trim() } : null));
  $(".way").addEventListener("change", (event) => {
    way = event.target.value;
    count();
    go(Math.max(0, order.findIndex((one) => !isMarked(one))), { focus: false });
  });
  $(".blind").addEventListener("change", () => { name(); go(Math.max(0, order.findIndex((one) => !isMarked(one))), { focus: false }); });
  panel.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("beforeunload", (event) => { document.activeElement?.blur?.(); if (waiting.size || conflicts.size || drafts.size) event.preventDefault(); });
  document.addEventListener("built", async (event) => {
    event.preventDefault();
    look();
    const made = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    $(".newer").hidden = $(".marking", made)?.dataset.texts === page.dataset.texts;
  });
  document.addEventListener("visibilitychange", look);
  addEventListener("focus", look);
  setInterval(look, 5000);

  ask().then((answer) => {
    read(answer);
    count();
    items.slice(1).forEach((one) => { one.hidden = true; });
    page.classList.add("live");
    $(".marking-bar").hidden = $(".marking-how").hidden = false;
    const linked = order.findIndex((one) => `#${one.id}` === decodeURIComponent(location.hash));
    const first = order.findIndex((one) => !isMarked(one));
    go(linked >= 0 ? linked : Math.max(0, first), { focus: false });
  }, (error) => { $(".read-only").textContent = `Marks cannot be given now: ${error.message}`; });
})();
