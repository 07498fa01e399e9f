// <form data-duration-minutes="120" data-start="start_date start_time" data-end="end_date end_time">: the end follows the
// start by the format's usual length; an end that somebody set keeps its distance. Wall time only; zones are the server's business.
// An option or a radio with data-duration changes the length.

const MINUTE = 60000;

class Dates {
  constructor(form) {
    this.form = form;
    this.start = this.named(form.dataset.start);
    this.end = this.named(form.dataset.end);
    if (!this.start.length || this.start.length !== this.end.length) return;
    const before = this.read(this.start);
    const after = this.read(this.end);
    this.length = this.asked();
    // An end that already differs was chosen: its distance is kept instead.
    if (before && after && after > before) this.length = (after - before) / MINUTE;
    form.addEventListener("change", (event) => this.changed(event.target));
  }

  named(names = "") {
    return names.split(" ").filter(Boolean).map((name) => this.form.elements[name]).filter(Boolean);
  }

  asked() {
    return Number(this.form.dataset.durationMinutes) || 120;
  }

  // A wall time as if it were UTC: only for adding minutes.
  read(fields) {
    const text = fields.map((field) => field.value).join("T");
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(`${text.slice(0, 16)}Z`) : null;
  }

  write(fields, instant) {
    const text = new Date(instant).toISOString().slice(0, 16);
    const parts = fields.length === 1 ? [text] : text.split("T");
    fields.forEach((field, index) => (field.value = parts[index]));
  }

  changed(field) {
    const option = field.selectedOptions?.[0] ?? field;
    if (option.dataset.duration) {
      this.form.dataset.durationMinutes = option.dataset.duration;
      this.length = this.asked();
      return this.follow();
    }
    if (this.end.includes(field)) {
      const before = this.read(this.start);
      const after = this.read(this.end);
      if (before && after && after > before) this.length = (after - before) / MINUTE;
    } else if (this.start.includes(field)) {
      this.follow();
    }
  }

  follow() {
    const before = this.read(this.start);
    if (before) this.write(this.end, before + this.length * MINUTE);
  }
}

for (const form of document.querySelectorAll("form[data-start][data-end]")) new Dates(form);
