// The dates that ical.js finds in a calendar of series: [[uid, start, status], …] as JSON on standard output.
//
//     node expand_ics.mjs UNTIL < FEED
//
// Up to UNTIL (a year). Offsets come from the VTIMEZONEs of the feed alone.
import { readFileSync } from "node:fs";

const vendored = readFileSync(new URL("vendor/ical.js", import.meta.url));
const { default: ICAL } = await import(`data:text/javascript;base64,${vendored.toString("base64")}`);

const calendar = new ICAL.Component(ICAL.parse(readFileSync(0, "utf8")));
const last = Number(process.argv[2]);

ICAL.TimezoneService.reset();
for (const component of calendar.getAllSubcomponents("vtimezone")) {
  ICAL.TimezoneService.register(new ICAL.Timezone(component));
}

const events = calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
const found = [];

function add(uid, start, status) {
  const text = start.isDate ? start.toString() : new Date(start.toUnixTime() * 1000).toISOString().replace(".000Z", "Z");
  found.push([uid, text, status]);
}

for (const master of events.filter((event) => !event.isRecurrenceException())) {
  if (!master.isRecurring()) {
    add(master.uid, master.startDate, master.component.getFirstPropertyValue("status"));
    continue;
  }
  for (const other of events) {
    if (other.isRecurrenceException() && other.uid === master.uid) master.relateException(other);
  }
  const dates = master.iterator();
  for (let next = dates.next(); next && next.year <= last; next = dates.next()) {
    const date = master.getOccurrenceDetails(next);
    add(master.uid, date.startDate, date.item.component.getFirstPropertyValue("status"));
  }
}
process.stdout.write(JSON.stringify(found));
