// The check-in page: reads codes with the camera, or as they are typed, and goes on without a network. Then it holds a
// SHA-256 for each code of the date and no names; what was read waits in a queue and is sent when the network is back.
// The server decides in the end. Everything it says of people stays in this page and is never kept on the phone.

const LOOK_EVERY = 150;
const SAME_CODE = 4000;
const ASK_EVERY = 5000;
const KEPT_DAYS = 3;
const WIDTH = 640;

const page = document.querySelector("[data-check-in]");
const said = page.dataset;
const part = (name) => page.querySelector(`[data-part="${name}"]`);
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", timeZone: said.zone });
const time = (iso) => clock.format(new Date(iso));

// What this phone keeps: the marks of the date, what waits to be sent, and which marks it has seen, with the time.

class Kept {
  constructor(key) {
    this.key = key;
    const found = Kept.read(key);
    this.marks = new Set(found.marks);
    this.queue = found.queue ?? [];
    this.seen = new Map(found.seen);
  }

  static read(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) ?? {};
    } catch {
      return {};
    }
  }

  write() {
    const { marks, queue, seen } = this;
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), marks: [...marks], queue, seen: [...seen] }));
    } catch {
      // Full or forbidden: it lives as long as this page does.
    }
  }

  // Dates that were worked on long ago; what was never sent stays.
  static forgetOld() {
    for (const key of Object.keys(localStorage).filter((name) => name.startsWith("check-in:"))) {
      const { at = 0, queue = [] } = Kept.read(key);
      if (!queue.length && Date.now() - at > KEPT_DAYS * 86400000) localStorage.removeItem(key);
    }
  }
}

const kept = new Kept(`check-in:${said.marks}`);

async function markOf(code) {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(`${said.salt}:${code}`));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// The code in what was read or typed, as the server reads it; empty when it is none.
function codeIn(text) {
  const code = text.toUpperCase().replace(/[^A-Z2-7]/g, "");
  return code.length === 26 ? code : "";
}

// What is said

function say(tone, text) {
  const line = part("result");
  line.className = `check-result tone-${tone}`;
  line.textContent = text;
}

// The line of an item below the camera, made once and then changed.
function line(item) {
  let row = part("list").querySelector(`[data-item="${item.id}"]`);
  if (!row) {
    row = part("line").content.firstElementChild.cloneNode(true);
    row.dataset.item = item.id;
    part("list").prepend(row);
    part("empty").hidden = true;
    while (part("list").children.length > 40) part("list").lastElementChild.remove();
  }
  return row;
}

function show(item, tone, text, undo) {
  const row = line(item);
  row.className = `check-line tone-${tone}`;
  row.querySelector("[data-text]").textContent = text;
  row.querySelector("time").textContent = time(item.at);
  row.querySelector("time").dateTime = item.at;
  const button = row.querySelector("button");
  button.hidden = !undo;
  button.onclick = undo ?? null;
  button.setAttribute("aria-label", `${button.textContent.trim()}: ${text}`);
}

function showWaiting() {
  const n = kept.queue.length;
  part("waiting").hidden = !n;
  part("waiting-count").textContent = n;
}

// Checking in

async function take(text, source) {
  const code = codeIn(text);
  if (!code) {
    say("stop", said.noTicket);
    return;
  }
  const mark = await markOf(code);
  const waiting = kept.queue.find((item) => item.mark === mark);
  if (waiting) {
    say("wait", said.already.replace("{time}", time(waiting.at)));
    return;
  }
  const item = { id: crypto.randomUUID(), mark, at: new Date().toISOString(), source };
  kept.queue.push(item);
  kept.write();
  showWaiting();
  await send();
  if (kept.queue.includes(item)) sayOffline(item);
}

// The network is away: what this phone knows has to do, until the server says more.
function sayOffline(item) {
  const before = kept.seen.get(item.mark);
  item.source = "offline";
  const known = kept.marks.has(item.mark);
  const [tone, text] = before
    ? ["wait", said.already.replace("{time}", time(before))]
    : known ? ["good", said.knownHere] : ["warn", said.unknownHere];
  if (before) drop(item);
  else kept.seen.set(item.mark, item.at);
  kept.write();
  say(tone, text);
  if (!before) show(item, tone, text, () => takeBack(item));
  showWaiting();
}

function drop(item) {
  kept.queue = kept.queue.filter((other) => other !== item);
}

function takeBack(item) {
  drop(item);
  kept.seen.delete(item.mark);
  kept.write();
  show(item, "quiet", said.undone);
  say("quiet", said.undone);
  showWaiting();
}

let sending = null;

function send() {
  sending = (sending ?? Promise.resolve()).then(sendNow);
  return sending;
}

async function sendNow() {
  const items = kept.queue.slice(0, 200);
  if (!items.length) return;
  const answer = await post(said.post, { items });
  if (!answer) return;
  for (const result of answer.results) {
    const item = items.find((other) => other.id === result.id);
    if (item) settle(item, result, items.length === 1);
  }
  kept.write();
  showCounts(answer.counts);
  showWaiting();
  if (kept.queue.length) await sendNow();
}

