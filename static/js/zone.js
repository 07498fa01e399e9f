// The reader's own time after every time in another zone, and the zone in a cookie, so that the server can say it too.

const mine = Intl.DateTimeFormat().resolvedOptions().timeZone;
const root = document.documentElement;
const language = `${root.lang || "en"}-u-nu-latn`;
const template = root.dataset.timeForYou || "{time}";

const part = (options, instant, timeZone) => new Intl.DateTimeFormat(language, { ...options, timeZone }).format(instant);
const wall = (instant, timeZone) => part({ dateStyle: "short", timeStyle: "short" }, instant, timeZone);

function addOwnTime(time) {
  const instant = new Date(time.dateTime);
  if (Number.isNaN(instant.valueOf()) || time.querySelector(".for-you")) return;
  try {
    if (wall(instant, mine) === wall(instant, time.dataset.zone)) return;
    const otherDay = part({ dateStyle: "short" }, instant, mine) !== part({ dateStyle: "short" }, instant, time.dataset.zone);
    const own = part({ hour: "numeric", minute: "2-digit", ...(otherDay && { weekday: "short" }) }, instant, mine);
    const note = document.createElement("span");
    note.className = "for-you";
    note.textContent = template.replace("{time}", own);
    time.append(" ", note);
  } catch {
    // A zone that this browser does not know: the event's own time stands.
  }
}

if (mine) {
  for (const time of document.querySelectorAll("time[data-zone]")) addOwnTime(time);
  const secure = location.protocol === "https:" ? "; secure" : "";
  const wanted = `tz=${mine}`;
  if (!document.cookie.split("; ").includes(wanted)) {
    document.cookie = `${wanted}; path=/; max-age=31536000; samesite=lax${secure}`;
  }
}
