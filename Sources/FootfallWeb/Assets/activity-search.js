// The search box: suggestions as one types, and what is wrong below the word it is about.

import { ask, isGivenUp, onlyLast } from "./activity-api.js";
import { pointOf, trimmed, unitOf, unitOfPoint } from "./activity-query.js";
import { byID, el } from "./activity-text.js";

const box = byID("q");
const list = byID("suggestions");
const problem = byID("problem");
const next = onlyLast();
let timer;
let answer = null;
let active = -1;

/// Long enough that fast typing asks once, short enough that nobody waits.
const pause = 120;

function close() {
  clearTimeout(timer);
  next();
  answer = null;
  active = -1;
  list.hidden = true;
  list.replaceChildren();
  box.setAttribute("aria-expanded", "false");
  box.removeAttribute("aria-activedescendant");
}

function activate(place) {
  const options = [...list.children];
  active = (place + options.length) % options.length;
  options.forEach((option, index) => option.setAttribute("aria-selected", String(index === active)));
  options[active].scrollIntoView({ block: "nearest" });
  box.setAttribute("aria-activedescendant", options[active].id);
}

function take(place) {
  const text = box.value;
  const start = unitOfPoint(text, answer.from);
  // Also what was typed since the list was asked for: the word goes on to what stood behind it then.
  const end = Math.max(start, text.length - answer.behind);
  const chosen = answer.suggestions[place].text;
  // A field wants its value next; a value is complete.
  const rest = text.slice(end);
  const filled = chosen.endsWith(":") || rest.startsWith(" ") ? chosen : chosen + " ";
  box.value = text.slice(0, start) + filled + rest;
  box.setSelectionRange(start + filled.length, start + filled.length);
  close();
  if (chosen.endsWith(":")) suggest();
}

/// - asked: the text that they are suggestions for.
function show(found, asked) {
  if (!found.suggestions.length || document.activeElement !== box) return close();
  const chosen = answer?.suggestions[active]?.text;
  answer = { ...found, behind: asked.length - unitOfPoint(asked, found.to) };
  active = -1;
  box.removeAttribute("aria-activedescendant");
  list.replaceChildren(
    ...found.suggestions.map(({ text, about }, place) =>
      el(
        "li",
        {
          id: "suggestion-" + place, role: "option", "aria-selected": "false",
          // Before the box loses the focus.
          onpointerdown: (event) => event.preventDefault(),
          onclick: () => take(place),
        },
        el("span", { class: "text" }, text),
        about ? el("span", { class: "about" }, about) : null
      )
    )
  );
  list.hidden = false;
  list.dataset.of = asked;
  box.setAttribute("aria-expanded", "true");
  // What was gone to in the list before stays chosen.
  const kept = found.suggestions.findIndex(({ text }) => text === chosen);
  if (kept >= 0) activate(kept);
}

function suggest() {
  clearTimeout(timer);
  const signal = next();
  timer = setTimeout(async () => {
    const text = box.value;
    try {
      show(await ask("suggestions", { q: text, at: pointOf(text, box.selectionStart) }, signal), text);
    } catch (error) {
      if (!isGivenUp(error)) close();
    }
  }, pause);
}

function press(event) {
  if (event.isComposing) return;
  const isOpen = !list.hidden;
  if (event.key === "ArrowDown" && !isOpen) suggest();
  else if (event.key === "ArrowDown") activate(active + 1);
  else if (event.key === "ArrowUp" && isOpen) activate(active < 0 ? -1 : active - 1);
  else if (event.key === "Escape" && isOpen) close();
  else if ((event.key === "Enter" || event.key === "Tab") && isOpen && active >= 0) take(active);
  else {
    // Enter that takes nothing searches; Tab goes on.
    if (event.key === "Enter" || event.key === "Tab") close();
    return;
  }
  event.preventDefault();
}

/// Shows what is wrong: the query once more, its word marked, right below the box.
export function showProblem(error, query) {
  const parts = [];
  if (error.column) {
    const start = unitOf(query, error.column - 1);
    const word = /^\S*/.exec(query.slice(start))[0];
    parts.push(el("pre", {}, query.slice(0, start), el("mark", {}, word || " ")));
  }
  parts.push(el("p", {}, error.message + (error.column ? ` (at character ${error.column})` : "")));
  if (error.hint) parts.push(el("p", { class: "hint" }, error.hint));
  problem.replaceChildren(...parts);
  problem.hidden = false;
  if (error.column) {
    box.setAttribute("aria-invalid", "true");
    box.setAttribute("aria-describedby", "problem");
  }
}

export function hideProblem() {
  problem.hidden = true;
  box.removeAttribute("aria-invalid");
  box.removeAttribute("aria-describedby");
}

export const searchText = () => box.value;

export function setSearchText(text) {
  box.value = text;
  close();
}

/// - search: is called with the text to search for.
export function startSearch(search) {
  box.setAttribute("role", "combobox");
  box.setAttribute("aria-autocomplete", "list");
  box.setAttribute("aria-controls", "suggestions");
  box.setAttribute("aria-expanded", "false");
  box.addEventListener("input", suggest);
  box.addEventListener("keydown", press);
  box.addEventListener("blur", close);
  byID("search").addEventListener("submit", (event) => {
    event.preventDefault();
    close();
    search(trimmed(box.value));
  });
}
