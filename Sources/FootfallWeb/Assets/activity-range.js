// The time that is searched, chosen by buttons and inputs; it stands in the query.

import { range, withRange } from "./activity-query.js";
import { searchText } from "./activity-search.js";
import { byID } from "./activity-text.js";
import { momentText, queryText } from "./activity-time.js";

const form = byID("range");
const since = byID("since");
const until = byID("until");

/// Shows what the query says.
export function showRange(query) {
  const now = range(query);
  for (const button of form.querySelectorAll(".presets button")) {
    const is = !now.until && (now.since ?? "") === button.value;
    button.setAttribute("aria-pressed", String(is));
  }
  since.value = momentText(now.since ?? "") ?? "";
  until.value = momentText(now.until ?? "", true) ?? "";
}

/// - search: is called with the query for another time.
export function startRange(search) {
  form.addEventListener("click", (event) => {
    const button = event.target.closest(".presets button");
    if (button) search(withRange(searchText(), button.value, ""));
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search(withRange(searchText(), since.value && queryText(since.value), until.value && queryText(until.value)));
  });
}
