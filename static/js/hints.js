// <div data-hints="/address">: asked anew when date, place, topic, title or community in the form change. Advice only.

const FIELDS = ["title", "community", "starts_date", "city", "lat", "lon", "topics"];
const PAUSE = 600;

class Hints {
  constructor(place) {
    this.place = place;
    this.form = document.querySelector("form[data-autosave]");
    this.asked = this.said();
    this.form?.addEventListener("change", (event) => FIELDS.includes(event.target.name) && this.soon());
    // A chosen city fills in its position by script, which fires no event of its own.
    this.form?.addEventListener("focusout", () => this.soon());
  }

  said() {
    const said = new URLSearchParams();
    for (const [name, value] of this.form ? new FormData(this.form) : []) if (FIELDS.includes(name)) said.append(name, value);
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
