// The keyboard: single letters, wherever no text is written.

import { closeRow, openedRow } from "./activity-detail.js";
import { rows } from "./activity-table.js";
import { byID } from "./activity-text.js";

const help = byID("help");

const link = (row) => row?.querySelector(".c-time a");

/// Goes to the next row, or the one before.
function step(by) {
  const all = rows();
  const here = document.activeElement.closest("tr");
  const row = here?.classList.contains("detail") ? here.previousElementSibling : here;
  const at = all.indexOf(row);
  const place = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + by));
  link(all[place])?.focus();
  all[place]?.scrollIntoView({ block: "nearest" });
}

function escape() {
  const row = openedRow();
  if (!row) return false;
  closeRow();
  link(row).focus();
  return true;
}

const keys = {
  "/": () => (byID("q").focus(), byID("q").select()),
  j: () => step(1),
  k: () => step(-1),
  Escape: escape,
  "?": () => help.showModal(),
};

export function startKeys() {
  byID("help-open").addEventListener("click", () => help.showModal());
  byID("help-close").addEventListener("click", () => help.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || help.open) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const key = keys[event.key];
    if (key && key() !== false) event.preventDefault();
  });
}
