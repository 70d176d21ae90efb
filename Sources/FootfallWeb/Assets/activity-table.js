// The table: rows of events, and pages of them without end.

import { ask, isGivenUp, onlyLast } from "./activity-api.js";
import { plain } from "./activity-query.js";
import { byID, el, encoded } from "./activity-text.js";
import { clock } from "./activity-time.js";

const table = byID("events");
const body = table.tBodies[0];
const more = byID("more");
const link = byID("next");
const limit = 50;
const newQuestion = onlyLast();

/// The view whose rows are shown, and whether a page is on its way.
let shown;
let isLoading = false;
let failed = () => {};
let grown = () => {};

export const searchAddress = (name, value) => "/?q=" + encoded(name + ":" + plain(value));

function valueLink(name, value) {
  return value === undefined ? null : el("a", { href: searchAddress(name, value) }, value);
}

/// A row as the server's template writes it.
function row(event) {
  const cell = (name, ...content) => el("td", { class: "c-" + name }, ...content);
  return el(
    "tr",
    { "data-id": event.id, class: event.outcome },
    cell("time", el("a", { href: "/events/" + event.id }, el("time", { datetime: event.time }, clock(event.time)))),
    cell(
      "type",
      el("span", { class: "sign", "aria-hidden": "true" }), event.type, el("span", { class: "unseen" }, ", " + event.outcome),
      event.count > 1 ? [" ", el("span", { class: "times" }, "× " + event.count)] : null
    ),
    cell("category", event.category),
    cell("user", valueLink("user", event.user_id), event.target_id === undefined ? null : [" → ", valueLink("target", event.target_id)]),
    cell("app", valueLink("app", event.app_id)),
    cell("ip", valueLink("ip", event.ip)),
    cell("host", valueLink("host", event.host)),
    cell("source", event.source),
    cell("pattern", event.pattern),
    cell("message", el("span", {}, event.message ?? ""))
  );
}

export const rows = () => [...body.rows].filter((row) => row.dataset.id);

const place = (row) => [row.querySelector("time").dateTime, Number(row.dataset.id)];

/// Sets what stands below the rows.
function end(answer) {
  table.dataset.cursor = answer.next ?? "";
  more.hidden = !answer.next;
  if (answer.next) {
    const order = shown.order === "oldest" ? "&order=oldest" : "";
    link.href = `/?q=${encoded(shown.q)}&after=${encoded(answer.next)}${order}`;
  }
  link.textContent = shown.order === "oldest" ? "Later events" : "Earlier events";
  byID("nothing").hidden = answer.next !== null || rows().length > 0;
  byID("cut").hidden = !answer.cut_short || !answer.next;
}

/// Shows the first page of a view in place of what is there.
export async function showEvents(view) {
  const signal = newQuestion();
  table.setAttribute("aria-busy", "true");
  try {
    const answer = await ask("events", { q: view.q, order: view.order, limit }, signal);
    shown = view;
    isLoading = false;
    body.replaceChildren(...answer.events.map(row));
    end(answer);
    watch();
  } finally {
    if (!signal.aborted) table.removeAttribute("aria-busy");
  }
}

/// Adds the next page; its place is where the one before ended, so nothing is missed and nothing comes twice.
async function grow() {
  const after = table.dataset.cursor;
  if (isLoading || !after) return;
  isLoading = true;
  const signal = newQuestion();
  const known = new Set(rows().map((row) => row.dataset.id));
  try {
    const answer = await ask("events", { q: shown.q, order: shown.order, limit, after }, signal);
    // What came live in between stands there already.
    body.append(...answer.events.filter((event) => !known.has(String(event.id))).map(row));
    end(answer);
    grown();
  } catch (error) {
    if (isGivenUp(error)) return;
    failed(error);
    more.hidden = false;
    isLoading = false;
    return;
  }
  isLoading = false;
  watch();
}

const observer = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && grow(), {
  rootMargin: "600px",
});

/// Looks anew whether the end is in sight.
function watch() {
  observer.unobserve(more);
  observer.observe(more);
}

/// Those of some events that belong among the rows and are not there; what is older than all rows is left to the pages
/// to come.
export function missing(events) {
  const all = rows();
  const known = new Set(all.map((row) => row.dataset.id));
  const last = table.dataset.cursor && all.length ? place(all[all.length - 1]) : ["", 0];
  return events.filter((event) => !known.has(String(event.id)) && isNewer([event.time, event.id], last));
}

const isNewer = (one, other) => one[0] > other[0] || (one[0] === other[0] && one[1] > other[1]);

/// Adds events that came by now at their places.
///
/// - Returns: how many there are.
export function insert(events) {
  const fresh = missing(events);
  for (const event of fresh) {
    const before = rows().find((row) => isNewer([event.time, event.id], place(row)));
    body.insertBefore(row(event), before ?? null);
  }
  if (fresh.length) byID("nothing").hidden = true;
  return fresh.length;
}

/// - view: what the server's rows are of.
/// - onGrown: is called when there are more rows.
/// - onFailed: is told why there is no next page.
export function startTable(view, onGrown, onFailed) {
  shown = view;
  [grown, failed] = [onGrown, onFailed];
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    grow();
  });
  watch();
}
