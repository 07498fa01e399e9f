// <div data-hints="/address" data-hints-about="its fields">: asked anew when those change; without names of fields it is about
// date, place, topic, title and community. Advice only.

const FIELDS = "title community starts_date city lat lon topics";
const PRIVATE = ["join_url"]; // that something stands there is enough to know
const PAUSE = 600;

class Hints {
  constructor(place) {
    this.place = place;
    this.fields = (place.dataset.hintsAbout || FIELDS).split(" ");
    this.form = document.querySelector("form[data-autosave]");
    this.asked = this.said();
    this.form?.addEventListener("change", (event) => this.fields.includes(event.target.name) && this.soon());
    // A chosen city fills in its position by script, which fires no event of its own.
    this.form?.addEventListener("focusout", () => this.soon());
  }

  said() {
    const said = new URLSearchParams();
    for (const [name, value] of this.form ? new FormData(this.form) : [])
      if (this.fields.includes(name)) said.append(name, PRIVATE.includes(name) && value.trim() ? "1" : value.trim());
    return said.toString();
  }

  soon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const said = this.said();
    if (said === this.asked) return;
    this.asked = said;
    try {
      const answer = await fetch(`${this.place.dataset.hints}?${said}`, { headers: { Accept: "text/html" } });
      if (answer.ok && said === this.asked) this.show(await answer.text());
    } catch {
      // Without a connection the hints stay as they are.
    }
  }

  show(text) {
    const found = new DOMParser().parseFromString(text, "text/html").body;
    this.place.replaceChildren(...found.childNodes);
  }
}

for (const place of document.querySelectorAll("[data-hints]")) new Hints(place);
