// <form data-autosave="/address">: saved 1.2 s after typing stops and when a field is left. Until the server has the
// text, a copy is kept in this browser and offered again after a reload.

const PAUSE = 1200;
const RETRY = 15000;

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-autosave-status]") ?? document.querySelector("[data-autosave-status]");
    this.key = `autosave:${form.dataset.autosave}`;
    this.dirty = false;
    this.sending = false;
    this.offerCopy();
    form.addEventListener("input", () => this.touched());
    form.addEventListener("change", () => this.touched());
    form.addEventListener("focusout", () => this.dirty && this.save());
    form.addEventListener("submit", () => this.submitted());
    addEventListener("online", () => this.dirty && this.save());
    addEventListener("pagehide", () => this.dirty && this.save({ keepalive: true }));
  }

  // The form itself takes over from here; what is still under way must not arrive after it.
  submitted() {
    clearTimeout(this.timer);
    this.dirty = false;
    this.underWay?.abort();
  }

  fields() {
    const data = new FormData(this.form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    for (const field of this.form.querySelectorAll("[type=password]")) data.delete(field.name);
    return data;
  }

  written() {
    return JSON.stringify([...this.fields()].filter(([name]) => !["csrf_token", "revision"].includes(name)));
  }

  touched() {
    const now = this.written();
    if (now === this.saved && !this.sending) return;
    this.dirty = true;
    this.keepCopy(now);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  keepCopy(text) {
    try {
      localStorage.setItem(this.key, text);
    } catch {
      // Full or forbidden: the server's copy has to do.
    }
  }

  forgetCopy() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      // Nothing was kept.
    }
  }

  async save({ keepalive = false } = {}) {
    if (this.sending) return;
    clearTimeout(this.timer);
    this.sending = true;
    this.dirty = false;
    let again = PAUSE;
    const data = this.fields();
    const text = this.written();
    this.underWay = new AbortController();
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: data,
        keepalive,
        signal: this.underWay.signal,
        headers: { Accept: "application/json", "X-CSRFToken": data.get("csrf_token") ?? "" },
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const { saved_at: savedAt } = await answer.json();
      this.saved = text;
      if (!this.dirty) this.forgetCopy();
      this.say("saved", (this.form.dataset.saved ?? "{time}").replace("{time}", savedAt));
    } catch (error) {
      if (error.name === "AbortError") return;
      this.dirty = true;
      again = RETRY;
      this.say("kept", this.form.dataset.unsaved ?? "");
    } finally {
      this.sending = false;
      clearTimeout(this.timer);
      if (this.dirty) this.timer = setTimeout(() => this.save(), again);
    }
  }

  say(state, text) {
    if (!this.line) return;
    this.line.dataset.state = state;
    const words = this.line.querySelector("[data-autosave-text]") ?? this.line;
    if (words.textContent !== text) words.textContent = text;
  }

  offerCopy() {
    let copy = null;
    try {
      copy = localStorage.getItem(this.key);
    } catch {
      return;
    }
    if (!copy) return;
    if (copy === this.written()) return this.forgetCopy();
    const button = this.line?.querySelector("[data-autosave-restore]");
    if (!button) return;
    this.say("kept", this.form.dataset.restore ?? "");
    button.hidden = false;
    button.addEventListener("click", () => {
      button.hidden = true;
      this.restore(JSON.parse(copy));
    });
  }

  restore(pairs) {
    const values = new Map();
    for (const [name, value] of pairs) values.set(name, [...(values.get(name) ?? []), value]);
    for (const field of this.form.elements) {
      if (!field.name || field.name === "csrf_token" || ["file", "password", "submit", "button"].includes(field.type)) continue;
      const wanted = values.get(field.name) ?? [];
      if (field.type === "checkbox" || field.type === "radio") field.checked = wanted.includes(field.value);
      else if (field.type === "select-multiple") for (const option of field.options) option.selected = wanted.includes(option.value);
      else if (wanted.length) field.value = wanted.shift();
    }
    this.form.dispatchEvent(new Event("change", { bubbles: true }));
    this.save();
  }
}

for (const form of document.querySelectorAll("form[data-autosave]")) new Autosave(form);
