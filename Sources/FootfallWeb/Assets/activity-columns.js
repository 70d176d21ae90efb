// Which columns are shown; kept in the browser.

import { byID, el, kept } from "./activity-text.js";

const table = byID("events");
const columns = [...table.tHead.rows[0].cells].map((cell) => ({ name: cell.className.slice(2), title: cell.textContent }));
const usual = columns.map(({ name }) => name).filter((name) => !table.classList.contains("no-" + name));

/// How many cells of a row are seen; an opened one spans them.
export const columnCount = () => columns.filter(({ name }) => !table.classList.contains("no-" + name)).length;

function show(names) {
  for (const { name } of columns) table.classList.toggle("no-" + name, !names.includes(name));
  for (const cell of table.querySelectorAll("tr.detail > td")) cell.colSpan = columnCount();
}

export function startColumns() {
  const known = kept.get("columns");
  const shown = new Set(Array.isArray(known) ? known : usual);
  // The time opens the row.
  shown.add("time");
  show([...shown]);
  const menu = byID("columns");
  for (const { name, title } of columns.slice(1)) {
    const input = el("input", { type: "checkbox", value: name, checked: shown.has(name) });
    menu.querySelector("fieldset").append(el("label", {}, input, " " + title));
  }
  menu.addEventListener("change", ({ target }) => {
    if (target.checked) shown.add(target.value);
    else shown.delete(target.value);
    show([...shown]);
    kept.set("columns", [...shown]);
  });
  // A menu closes when one goes on elsewhere.
  document.addEventListener("click", (event) => menu.contains(event.target) || (menu.open = false));
}
