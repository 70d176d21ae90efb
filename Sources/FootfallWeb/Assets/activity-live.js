// Live: what happens comes in on top, and never moves what is being read.

import { ask } from "./activity-api.js";
import { openedRow } from "./activity-detail.js";
import { insert, missing, rows } from "./activity-table.js";
import { byID, counted, encoded, events as eventsText } from "./activity-text.js";

const button = byID("live");
const status = byID("live-status");
const arrived = byID("arrived");
const catchUpLimit = 200;
/// Beyond this many pages a fresh page is the better answer.
const catchUpPages = 5;
const retry = 5000;

let stream = null;
let timer;
let query = "";
let lastID = null;
/// What came while something was being read.
let waiting = [];
let startOver = () => {};
let inserted = () => {};

export const isLive = () => button.getAttribute("aria-pressed") === "true";

function say(text, state) {
  status.textContent = text;
  button.dataset.state = state;
}

const isReading = () => openedRow() !== null || byID("events").getBoundingClientRect().top < 0;

function showWaiting() {
  arrived.parentElement.hidden = waiting.length === 0;
  arrived.textContent = `${counted(waiting.length)} new ${waiting.length === 1 ? "event" : "events"}`;
}

function takeIn(events) {
  const count = insert(events);
  if (count) inserted(count);
  return count;
}

function come(events) {
  if (!isReading()) {
    const all = [...waiting, ...events];
    waiting = [];
    const count = takeIn(all);
    if (count) say(`Live: ${eventsText(count)} came in`, "on");
  } else {
    const known = new Set(waiting.map((event) => event.id));
    waiting.push(...missing(events).filter((event) => !known.has(event.id)));
  }
  showWaiting();
}

/// What came between the table's rows and the stream: pages from the newest on, until one that is known.
async function catchUp() {
  const asked = stream;
  const known = new Set(rows().map((row) => Number(row.dataset.id)));
  let after;
  for (let page = 0; page < catchUpPages; page += 1) {
    const answer = await ask("events", { q: query, limit: catchUpLimit, ...(after && { after }) });
    if (stream !== asked) return;
    come(answer.events);
    if (!answer.next || answer.events.some((event) => known.has(event.id))) return;
    after = answer.next;
  }
  waiting = [];
  showWaiting();
  startOver();
}

function close() {
  clearTimeout(timer);
  stream?.close();
  stream = null;
}

function lost() {
  say("Connection lost; trying again", "lost");
  // The browser tries again by itself, unless the server refused.
  if (stream.readyState !== EventSource.CLOSED) return;
  close();
  timer = setTimeout(open, retry);
}

function open() {
  close();
  if (!isLive() || document.hidden) return;
  const last = lastID === null ? "" : "&last=" + encoded(lastID);
  stream = new EventSource("/api/v1/live?q=" + encoded(query) + last);
  stream.addEventListener("open", () => {
    say("Live", "on");
    catchUp().catch(() => {});
  });
  stream.addEventListener("events", (message) => {
    lastID = message.lastEventId || lastID;
    come(JSON.parse(message.data).events);
  });
  stream.addEventListener("problem", (message) => {
    let text = message.data;
    try {
      const problem = JSON.parse(text);
      text = problem.detail ?? problem.title;
    } catch {
      // It is the text itself.
    }
    stop();
    say(text, "lost");
  });
  stream.addEventListener("error", lost);
  say("Connecting", "wait");
}

export function stop() {
  button.setAttribute("aria-pressed", "false");
  waiting = [];
  showWaiting();
  close();
  say("", "off");
}

/// Follows another search, where one is followed.
export function followSearch(text) {
  query = text;
  lastID = null;
  waiting = [];
  showWaiting();
  if (isLive()) open();
}

/// - onStart: makes the newest events stand on top; a promise.
/// - onInserted: is called when rows were added.
/// - reload: shows the first page anew.
export function startLive(onStart, onInserted, reload) {
  [inserted, startOver] = [onInserted, reload];
  button.addEventListener("click", async () => {
    if (isLive()) return stop();
    button.setAttribute("aria-pressed", "true");
    await onStart();
    open();
  });
  arrived.addEventListener("click", () => {
    takeIn(waiting);
    waiting = [];
    showWaiting();
    byID("results").scrollIntoView({ block: "start" });
    rows()[0]?.querySelector("a").focus({ preventScroll: true });
  });
  document.addEventListener("visibilitychange", () => {
    if (!isLive()) return;
    if (document.hidden) {
      close();
      say("Paused while the page is not seen", "wait");
    } else {
      open();
    }
  });
}