function settle(item, result, aloud) {
  drop(item);
  if (result.at) kept.seen.set(item.mark, result.at);
  else kept.seen.delete(item.mark);
  show(item, result.tone, result.text, result.undo ? () => undo(item, result.undo) : null);
  if (aloud) say(result.tone, result.text);
}

async function undo(item, address) {
  const answer = await post(address, {});
  if (!answer) return say("warn", said.needsNetwork);
  kept.seen.delete(item.mark);
  kept.write();
  show(item, "quiet", answer.text);
  say("quiet", answer.text);
  showCounts(answer.counts);
}

// The answer as an object; null without a network. What waits is kept when the session is over.
async function post(address, values) {
  try {
    const response = await fetch(address, {
      method: "POST", body: JSON.stringify(values), redirect: "manual", signal: AbortSignal.timeout(10000),
      headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": said.token },
    });
    const refused = response.type === "opaqueredirect" || (response.status >= 400 && response.status < 500);
    part("signed-out").hidden = !refused;
    setOnline(response.status < 500);
    return response.ok ? await response.json() : null;
  } catch {
    setOnline(false);
    return null;
  }
}

function setOnline(online) {
  part("offline").hidden = online;
}

// What the server knows

function showCounts(counts) {
  for (const [name, n] of Object.entries(counts ?? {})) {
    const place = page.querySelector(`[data-count="${name}"]`);
    if (place) place.textContent = n;
  }
}

async function ask() {
  if (document.hidden) return;
  await send();
  try {
    const response = await fetch(said.counts, { headers: { Accept: "application/json" }, redirect: "manual" });
    setOnline(response.ok);
    if (response.ok) showCounts(await response.json());
  } catch {
    setOnline(false);
  }
}

async function readMarks() {
  try {
    const response = await fetch(said.marks, { headers: { Accept: "application/json" }, redirect: "manual" });
    if (!response.ok) return false;
    kept.marks = new Set((await response.json()).marks);
    kept.write();
    return true;
  } catch {
    return false; // Those that were read last have to do.
  }
}

// The page and what it is made of, for the worker to answer with. Never with a search in it: that would hold names.
async function keepPage() {
  if (!navigator.serviceWorker || !window.caches) return false;
  await navigator.serviceWorker.register(said.worker);
  const cache = await caches.open(`check-in:${said.scope}`);
  const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
  const pieces = loaded.filter((address) => address.startsWith(`${location.origin}/static/`));
  await Promise.all(pieces.map(async (address) => (await cache.match(address)) || cache.add(address)));
  const fresh = await fetch(said.page, { redirect: "manual" });
  if (fresh.ok) await cache.put(said.page, fresh);
  await navigator.serviceWorker.ready;
  return fresh.ok;
}

async function prepare() {
  const ready = await Promise.all([readMarks(), keepPage().catch(() => false)]);
  if (ready.every(Boolean)) part("ready").hidden = false;
}

// The camera

let stream = null;
let last = { text: "", at: 0 };
const canvas = document.createElement("canvas");
const brush = canvas.getContext("2d", { willReadFrequently: true });

async function startCamera() {
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: "environment", width: { ideal: 1280 } } });
  } catch (error) {
    say("warn", error.name === "NotFoundError" ? said.noCamera : said.forbidden);
    return;
  }
  const video = part("video");
  video.srcObject = stream;
  part("view").hidden = false;
  part("start").hidden = true;
  part("stop").hidden = false;
  say("quiet", said.looking);
  await video.play();
  look(stream);
}

function stopCamera() {
  for (const track of stream?.getTracks() ?? []) track.stop();
  stream = null;
  part("view").hidden = true;
  part("start").hidden = false;
  part("stop").hidden = true;
}

async function look(mine) {
  if (stream !== mine) return;
  const text = document.hidden ? "" : readFrame(part("video"));
  if (text && (text !== last.text || Date.now() - last.at > SAME_CODE)) {
    last = { text, at: Date.now() };
    navigator.vibrate?.(60);
    await take(text, "scan");
  } else if (text) {
    last.at = Date.now();
  }
  setTimeout(() => look(mine), LOOK_EVERY);
}

function readFrame(video) {
  if (video.readyState < 2 || !video.videoWidth) return "";
  const scale = Math.min(1, WIDTH / video.videoWidth);
  canvas.width = Math.round(video.videoWidth * scale);
  canvas.height = Math.round(video.videoHeight * scale);
  brush.drawImage(video, 0, 0, canvas.width, canvas.height);
  const { data, width, height } = brush.getImageData(0, 0, canvas.width, canvas.height);
  return window.jsQR(data, width, height, { inversionAttempts: "dontInvert" })?.data ?? "";
}

// Begin

part("start").addEventListener("click", startCamera);
part("stop").addEventListener("click", stopCamera);
part("typed").addEventListener("submit", (event) => {
  event.preventDefault();
  const field = event.target.elements.code;
  take(field.value, "scan").then(() => field.focus());
  field.value = "";
});
addEventListener("online", () => ask().then(prepare));
addEventListener("offline", () => setOnline(false));
setInterval(ask, ASK_EVERY);
Kept.forgetOld();
showWaiting();
setOnline(navigator.onLine);
ask();
prepare();
