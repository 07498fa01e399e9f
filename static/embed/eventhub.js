// <eventhub-events src="https://hub.example" filter="topic=web&region=DE" locale="de" theme="auto" accent="blue" view="cards" limit="5">
//
// The next events of an EventHub as part of any page: no dependency, no cookie, nothing stored. What stands in the element
// is shown until the events have come, and stays when they don't. Written down in docs/embedding.md.
// The same module lets <iframe>s of an EventHub be as high as what is in them.

const ACCENTS = {
  evergreen: ["oklch(40% 0.085 163)", "oklch(81% 0.11 160)"],
  blue: ["oklch(43% 0.13 255)", "oklch(81% 0.09 250)"],
  violet: ["oklch(44% 0.15 300)", "oklch(82% 0.09 300)"],
  rose: ["oklch(46% 0.15 8)", "oklch(83% 0.09 5)"],
  amber: ["oklch(45% 0.1 62)", "oklch(85% 0.11 80)"],
  slate: ["oklch(38% 0.03 250)", "oklch(86% 0.02 250)"],
};

// Without a theme of its own the element goes by the page around it: light unless that page says that it can be dark.
const STYLE = `
  :host { display: block; --line: light-dark(#dcdfda, #3d4844);
    --soft: light-dark(#515c57, #b6c1ba); --ground: light-dark(#fff, #232d2a); --stop: light-dark(#a5281c, #ffb4a6); }
  :host([hidden]) { display: none; }
  :host([theme="light"]) { color-scheme: light; }
  :host([theme="dark"]) { color-scheme: dark; }
  .whole { padding: 0.25rem; color: light-dark(#1d2a25, #eef2ee); }
  :host([theme="light"]) .whole, :host([theme="dark"]) .whole { padding: 0.75rem 1rem; border-radius: 10px; background: var(--ground); }
  :host(:not([theme="light"], [theme="dark"])) .whole { color: inherit; }
  ul { margin: 0; padding: 0; list-style: none; }
  li { display: grid; grid-template-columns: 3.2rem minmax(0, 1fr); gap: 0 1rem; padding-block: 0.75rem; }
  li + li { border-block-start: 1px solid var(--line); }
  .cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(16rem, 100%), 1fr)); gap: 0.75rem; }
  .cards li { padding: 1rem; border: 1px solid var(--line); border-radius: 10px; }
  .date { display: grid; justify-items: center; align-content: start; line-height: 1.2; font-size: 0.8em; color: var(--soft); }
  .date b { font-size: 2em; font-variant-numeric: tabular-nums; line-height: 1.1; color: var(--accent); }
  p { margin: 0; font-size: 0.9em; }
  .title { font-size: 1.05em; font-weight: 600; line-height: 1.3; overflow-wrap: anywhere; }
  .title a { text-decoration: none; }
  .title a:hover { text-decoration: underline; }
  a { color: var(--accent); text-underline-offset: 0.18em; }
  a:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
  .about { color: var(--soft); }
  .status { font-weight: 600; color: var(--stop); }
  .off .title a { text-decoration: line-through; }
  .foot { padding-block-start: 0.75rem; }
  .unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

const RIGHT_TO_LEFT = new Set(["ar", "fa", "he", "ur"]);
const hub = new URL(import.meta.url).origin;

function make(name, className, ...inside) {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...inside);
  return element;
}

function link(href, text, words) {
  const element = make("a", "", text, make("span", "unseen", ` (${words.new_tab})`));
  const address = new URL(href);
  if (address.protocol === "https:" || address.protocol === "http:") element.href = address.href;
  element.target = "_blank";
  element.rel = "noopener";
  return element;
}

// A zone that this browser does not know is taken for the visitor's: the hub's own words stand beside it anyway.
function known(zone, otherwise) {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return otherwise;
  }
}

// The event's own time as the hub says it, then the visitor's where their clocks differ: 7:00 PM in Tokyo · 10:00 AM for you.
function spoken(item, language, words) {
  const tag = `${language}-u-nu-latn`;
  const starts = new Date(item.starts);
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const there = item.all_day ? "UTC" : known(item.zone, here);
  const say = (options, timeZone) => new Intl.DateTimeFormat(tag, { ...options, timeZone });
  const wall = (timeZone) => say({ dateStyle: "short", timeStyle: "short" }, timeZone).format(starts);
  const day = (timeZone) => say({ dateStyle: "short" }, timeZone).format(starts);
  const own = say({ hour: "numeric", minute: "2-digit", ...(day(there) !== day(here) && { weekday: "short" }) }, here).format(starts);
  return {
    when: item.all_day || wall(there) === wall(here) ? item.when : `${item.when} · ${words.for_you.replace("{time}", own)}`,
    day: say({ day: "numeric" }, there).formatToParts(starts).find((part) => part.type === "day").value,
    month: say({ month: "short" }, there).format(starts),
    weekday: say({ weekday: "short" }, there).format(starts),
  };
}

function entry(item, language, words) {
  const said = spoken(item, language, words);
  const title = link(item.url, item.title, words);
  title.dir = "auto";
  const line = make("p", "title", title); // no heading: the page around it has an order of headings of its own
  title.lang = item.language;
  const time = make("time", "", said.when);
  time.dateTime = item.starts;
  const date = make("div", "date", make("span", "", said.weekday), make("b", "", said.day), make("span", "", said.month));
  date.setAttribute("aria-hidden", "true");
  const about = make("p", "about", [item.place, item.community].filter(Boolean).join(" · "));
  const status = item.status ? [make("p", "status", item.status)] : [];
  return make("li", item.status ? "off" : "", date, make("div", "", ...status, line, make("p", "", time), about));
}

class EventHubEvents extends HTMLElement {
  static observedAttributes = ["src", "filter", "locale", "theme", "accent", "view", "limit"];

  #asked = null;
  #due = false;
  #sheet = new CSSStyleSheet();

  connectedCallback() {
    this.#askSoon();
  }

  disconnectedCallback() {
    this.#asked?.abort();
  }

  attributeChangedCallback() {
    this.#askSoon();
  }

  // Once for all attributes that change together, as they do when the element begins.
  #askSoon() {
    if (this.#due) return;
    this.#due = true;
    queueMicrotask(() => {
      this.#due = false;
      if (this.isConnected) this.#ask();
    });
  }

  get #address() {
    const address = new URL("embed/events.json", `${this.getAttribute("src") ?? ""}`.replace(/\/*$/, "/"));
    address.search = new URLSearchParams(this.getAttribute("filter") ?? "").toString();
    for (const name of ["locale", "limit"]) {
      if (this.getAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
    }
    return address;
  }

  async #ask() {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    try {
      const answer = await fetch(this.#address, { signal: asked.signal, credentials: "omit", referrerPolicy: "origin" });
      if (!answer.ok) throw new Error(`${answer.status} ${(await answer.text()).trim()}`);
      const found = await answer.json();
      if (!asked.signal.aborted) this.#show(found);
    } catch (error) {
      if (asked.signal.aborted) return;
      console.warn(`eventhub-events: ${error.message}`);
      this.dispatchEvent(new CustomEvent("eventhub-error", { detail: error.message }));
    }
  }

  #show({ items, words, home_page_url: home, language }) {
    const [light, dark] = ACCENTS[this.getAttribute("accent")] ?? ACCENTS.evergreen;
    this.#sheet.replaceSync(`${STYLE} :host { --accent: light-dark(${light}, ${dark}); }`);
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [this.#sheet];
    const list = make("ul", this.getAttribute("view") === "cards" ? "cards" : "", ...items.map((item) => entry(item, language, words)));
    const shown = items.length ? list : make("p", "about", words.none);
    const whole = make("div", "whole", shown, make("p", "foot", link(home, words.all, words)));
    whole.lang = language;
    whole.dir = RIGHT_TO_LEFT.has(language.split("-")[0]) ? "rtl" : "ltr";
    root.replaceChildren(whole);
    this.dispatchEvent(new CustomEvent("eventhub-shown", { detail: items.length }));
  }
}

if (!customElements.get("eventhub-events")) customElements.define("eventhub-events", EventHubEvents);

// Frames say how high they are. Heard only from a frame whose address is of the hub that this module comes from.
addEventListener("message", ({ data, origin, source }) => {
  if (origin !== hub || data?.type !== "eventhub:height") return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === source) frame.style.height = `${Math.min(5000, Math.max(80, Number(data.height) || 0))}px`;
  }
});
