// Filters with counts; a click writes the query that a person would.

import { ask } from "./activity-api.js";
import { chosen, toggled } from "./activity-query.js";
import { searchText } from "./activity-search.js";
import { byID, counted, el } from "./activity-text.js";

const panel = byID("facets");
const titles = { outcome: "Outcome", user: "User", app: "App", ip: "Address", host: "Host" };
const beyond = "Types of packs";
const few = 8;
const many = 200;

let search = () => {};
/// The category of each type of the catalogue; asked for once.
let categories = null;
/// Of which fields all values are shown; types by category.
const opened = new Set();

function button(name, value, count, state) {
  const is = state.get(value);
  return el(
    "li",
    { class: is === undefined ? null : is ? "is" : "not" },
    el(
      "button",
      {
        type: "button", class: "only", "aria-pressed": String(is === true), title: value,
        onclick: (event) => search(toggled(searchText(), name, value, event.altKey)),
      },
      el("span", { class: "value" }, value),
      el("span", { class: "count" }, count === null ? "" : counted(count))
    ),
    el(
      "button",
      {
        type: "button", class: "except", "aria-pressed": String(is === false), "aria-label": `not ${value}`, title: "not this",
        onclick: () => search(toggled(searchText(), name, value, true)),
      },
      "−"
    )
  );
}

/// The list of a field's values; those that the query names are there even where none is found.
function list(name, values, state) {
  const found = new Set(values.map((one) => one.value));
  const named = [...state.keys()].filter((value) => !found.has(value) && !value.endsWith("*"));
  return el(
    "ul", {},
    named.map((value) => button(name, value, null, state)), values.map((one) => button(name, one.value, one.count, state))
  );
}

function more(key, hidden, open) {
  if (hidden <= 0) return null;
  return el("button", { type: "button", class: "rest", onclick: () => { opened.add(key); open(); } }, `${counted(hidden)} more`);
}

function typeGroups(answer, query, redraw) {
  const byType = chosen(query, "type");
  const byCategory = chosen(query, "category");
  const groups = new Map(answer.fields.category.values.map((one) => [one.value, { count: one.count, types: [] }]));
  for (const value of byCategory.keys()) if (!groups.has(value)) groups.set(value, { count: null, types: [] });
  for (const type of answer.fields.type.values) {
    // A pack names types of its own, whose category may differ from event to event.
    const category = categories?.get(type.value) ?? beyond;
    if (!groups.has(category)) groups.set(category, { count: null, types: [] });
    groups.get(category).types.push(type);
  }
  const unseen = [...byType.keys()].filter((value) => !answer.fields.type.values.some((one) => one.value === value));
  const lists = [...groups].map(([category, { count, types }]) => {
    const isOpen = opened.has(category);
    const shown = isOpen ? types : types.slice(0, few);
    return el(
      "section", {},
      category === beyond
        ? el("h4", {}, beyond)
        : el("ul", { class: "category" }, button("category", category, count, byCategory)),
      list("type", shown, new Map([...byType].filter(([value]) => shown.some((one) => one.value === value)))),
      more(category, types.length - shown.length, redraw)
    );
  });
  if (unseen.length) lists.unshift(list("type", [], new Map(unseen.map((value) => [value, byType.get(value)]))));
  return el("section", { class: "facet" }, el("h3", {}, "Event type"), lists);
}

function draw(answer, query) {
  const redraw = () => draw(answer, query);
  const held = panel.contains(document.activeElement) ? document.activeElement.title : null;
  const others = Object.entries(titles).flatMap(([name, title]) => {
    const { distinct, values } = answer.fields[name];
    const state = chosen(query, name);
    if (!values.length && !state.size) return [];
    const openAll = async () => {
      answer.fields[name] = (await ask("facets", { q: query, fields: name, limit: many })).fields[name];
      redraw();
    };
    const shown = opened.has(name) ? values : values.slice(0, few);
    const left = (opened.has(name) ? Math.min(distinct, many) : distinct) - shown.length;
    return el("section", { class: "facet" }, el("h3", {}, title), list(name, shown, state), more(name, left, openAll));
  });
  panel.replaceChildren(others[0] ?? "", typeGroups(answer, query, redraw), ...others.slice(1));
  // Who works with the keyboard stays where they were.
  if (held) [...panel.querySelectorAll("button")].find((one) => one.title === held)?.focus();
}

/// Counts what a query finds by field, which may take its time; `{total, complete}` is told.
export async function showFilters(query, signal) {
  panel.setAttribute("aria-busy", "true");
  try {
    categories ??= ask("types", {}).then(({ types }) => new Map(types.map((one) => [one.type, one.category])));
    if (categories instanceof Promise) categories = await categories.catch(() => null);
    const wide = [...opened].some((name) => name in titles);
    const answer = await ask("facets", { q: query, limit: wide ? many : few + 2 }, signal);
    draw(answer, query);
    return answer;
  } finally {
    if (!signal.aborted) panel.removeAttribute("aria-busy");
  }
}

/// - searchFor: is called with the query that a click made.
export function startFilters(searchFor) {
  search = searchFor;
  const toggle = byID("filters-toggle");
  toggle.addEventListener("click", () => {
    const isOpen = toggle.getAttribute("aria-expanded") !== "true";
    toggle.setAttribute("aria-expanded", String(isOpen));
    panel.classList.toggle("open", isOpen);
  });
}
