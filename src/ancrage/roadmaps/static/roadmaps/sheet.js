// Autosave of a sheet: what changed is sent a moment after the last key, and on leaving a field.
// What is not saved yet is kept in this browser, under the sheet and the person, until the server
// has it: a server that stops or a tab that closes loses nothing. Without this file, the form posts.
const PAUSE = 1500; // milliseconds without a key
const RETRY = [1000, 2000, 5000, 10000]; // waits between attempts when the server does not answer
const form = document.querySelector("[data-autosave]");

// Each page keeps its own words, and finds those that the pages before it left: what one types
// now never takes the place of what is still to be taken back.
class Drafts {
  constructor(key) {
    this.prefix = `ancrage:sheet:${key}:`;
    this.own = this.prefix + randomKey();
  }

  // Paths with their value, the revision that they were written over, when.
  write(paths) {
    try {
      if (Object.keys(paths).length) localStorage.setItem(this.own, JSON.stringify(paths));
      else localStorage.removeItem(this.own);
    } catch {
      // A browser that keeps nothing: the page still saves, and warns before it is left.
    }
  }

  // What other pages left: [name, paths], the oldest first.
  left() {
    try {
      const names = Object.keys(localStorage).filter((name) => name.startsWith(this.prefix) && name !== this.own);
      const found = names.map((name) => [name, JSON.parse(localStorage.getItem(name))]);
      return found.sort(([, one], [, other]) => lastOf(one) - lastOf(other));
    } catch {
      return [];
    }
  }

  forget(name) {
    localStorage.removeItem(name);
  }
}

function lastOf(paths) {
  return Math.max(...Object.values(paths).map(({ at }) => at));
}

function randomKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(5)), (n) => n.toString(36).padStart(2, "0")).join("");
}

class Sheet {
  constructor(element) {
    this.form = element;
    this.revision = Number(element.dataset.revision);
    this.drafts = new Drafts(element.dataset.drafts);
    this.status = element.querySelector("[data-status]");
    this.dirty = new Map(); // path → revision that it was written over
    this.sending = new Map();
    this.clashes = new Map(); // path → {theirs, both, revision, over}; null: the page came with it
    this.faulty = new Map();
    this.removed = new Set();
    this.failures = 0;
    for (const one of element.querySelectorAll("[data-add]")) this.offerRows(one);
    for (const one of element.querySelectorAll("[name='conflict']")) this.clashes.set(one.value, null);
    element.addEventListener("input", (event) => this.typed(event.target));
    element.addEventListener("change", (event) => this.changed(event.target));
    element.addEventListener("submit", (event) => this.submit(event));
    window.addEventListener("beforeunload", (event) => this.warn(event));
    window.addEventListener("online", () => this.save());
    document.addEventListener("visibilitychange", () => document.hidden && this.save());
    this.offer = element.querySelector("[data-found]");
    this.offer.querySelector("[data-take]").addEventListener("click", () => this.take());
    this.offer.querySelector("[data-forget]").addEventListener("click", () => this.forget());
    this.offerDrafts();
  }

  controls(path) {
    return [...this.form.querySelectorAll(`[data-path="${CSS.escape(path)}"]`)];
  }

  value(path) {
    const row = path.split(".").slice(0, 2).join(".");
    const held = this.controls(path);
    if (held[0]?.type === "checkbox") return held.filter((box) => box.checked).map((box) => box.value);
    return this.removed.has(row) ? "" : held[0]?.value ?? "";
  }

  put(path, value) {
    for (const one of this.controls(path)) {
      if (one.type === "checkbox") one.checked = value.includes(one.value);
      else one.value = value;
    }
  }

  typed(target) {
    const path = target.dataset.path;
    if (!path) return;
    if (this.clashes.has(path)) return this.keep();
    this.mark(path);
    return this.later(PAUSE);
  }

  changed(target) {
    if (target.dataset.remove) this.toggleRow(target);
    else if (target.name?.startsWith("keep.")) this.settle(target);
    if (target.dataset.path && !this.clashes.has(target.dataset.path)) this.later(0);
  }

  mark(path) {
    if (!this.dirty.has(path)) this.dirty.set(path, this.faulty.get(path) ?? this.revision);
    this.keep();
    this.say("Modifications non enregistrées…");
  }

