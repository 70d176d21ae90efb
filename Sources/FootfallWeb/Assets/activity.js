// The activity page, made quicker: every view is an address, and what the server's page does by links and forms is done
// in place. Without this the page works all the same.

import { address, isGivenUp, onlyLast, view as viewOf } from "./activity-api.js";
import { startColumns } from "./activity-columns.js";
import { closeRow, startDetails } from "./activity-detail.js";
import { showFilters, startFilters } from "./activity-filters.js";
import { redrawHistogram, showHistogram, startHistogram } from "./activity-histogram.js";
import { startKeys } from "./activity-keys.js";
import { followSearch, startLive, stop } from "./activity-live.js";
import { withRange } from "./activity-query.js";
import { showRange, startRange } from "./activity-range.js";
import { hideProblem, searchText, setSearchText, showProblem, startSearch } from "./activity-search.js";
import { rows, showEvents, startTable } from "./activity-table.js";
import { byID, counted, encoded, events } from "./activity-text.js";
import { startTimes } from "./activity-time.js";

/// Counts of a live search are asked for again after this many milliseconds.
const recount = 10_000;

/// What is shown: the query and the order.
let view = viewOf(location.href) ?? { q: searchText(), order: new URL(location.href).searchParams.get("order") ?? "newest" };
let total = null;
let recounting;
const newOverview = onlyLast();
let lastShow = 0;

function showStatus() {
  const of = total ? ` of ${total.complete ? "" : "at least "}${counted(total.total)}` : "";
  byID("status").textContent = `${events(rows().length)}${of}`;
}

/// Counts come after the table, and never hold it up.
async function showOverview() {
  clearTimeout(recounting);
  recounting = undefined;
  const signal = newOverview();
  const { q } = view;
  const parts = [showHistogram(q, signal), showFilters(q, signal).then((found) => (total = found))];
  for (const result of await Promise.allSettled(parts)) {
    if (result.status === "rejected" && !isGivenUp(result.reason)) showProblem(result.reason, q);
  }
  if (!signal.aborted) showStatus();
}

function showLinks() {
  const query = encoded(view.q);
  for (const format of ["csv", "jsonl"]) byID(format).href = `/export?format=${format}&q=${query}`;
  byID("order").href = address({ q: view.q, order: view.order === "oldest" ? "newest" : "oldest" });
  byID("order").textContent = view.order === "oldest" ? "Newest first" : "Oldest first";
  document.title = (view.q || "Activity") + " · Footfall";
  byID("first")?.remove();
}

function revealResults() {
  for (const part of document.querySelectorAll("#results, #overview, .filters")) part.hidden = false;
}

/// Shows a view in place; only what could be searched for becomes an address.
async function show(wanted, { isNew = true } = {}) {
  lastShow += 1;
  const number = lastShow;
  setSearchText(wanted.q);
  try {
    await showEvents(wanted);
  } catch (error) {
    if (!isGivenUp(error)) showProblem(error, wanted.q);
    return;
  }
  if (number !== lastShow) return;
  closeRow();
  hideProblem();
  revealResults();
  if (isNew && address(wanted) !== address(view)) history.pushState(null, "", address(wanted));
  view = wanted;
  total = null;
  showLinks();
  showRange(view.q);
  showStatus();
  if (view.order === "oldest") stop();
  followSearch(view.q);
  await showOverview();
}

const search = (q) => show({ q, order: view.order });

/// Links to views of this page are shown in place.
function follow(event) {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const wanted = viewOf(link.href);
  if (!wanted || link.classList.contains("skip")) return;
  event.preventDefault();
  show(wanted);
  scrollTo(0, 0);
}

startTimes(() => {
  redrawHistogram();
  showRange(view.q);
});
startColumns();
startSearch(search);
startRange(search);
startFilters(search);
startHistogram((since, until) => search(withRange(searchText(), since, until)));
startTable(view, showStatus, (error) => showProblem(error, view.q));
startDetails(byID("events"), search);
startLive(
  () => (view.order === "oldest" ? show({ ...view, order: "newest" }) : undefined),
  () => {
    showStatus();
    recounting ??= setTimeout(showOverview, recount);
  },
  () => show(view, { isNew: false })
);
startKeys();
document.addEventListener("click", follow);
addEventListener("popstate", () => {
  const wanted = viewOf(location.href);
  if (!wanted) location.reload();
  // What differs may be the place on the page only.
  else if (address(wanted) !== address(view)) show(wanted, { isNew: false });
});
showRange(view.q);
if (!byID("results").hidden) {
  followSearch(view.q);
  showOverview();
  showStatus();
}
