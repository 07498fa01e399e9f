// <input data-place-url="/places" data-place-targets="zone:zone lat:latitude">: a combobox (ARIA 1.2, list autocomplete).
// Choosing fills the fields named on the right with what is named on the left. Without script the server resolves the text.

const PAUSE = 180;
const SHORTEST = 2;

class PlaceField {
  constructor(input) {
    this.input = input;
    this.form = input.form;
    this.targets = (input.dataset.placeTargets ?? "")
      .split(" ")
      .filter(Boolean)
      .map((pair) => pair.split(":"));
    this.places = [];
    this.at = -1;
    this.buildList();
    input.addEventListener("input", () => this.typed());
    input.addEventListener("keydown", (event) => this.pressed(event));
    input.addEventListener("blur", () => this.close());
  }

  buildList() {
    const { input } = this;
    this.list = document.createElement("ul");
    this.list.id = `${input.id}-places`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", document.querySelector(`label[for="${CSS.escape(input.id)}"]`)?.textContent.trim() ?? "");
    this.list.hidden = true;
    this.status = document.createElement("span");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    input.after(this.list, this.status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-expanded", "false");
    input.setAttribute("aria-controls", this.list.id);
    // pointerdown, so that the field keeps its focus
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.choose(Number(option.dataset.index));
    });
  }

  typed() {
    clearTimeout(this.timer);
    this.fill({});
    const query = this.input.value.trim();
    if (query.length < SHORTEST && !/[^\u0000-\u024f]/.test(query)) return this.close();
    this.timer = setTimeout(() => this.ask(query), PAUSE);
  }

  async ask(query) {
    this.request?.abort();
    this.request = new AbortController();
    const address = new URL(this.input.dataset.placeUrl, location.href);
    address.searchParams.set("q", query);
    try {
      const answer = await fetch(address, { signal: this.request.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return this.close();
      this.show(await answer.json());
    } catch {
      // A newer question or no connection: the text stands as it is.
    }
  }

  show(places) {
    if (document.activeElement !== this.input) return;
    this.places = places;
    this.list.replaceChildren(
      ...places.map((place, index) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${index}`;
        option.dataset.index = index;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dir = "auto";
        option.textContent = place.name ?? place.label;
        const where = [place.region, place.country].filter(Boolean).join(", ");
        if (where) {
          const line = document.createElement("span");
          line.textContent = where;
          option.append(" ", line);
        }
        return option;
      }),
    );
    const { found = "", none = "" } = this.input.dataset;
    this.status.textContent = places.length ? found.replace("{n}", places.length) : none;
    this.open(places.length > 0);
  }

  open(yes) {
    this.list.hidden = !yes;
    this.input.setAttribute("aria-expanded", String(yes));
    this.point(-1);
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.open(false);
  }

  point(index) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = index;
    const option = this.list.children[index];
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", option.id);
    } else {
      this.input.removeAttribute("aria-activedescendant");
    }
  }

  pressed(event) {
    const count = this.list.hidden ? 0 : this.places.length;
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!count) return void (this.input.value.trim() && this.ask(this.input.value.trim()));
      const step = event.key === "ArrowDown" ? 1 : -1;
      // -1 is the field itself: the round goes through it
      this.point(((this.at + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && count && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    } else if (event.key === "Escape" && count) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Tab" && count && this.at >= 0) {
      this.choose(this.at);
    }
  }

  choose(index) {
    const place = this.places[index];
    this.close();
    this.input.value = place.label ?? place.name;
    this.fill(place);
    this.status.textContent = this.input.value;
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  // An empty place only clears what can't be seen: a visible field may have been filled in by hand.
  fill(place) {
    for (const [key, name] of this.targets) {
      const field = this.form.elements[name];
      if (!field) continue;
      const chosen = place[key] ?? "";
      if (chosen === "" && field.type !== "hidden") continue;
      field.value = chosen;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

for (const input of document.querySelectorAll("input[data-place-url]")) new PlaceField(input);