  later(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), wait);
  }

  // Everything that the server does not have, for the next page if this one ends.
  keep() {
    const clashing = [...this.clashes].filter(([, told]) => told).map(([path, { over }]) => [path, over]);
    const waiting = [...this.faulty, ...clashing, ...this.sending, ...this.dirty];
    this.drafts.write(
      Object.fromEntries(waiting.map(([path, revision]) => [path, { value: this.value(path), revision, at: Date.now() }])),
    );
  }

  // Whether the server has what was sent; one sending at a time.
  save() {
    this.running ??= this.push().finally(() => (this.running = null));
    return this.running;
  }

  // Send until the server has everything that it can have.
  async flush() {
    while (this.running || this.dirty.size) if (!(await this.save())) return false;
    return true;
  }

  // Paths that were written over the same revision go together: what others wrote since is merged
  // by the server, each path from its own.
  async push() {
    if (!this.dirty.size) return true;
    const revision = Math.min(...this.dirty.values());
    this.sending = new Map([...this.dirty].filter(([, over]) => over === revision));
    for (const path of this.sending.keys()) this.dirty.delete(path);
    const values = Object.fromEntries([...this.sending.keys()].map((path) => [path, this.value(path)]));
    const told = await this.send({ revision, values });
    if (told) this.received(told);
    else this.failed();
    this.sending = new Map();
    this.keep();
    if (told && this.dirty.size) this.later(PAUSE);
    return Boolean(told);
  }

  async send(body, { isSecond = false } = {}) {
    this.say("Enregistrement…");
    try {
      const response = await fetch(this.form.dataset.autosave, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.form.elements.csrfmiddlewaretoken.value },
        body: JSON.stringify(body),
        keepalive: document.hidden,
      });
      if (!response.headers.get("Content-Type")?.startsWith("application/json")) {
        if (!isSecond && response.status < 500 && (await this.renew())) return this.send(body, { isSecond: true });
        this.problem = response.status < 500 ? "votre session est finie : reconnectez-vous dans un autre onglet" : "";
        return null;
      }
      const told = await response.json();
      this.problem = told.problem ?? "";
      return told.problem ? null : told;
    } catch {
      this.problem = "";
      return null;
    }
  }

  // Signing in again changes what proves that the page is ours: it is read anew, for the same person.
  async renew() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const other = page.querySelector("[data-autosave]");
    if (other?.dataset.drafts !== this.form.dataset.drafts) return false;
    this.form.elements.csrfmiddlewaretoken.value = other.elements.csrfmiddlewaretoken.value;
    return true;
  }

  failed() {
    for (const [path, revision] of this.sending) {
      if (!this.dirty.has(path) || this.dirty.get(path) > revision) this.dirty.set(path, revision);
    }
    const wait = RETRY[Math.min(this.failures, RETRY.length - 1)];
    this.failures += 1;
    this.say(`Non enregistré : ${this.problem || "le serveur ne répond pas"}, nouvel essai dans ${wait / 1000} s…`, true);
    this.later(wait);
  }

  received(told) {
    this.failures = 0;
    const before = this.revision;
    this.revision = told.revision;
    this.form.elements.revision.value = told.revision;
    for (const path of this.sending.keys()) {
      this.tell(path, told.faults[path] ?? "", this.sending.get(path));
      if (told.conflicts[path]) this.clash(path, told.conflicts[path], this.sending.get(path));
      else if (!told.faults[path] && this.dirty.has(path)) this.dirty.set(path, told.revision);
    }
    for (const [path, value] of Object.entries(told.fresh)) {
      if (this.dirty.has(path) || this.clashes.has(path) || this.faulty.has(path)) continue;
      this.makeRoom(path);
      this.put(path, value);
    }
    // A path being typed that nobody else wrote is now written over what the server has.
    for (const [path, over] of this.dirty) {
      if (over === before && !(path in told.fresh)) this.dirty.set(path, told.revision);
    }
    this.form.closest("main").querySelector("[data-missing]").innerHTML = told.missing;
    this.sayWhatIsSaved(told.at);
  }

  sayWhatIsSaved(at) {
    if (this.clashes.size) this.say(`Enregistré à ${at}, sauf là où quelqu’un d’autre a écrit : choisissez.`, true);
    else if (this.faulty.size) this.say(`Enregistré à ${at}, sauf ce qui est à corriger.`, true);
    else this.say(`Enregistré à ${at}`);
  }

  say(text, isWrong = false) {
    this.status.textContent = text;
    this.status.classList.toggle("is-wrong", isWrong);
  }

  tell(path, fault, over) {
    const group = this.form.querySelector(`[data-field="${CSS.escape(path)}"]`);
    if (!group) return;
    const line = group.querySelector("[data-fault]");
    line.textContent = fault;
    line.hidden = !fault;
    group.classList.toggle("fr-input-group--error", Boolean(fault));
    for (const one of this.controls(path)) {
      const described = (one.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== line.id);
      one.setAttribute("aria-describedby", [...described, ...(fault ? [line.id] : [])].join(" "));
      one.setAttribute("aria-invalid", Boolean(fault));
    }
    if (fault) this.faulty.set(path, over);
    else this.faulty.delete(path);
  }

  clash(path, told, over) {
    this.dirty.delete(path);
    this.clashes.set(path, { ...told, revision: this.revision, over });
    const place = this.form.querySelector(`[data-field="${CSS.escape(path)}"] [data-clash]`);
    if (place) place.innerHTML = told.html;
    this.hold(path, true);
  }

  // What one chooses between is what the server compared.
  hold(path, isHeld) {
    for (const one of this.controls(path)) one.readOnly = isHeld;
  }

  // What the person chose where two wrote; a page that came with clashes posts its choices.
  settle(radio) {
    const path = radio.name.slice("keep.".length);
    const told = this.clashes.get(path);
    if (!told) return;
    if (radio.value === "theirs") this.put(path, told.theirs);
    if (radio.value === "both") this.put(path, told.both);
    this.clashes.delete(path);
    this.hold(path, false);
    radio.closest("[data-clash]").replaceChildren();
    this.controls(path)[0]?.focus();
    this.dirty.set(path, told.revision);
    this.keep();
    this.later(0);
  }

  offerRows(button) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const rows = button.closest("[data-rows]");
      const row = this.addRow(rows, randomKey());
      row.querySelector("[data-path]").focus();
    });
  }

  addRow(rows, key) {
    const model = rows.querySelector("template");
    const row = model.content.cloneNode(true);
    for (const one of row.querySelectorAll("*")) {
      for (const { name, value } of [...one.attributes]) {
        if (value.includes("KEY")) one.setAttribute(name, value.replaceAll("KEY", key));
      }
    }
    model.before(row);
    return model.previousElementSibling;
  }

  // A row that this page does not show yet: somebody else's, or one of a page before.
  makeRoom(path) {
    const [code, key, column] = path.split(".");
    if (column && !this.controls(path).length) this.addRow(this.form.querySelector(`[data-rows="${code}"]`), key);
  }

  toggleRow(box) {
    const row = box.closest("[data-row]");
    this.removed[box.checked ? "add" : "delete"](box.dataset.remove);
    row.classList.toggle("is-removed", box.checked);
    for (const one of row.querySelectorAll("[data-path]")) this.mark(one.dataset.path);
    this.later(0);
  }

  // Words that pages before this one could not send.
  offerDrafts() {
    const left = this.drafts.left();
    const found = left.filter(([, paths]) => Object.entries(paths).some(([path, { value }]) => this.differs(path, value)));
    for (const [name] of left) if (!found.some(([other]) => other === name)) this.drafts.forget(name);
    this.offer.hidden = !found.length;
    if (!found.length) return;
    const at = new Date(lastOf(found.at(-1)[1]));
    const [day, hour] = [at.toLocaleDateString("fr-FR"), at.toLocaleTimeString("fr-FR", { hour: "2-digit", minute: "2-digit" })];
    this.offer.querySelector("[data-found-text]").textContent =
      `Des mots écrits ici le ${day} à ${hour} n’ont pas pu être enregistrés : les reprendre ?`;
  }

  differs(path, value) {
    return JSON.stringify(this.value(path)) !== JSON.stringify(value);
  }

  // Page by page, after what was typed on this one: where one place was written twice, the server
  // tells it as when two people write, and the person chooses.
  async take() {
    this.offer.hidden = true;
    for (const [name, paths] of this.drafts.left()) {
      if (!(await this.flush()) || Object.keys(paths).some((path) => this.clashes.has(path))) break;
      for (const [path, { value, revision }] of Object.entries(paths)) {
        this.makeRoom(path);
        this.put(path, value);
        this.dirty.set(path, revision);
      }
      this.keep();
      this.drafts.forget(name);
    }
    await this.flush();
    this.offerDrafts();
  }

  forget() {
    this.offer.hidden = true;
    for (const [name] of this.drafts.left()) this.drafts.forget(name);
  }

  // The buttons wait until the server has everything: a page left for a server that is dead would
  // take the words with it. A page that came with clashes posts its choices.
  async submit(event) {
    if ([...this.clashes.values()].includes(null)) {
      this.leaving = true;
      return;
    }
    event.preventDefault();
    const wanted = event.submitter?.name;
    if (!(await this.flush())) return;
    if (this.hasUnsaved) this.form.querySelector("[aria-invalid=true], [data-clash] input[type=radio]")?.focus();
    else if (wanted === "finish") location.assign(this.form.dataset.page);
  }

  get hasUnsaved() {
    return this.dirty.size + this.sending.size + this.clashes.size + this.faulty.size > 0;
  }

  warn(event) {
    if (!this.leaving && this.hasUnsaved) event.preventDefault();
  }
}

if (form) new Sheet(form);
