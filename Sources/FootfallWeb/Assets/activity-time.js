// Times as they are shown: in the store's zone, as the server writes them, or in the browser's.

import { byID, kept } from "./activity-text.js";

const shape = {
  year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit",
};

function format(zone) {
  try {
    // Swedish writes `2026-11-22 10:00:01`.
    return new Intl.DateTimeFormat("sv-SE", { ...shape, timeZone: zone });
  } catch {
    // A zone that the browser does not know.
    return new Intl.DateTimeFormat("sv-SE", { ...shape, timeZone: "UTC" });
  }
}

const storeZone = byID("events").dataset.zone || "UTC";
const inStore = format(storeZone);
const inBrowser = format(undefined);
let isLocal = kept.get("localTime") === true;

export const usesLocalTime = () => isLocal;

export const zoneName = () => (isLocal ? Intl.DateTimeFormat().resolvedOptions().timeZone : storeZone);

/// `2026-11-22 10:00:01`
export function clock(time) {
  return (isLocal ? inBrowser : inStore).format(new Date(time));
}

/// What `<input type="datetime-local">` takes.
export const inputText = (time) => clock(time).replace(" ", "T");

/// A time of such an input as a query has it; a reading of the store's zone stands as it is.
export function queryText(input) {
  return isLocal ? new Date(input).toISOString().replace(".000", "") : input;
}

/// The other way round, where the query names a moment or a day of the store's: `null` for `-2h` and other words.
///
/// - isEnd: of `until:2026-11-22` all of the day is meant.
export function momentText(text, isEnd = false) {
  if (/^\d{4}-\d\d-\d\d$/.test(text) && !isLocal) {
    const day = new Date(text + "T00:00:00Z");
    if (Number.isNaN(day.valueOf())) return null;
    if (isEnd) day.setUTCDate(day.getUTCDate() + 1);
    return day.toISOString().slice(0, 19);
  }
  if (!/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(text)) return null;
  if (/(Z|[+-]\d\d:?\d\d)$/i.test(text)) {
    const time = new Date(text.replace(" ", "T"));
    return Number.isNaN(time.valueOf()) ? null : inputText(time);
  }
  return isLocal ? null : text.replace(" ", "T");
}

function show() {
  byID("zone").textContent = zoneName();
  byID("zone-toggle").setAttribute("aria-pressed", String(isLocal));
  for (const time of document.querySelectorAll("time")) time.textContent = clock(time.dateTime);
}

/// - changed: is called when times are to be written anew elsewhere.
export function startTimes(changed) {
  if (isLocal) show();
  byID("zone-toggle").addEventListener("click", () => {
    isLocal = !isLocal;
    kept.set("localTime", isLocal);
    show();
    changed();
  });
}
