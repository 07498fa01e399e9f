// What two libraries of JavaScript find in calendars, for tests/support/readers.
//
//     TZ=UTC node js_readers.mjs ical.js|node-ical
//
// Requests come on standard input, each a line "read 0 0 BYTES" or "expand FROM UNTIL BYTES" (seconds since 1970), then so
// many bytes of iCalendar. The answer to each is one line of JSON: {"found": [{…}, …]} or {"error": "…"}.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const vendored = readFileSync(new URL("../vendor/ical.js", import.meta.url));
// As a data address it is a module whatever Node thinks of the file's name.
const { default: ICAL } = await import(`data:text/javascript;base64,${vendored.toString("base64")}`);
const nodeIcal = createRequire(import.meta.url)("../vendor/node-ical.cjs");
console.warn = () => {}; // node-ical remarks on what it mends

function instant(seconds, isDate) {
  const text = new Date(seconds * 1000).toISOString();
  return isDate ? text.slice(0, 10) : text.replace(".000Z", "Z");
}

// ical.js: offsets come from the VTIMEZONEs of the feed and from nowhere else: a TZID that the feed does not define is an error.

function parseWithIcalJs(text) {
  const calendar = new ICAL.Component(ICAL.parse(text));
  ICAL.TimezoneService.reset();
  for (const component of calendar.getAllSubcomponents("vtimezone")) {
    ICAL.TimezoneService.register(new ICAL.Timezone(component));
  }
  return calendar.getAllSubcomponents("vevent");
}

function momentOf(time) {
  return instant(time.toUnixTime(), time.isDate);
}

function momentIn(component, name) {
  const property = component.getFirstProperty(name);
  if (!property) return undefined;
  const time = property.getFirstValue();
  const tzid = property.getParameter("tzid");
  if (tzid && !(ICAL.TimezoneService.has(tzid) && time.zone.tzid === tzid)) throw new Error(`the feed does not define ${tzid}`);
  if (!time.isDate && !tzid && time.zone !== ICAL.Timezone.utcTimezone) throw new Error(`a floating time: ${time}`);
  return momentOf(time);
}

function wordsOf(component) {
  const value = (name) => component.getFirstPropertyValue(name) ?? undefined;
  const geo = value("geo");
  return {
    uid: value("uid"),
    summary: value("summary"),
    description: value("description"),
    location: value("location"),
    status: value("status"),
    transparency: value("transp"),
    sequence: String(value("sequence") ?? ""),
    url: value("url"),
    geo: geo && geo.join(";"),
    contact: value("contact"),
    related_to: value("related-to"),
    conference: value("conference"),
    label: component.getFirstProperty("conference")?.getParameter("label"),
    categories: component.getAllProperties("categories").flatMap((property) => property.getValues()),
  };
}

const icalJs = {
  read(text) {
    return parseWithIcalJs(text).map((component) => ({
      ...wordsOf(component),
      start: momentIn(component, "dtstart"),
      end: momentIn(component, "dtend"),
      recurrence_id: momentIn(component, "recurrence-id"),
    }));
  },

  expand(text, from, until) {
    const events = parseWithIcalJs(text).map((component) => new ICAL.Event(component));
    const found = [];
    for (const master of events.filter((event) => !event.isRecurrenceException())) {
      for (const other of events) {
        if (other.isRecurrenceException() && other.uid === master.uid) master.relateException(other);
      }
      const dates = master.iterator();
      for (let next = dates.next(); next && next.toUnixTime() < until; next = dates.next()) {
        const date = master.getOccurrenceDetails(next);
        found.push({
          ...wordsOf(date.item.component),
          start: momentOf(date.startDate),
          end: momentOf(date.endDate),
          recurrence_id: momentOf(date.recurrenceId),
          seconds: date.startDate.toUnixTime(),
        });
      }
    }
    return found.filter((date) => from <= date.seconds && date.seconds < until).map(({ seconds, ...date }) => date);
  },
};

// node-ical: the zone data are those of Node itself; a value with parameters comes as {params, val}.

function plain(value) {
  return value?.val ?? value;
}

function nodeMoment(date) {
  return date && instant(date.getTime() / 1000, date.dateOnly);
}

function nodeWords(event) {
  const text = (name) => (plain(event[name]) === undefined ? undefined : String(plain(event[name])));
  return {
    uid: text("uid"),
    summary: text("summary"),
    description: text("description"),
    location: text("location"),
    status: text("status"),
    transparency: text("transparency"),
    sequence: text("sequence"),
    url: text("url"),
    contact: text("contact"),
    related_to: text("related-to"),
    geo: event.geo && `${event.geo.lat};${event.geo.lon}`,
  };
}

function nodeEvents(text) {
  return Object.values(nodeIcal.parseICS(text)).filter((found) => found.type === "VEVENT");
}

const nodeIcalReader = {
  read(text) {
    return nodeEvents(text)
      // Of dates without a master the first stands in its place too.
      .flatMap((event) => [...(event.recurrenceid ? [] : [event]), ...new Set(Object.values(event.recurrences ?? {}))])
      .map((event) => ({
        ...nodeWords(event),
        start: nodeMoment(event.start),
        end: nodeMoment(event.end),
        recurrence_id: nodeMoment(event.recurrenceid),
      }));
  },

  expand(text, from, until) {
    const span = { from: new Date(from * 1000), to: new Date(until * 1000 - 1) };
    return nodeEvents(text).flatMap((event) =>
      nodeIcal.expandRecurringEvent(event, span).map((date) => ({
        ...nodeWords(date.event),
        start: nodeMoment(date.start),
        end: nodeMoment(date.end),
      })),
    );
  },
};

// Requests

const reader = { "ical.js": icalJs, "node-ical": nodeIcalReader }[process.argv[2]];
let waiting = Buffer.alloc(0);

function answer(verb, from, until, text) {
  try {
    return { found: reader[verb](text, from, until) };
  } catch (error) {
    return { error: String(error) };
  }
}

process.stdin.on("data", (chunk) => {
  waiting = Buffer.concat([waiting, chunk]);
  for (let end = waiting.indexOf("\n"); end >= 0; end = waiting.indexOf("\n")) {
    const [verb, from, until, size] = waiting.subarray(0, end).toString().split(" ");
    const rest = waiting.subarray(end + 1);
    if (rest.length < Number(size)) return;
    waiting = rest.subarray(Number(size));
    const text = rest.subarray(0, Number(size)).toString("utf8");
    process.stdout.write(`${JSON.stringify(answer(verb, Number(from), Number(until), text))}\n`);
  }
});
