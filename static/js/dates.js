// <form data-duration-minutes="120" data-start="start_date start_time" data-end="end_date end_time">: the end follows the
// start by the format's usual length; an end that somebody set keeps its distance. Wall time only; zones are the server's business.
// An option or a radio with data-duration changes the length. While the box named by data-whole is ticked only the days
// count, and the last one belongs to it.

const MINUTE = 60000;

class Dates {
  constructor(form) {
    this.form = form;
    this.start = this.named(form.dataset.start);
    this.end = this.named(form.dataset.end);
    if (!this.start.length || this.start.length !== this.end.length) return;
    this.box = form.elements[form.dataset.whole];
    this.measure();
    form.addEventListener("change", (event) => this.changed(event.target));
  }

  named(names = "") {
    return names.split(" ").filter(Boolean).map((name) => this.form.elements[name]).filter(Boolean);
  }

  get whole() {
    return Boolean(this.box?.checked);
  }

  asked() {
    return this.whole ? 0 : Number(this.form.dataset.durationMinutes) || 120;
  }

  // An end that already differs was chosen: its distance is kept.
  measure() {
    const before = this.read(this.start);
    const after = this.read(this.end);
    this.length = before && after && after > before ? (after - before) / MINUTE : this.asked();
  }

  // A wall time as if it were UTC: only for adding minutes.
  read(fields) {
    const text = this.whole ? `${fields[0].value}T00:00` : fields.map((field) => field.value).join("T");
    return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(`${text.slice(0, 16)}Z`) : null;
  }

  write(fields, instant) {
    const text = new Date(instant).toISOString().slice(0, 16);
    const parts = fields.length === 1 ? [text] : text.split("T");
    for (const [index, field] of fields.entries()) if (!this.whole || index === 0) field.value = parts[index];
  }

  changed(field) {
    const option = field.selectedOptions?.[0] ?? field;
    if (option.dataset.duration) {
      this.form.dataset.durationMinutes = option.dataset.duration;
      if (this.whole) return;
      this.length = this.asked();
      this.follow();
    } else if (field === this.box) {
      if (this.whole && this.length < 1440) this.end[0].value = ""; // an evening that goes on past midnight is one day
      this.measure();
    } else if (this.end.includes(field)) {
      const before = this.read(this.start);
      const after = this.read(this.end);
      if (before && after && (after > before || this.whole)) this.length = Math.max(0, (after - before) / MINUTE);
    } else if (this.start.includes(field)) {
      this.follow();
    }
  }

  follow() {
    const before = this.read(this.start);
    if (this.whole && !this.end[0].value) return; // it lasts one day, and nobody said another
    if (before) this.write(this.end, before + this.length * MINUTE);
  }
}

for (const form of document.querySelectorAll("form[data-start][data-end]")) new Dates(form);
