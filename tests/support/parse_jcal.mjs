// What ical.js reads in a jCal document: [[uid, start, summary], …] as JSON on standard output.
//
//     node parse_jcal.mjs < FEED
//
// A start is written as in jCal: the clock of its zone, `Z` in UTC, or a date. A document that is none is an error.
import { readFileSync } from "node:fs";

const vendored = readFileSync(new URL("vendor/ical.js", import.meta.url));
// As a data address it is a module whatever Node thinks of the file's name.
const { default: ICAL } = await import(`data:text/javascript;base64,${vendored.toString("base64")}`);

const calendar = new ICAL.Component(JSON.parse(readFileSync(0, "utf8")));
const text = ICAL.parse(calendar.toString()); // written as iCalendar and read back
const again = new ICAL.Component(text);

const found = again.getAllSubcomponents("vevent").map((event) => [
  event.getFirstPropertyValue("uid"),
  event.getFirstPropertyValue("dtstart").toString(),
  event.getFirstPropertyValue("summary"),
  event.getFirstPropertyValue("description"),
]);
process.stdout.write(JSON.stringify(found));
