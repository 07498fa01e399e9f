// What ical.js reads in a calendar: [[uid, start, summary], …] as JSON on standard output.
//
//     node parse_ics.mjs < FEED
//
// A start is an instant in UTC, or a date. Offsets come from the VTIMEZONEs of the feed and from nowhere else: a TZID that the
// feed does not define is an error.
import { readFileSync } from "node:fs";

const vendored = readFileSync(new URL("vendor/ical.js", import.meta.url));
// As a data address it is a module whatever Node thinks of the file's name.
const { default: ICAL } = await import(`data:text/javascript;base64,${vendored.toString("base64")}`);

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));

ICAL.TimezoneService.reset();
for (const component of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(component));
}

function startOf(event) {
  const property = event.getFirstProperty("dtstart");
  const time = property.getFirstValue();
  if (time.isDate) return time.toString();
  const tzid = property.getParameter("tzid");
  if (tzid && !(ICAL.TimezoneService.has(tzid) && time.zone.tzid === tzid)) throw new Error(`the feed does not define ${tzid}`);
  if (!tzid && time.zone !== ICAL.Timezone.utcTimezone) throw new Error(`a floating time: ${time}`);
  return new Date(time.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
}

const found = calendar
  .getAllSubcomponents("vevent")
  .map((event) => [event.getFirstPropertyValue("uid"), startOf(event), event.getFirstPropertyValue("summary")]);
process.stdout.write(JSON.stringify(found));
