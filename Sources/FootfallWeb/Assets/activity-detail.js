// An opened row: all that is known of an event, what tells it again, and what the same person did around it and in the
// same session.

import { address, ask, isGivenUp, onlyLast } from "./activity-api.js";
import { columnCount } from "./activity-columns.js";
import { toggled } from "./activity-query.js";
import { searchText } from "./activity-search.js";
import { searchAddress } from "./activity-table.js";
import { el, encoded, printable } from "./activity-text.js";
import { clock } from "./activity-time.js";

const names = [
  ["type", "type", "type"], ["category", "category", "category"], ["outcome", "outcome", "outcome"],
  ["user", "user_id", "user"], ["target", "target_id", "target"], ["app", "app_id", "app"], ["address", "ip", "ip"],
  ["host", "host", "host"], ["source", "source", "source"], ["recognised by", "pattern", "pattern"],
];
const neighbours = 5;
const newQuestion = onlyLast();
let search = () => {};

/// The row that is open; one at a time.
let opened = null;

export const openedRow = () => opened;

// People and addresses have pages of their own.
const pages = { user: "/user/", target: "/user/", ip: "/address/" };

function field(title, value, name) {
  // Browsers take a dot for a folder, however it is encoded.
  const page = pages[name] && ![".", ".."].includes(value) && pages[name] + encoded(value);
  const tools = name && [
    el("button", { type: "button", "aria-label": `only ${value}`, title: "only this", onclick: () => search(toggled(searchText(), name, value)) }, "+"),
    el("button", { type: "button", "aria-label": `not ${value}`, title: "not this", onclick: () => search(toggled(searchText(), name, value, true)) }, "−"),
  ];
  return el("div", {}, el("dt", {}, title), el("dd", {}, el("span", {}, page ? el("a", { href: page }, value) : value), tools ?? null));
}

const asText = (value) => (typeof value === "string" ? value : JSON.stringify(value));

function fields({ event }) {
  const known = names.filter(([, key]) => event[key] !== undefined).map(([title, key, name]) => field(title, event[key], name));
  const details = Object.entries(event.details ?? {}).map(([key, value]) => field(key, asText(value)));
  const times = event.count > 1 ? [field("times", String(event.count))] : [];
  // By the same clock as all other times, and as logs and other programs have it.
  const time = el("div", {}, el("dt", {}, "time"), el("dd", {}, el("time", { datetime: event.time }, clock(event.time))));
  return el("dl", { class: "fields" }, time, field("in UTC", event.time), known, times, details);
}

/// - known: what need not be said of it.
function short(event, isThis, known) {
  const what = [event.user_id, event.app_id, event.ip, event.host].filter((value) => value && value !== known).join(" · ");
  return el(
    "li", { class: isThis ? "this " + event.outcome : event.outcome, "aria-current": isThis ? "true" : null },
    el("a", { href: "/events/" + event.id }, el("time", { datetime: event.time }, clock(event.time))),
    el("span", {}, el("span", { class: "sign", "aria-hidden": "true" }), event.type, el("span", { class: "unseen" }, ", " + event.outcome)),
    el("span", { class: "who" }, what),
    el("span", { class: "said" }, event.message ?? "")
  );
}

const list = ({ before, after }, event, known) =>
  el("ol", { class: "events" }, [...after.toReversed(), event, ...before].map((one) => short(one, one.id === event.id, known)));

function session(found, event) {
  const { start, end, query } = found.session;
  const times = [start && `from ${clock(start)}`, end && `to ${clock(end)}`].filter(Boolean).join(" ");
  return el(
    "section", {},
    el("h3", {}, "Of the same ", el("a", { href: address({ q: query }) }, "session"), times && " " + times),
    list(found.session, event, found.value)
  );
}

function around(found, event) {
  const titles = { user: "user", ip: "address", host: "host" };
  return el(
    "section", {},
    el("h3", {}, `Around it, of the same ${titles[found.field] ?? found.field}: `, el("a", { href: searchAddress(found.field, found.value) }, found.value)),
    list(found, event, found.value)
  );
}

/// What the session's list tells already is not told again.
function neighbourhood(found, event) {
  if (!found.session) return around(found, event);
  const known = new Set([...found.session.before, ...found.session.after].map(({ id }) => id));
  const isTold = [...found.before, ...found.after].every(({ id }) => known.has(id));
  return [session(found, event), isTold ? null : around(found, event)];
}

function content(answer, found) {
  const { event, meaning, evidence } = answer;
  return [
    el("p", { class: "meaning" }, meaning, " ", el("a", { href: "/events/" + event.id }, "Page of this event")),
    el("pre", { class: "line" }, event.message ?? ""),
    el("div", { class: "halves" },
      fields(answer),
      el("div", {},
        evidence.length
          ? el("section", {}, el("h3", {}, "Told again by"), el("ol", { class: "events" }, evidence.map((one) => short(one, false, event.user_id))))
          : null,
        neighbourhood(found, event))),
  ];
}

export function closeRow() {
  if (!opened) return;
  newQuestion();
  opened.nextElementSibling?.remove();
  opened.classList.remove("open");
  opened.querySelector(".c-time a").setAttribute("aria-expanded", "false");
  opened = null;
}

export async function openRow(row) {
  closeRow();
  opened = row;
  row.classList.add("open");
  row.querySelector(".c-time a").setAttribute("aria-expanded", "true");
  const box = el("div", { class: "detail", "aria-busy": "true" }, "…");
  row.after(el("tr", { class: "detail" }, el("td", { colspan: columnCount() }, box)));
  const signal = newQuestion();
  const path = "events/" + row.dataset.id;
  try {
    const [answer, found] = await Promise.all([ask(path, {}, signal), ask(path + "/around", { limit: neighbours }, signal)]);
    box.replaceChildren(...content(answer, found));
  } catch (error) {
    if (isGivenUp(error)) return;
    box.replaceChildren(el("p", { class: "hint" }, printable(error.message)));
  }
  box.removeAttribute("aria-busy");
}

/// Rows open by a click anywhere but on other links, and by Enter on their time.
///
/// - searchFor: is called with the query that a click made.
export function startDetails(table, searchFor) {
  search = searchFor;
  table.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
    const row = event.target.closest("tr[data-id]");
    const link = event.target.closest("a");
    if (!row || (link && !link.closest(".c-time"))) return;
    // Who marks text to copy it does not want the row to open.
    if (!link && !getSelection().isCollapsed) return;
    event.preventDefault();
    if (row === opened) closeRow();
    else openRow(row);
  });
}
