// The query's text, read and changed as a person would do it. The server alone decides what a query means; this reads
// just enough to find the words that a click is about.

const field = /^([A-Za-z][A-Za-z0-9_.-]*):(?!\/\/|\\)/;
// As the server knows them, which is not quite what `\s` is.
const blank = /\p{White_Space}/u;
const special = /[\p{White_Space}"\\(),*]/u;
const around = /^\p{White_Space}+|\p{White_Space}+$/gu;
const bounds = ["since", "until", "evidence"];

/// Without the blanks around it; `trim()` would take more.
export const trimmed = (text) => text.replace(around, "");

/// The terms that stand outside parentheses: `{start, end, isNot, field, values: [{text, start, end}]}`, and
/// `{start, end, isOr}` for an `or`.
export function terms(text) {
  const found = [];
  let index = 0;
  let depth = 0;
  const isBlank = () => blank.test(text[index]);
  const quoted = () => {
    let value = "";
    for (index += 1; index < text.length && text[index] !== '"'; index += 1) {
      if (text[index] === "\\" && /["\\]/.test(text[index + 1] ?? "")) index += 1;
      value += text[index];
    }
    index += 1;
    return value;
  };
  const raw = (ends) => {
    const start = index;
    for (let inner = 0; index < text.length && !isBlank(); index += 1) {
      const character = text[index];
      if (character === ends) break;
      if (character === "(") inner += 1;
      if (character === ")" && inner-- === 0) break;
    }
    return text.slice(start, index);
  };
  while (index < text.length) {
    const start = index;
    const isNot = text[index] === "-";
    if (isNot) index += 1;
    if (index >= text.length) break;
    if (isBlank()) {
      index += 1;
      continue;
    }
    if (text[index] === "(" || text[index] === ")") {
      depth += text[index] === "(" ? 1 : -1;
      index += 1;
      continue;
    }
    const term = { start, isNot, values: [] };
    const name = field.exec(text.slice(index));
    if (name) {
      term.field = name[1].toLowerCase();
      index += name[0].length - 1;
      do {
        index += 1;
        const from = index;
        const value = text[index] === '"' ? quoted() : raw(",");
        term.values.push({ text: value, start: from, end: index });
      } while (text[index] === ",");
    } else if (text[index] === '"') {
      quoted();
    } else {
      const word = raw();
      term.isOr = word.toLowerCase() === "or";
      term.isClock = /^\d{1,2}:\d\d/.test(word);
    }
    // Something like `"a"b`, which the server will not have, is passed over.
    if (index === start + Number(isNot)) index += 1;
    term.end = Math.min(index, text.length);
    if (depth === 0) found.push(term);
  }
  return found;
}

/// A value as it stands in a query: in quotation marks where it needs them (as the server's `QueryText.quoted`).
export function plain(value) {
  // `user://x` would be an address, and no field.
  if (value && !special.test(value) && !/^(-|\/\/)/.test(value)) return value;
  return '"' + value.replaceAll("\\", "\\\\").replaceAll('"', '\\"') + '"';
}

/// The text without pieces of it.
function cut(text, pieces) {
  const starts = [0, ...pieces.map((piece) => piece.end)];
  const ends = [...pieces.map((piece) => piece.start), text.length];
  return starts.map((start, place) => trimmed(text.slice(start, ends[place]))).filter(Boolean).join(" ");
}

function added(text, term) {
  const all = terms(text);
  if (!all.some((term) => term.isOr)) return trimmed(trimmed(text) + " " + term);
  // What stands side by side binds closer than `or`; bounds hold for the whole and may not stand in parentheses.
  const held = all.filter((term) => bounds.includes(term.field));
  const kept = held.map((term) => text.slice(term.start, term.end));
  return ["(" + cut(text, held) + ")", ...kept, term].join(" ");
}

/// The terms of a bound, with the clock of `since:2026-11-22 10:00`.
function boundTerms(text, name) {
  const all = terms(text);
  return all.flatMap((term, place) => {
    if (term.field !== name || term.isNot) return [];
    const next = all[place + 1];
    const hasClock = /^\d{4}-\d\d-\d\d$/.test(term.values[0].text) && next?.isClock && next.start === term.end + 1;
    return [hasClock ? { ...term, end: next.end } : term];
  });
}

/// What the query says of the time: `{since, until}`, as written.
export function range(text) {
  const value = (name) => {
    const [term] = boundTerms(text, name);
    return term && text.slice(term.values[0].start, term.end).replaceAll('"', "");
  };
  return { since: value("since"), until: value("until") };
}

/// The query with another range; an empty bound is none.
export function withRange(text, since, until) {
  let out = cut(text, [...boundTerms(text, "since"), ...boundTerms(text, "until")].sort((a, b) => a.start - b.start));
  if (since) out = trimmed(out + " since:" + since);
  if (until) out = trimmed(out + " until:" + until);
  return out;
}

/// The values that the query asks for (`true`) or leaves out (`false`) of a field.
export function chosen(text, name) {
  const all = terms(text);
  const found = new Map();
  // Beside an `or` a term does not hold for the whole search.
  if (all.some((term) => term.isOr)) return found;
  for (const term of all) {
    if (term.field === name) for (const value of term.values) found.set(value.text, !term.isNot);
  }
  return found;
}

function without(text, name, value, isNot) {
  const all = terms(text).filter((term) => term.field === name && term.isNot === isNot);
  const term = all.find((term) => term.values.some((one) => one.text === value));
  if (!term) return null;
  if (term.values.length === 1) return cut(text, [term]);
  const rest = term.values.filter((one) => one.text !== value).map((one) => text.slice(one.start, one.end));
  return text.slice(0, term.values[0].start) + rest.join(",") + text.slice(term.end);
}

/// The query with `field:value` added, or without it where it has it; `isNot` is about `-field:value`.
export function toggled(text, name, value, isNot = false) {
  const hasOr = terms(text).some((term) => term.isOr);
  if (!hasOr) {
    const less = without(text, name, value, isNot);
    if (less !== null) return less;
    text = without(text, name, value, !isNot) ?? text;
    // A second value of a field is one more that may be.
    const term = isNot ? undefined : terms(text).find((term) => term.field === name && !term.isNot);
    if (term) return text.slice(0, term.end) + "," + plain(value) + text.slice(term.end);
  }
  return added(text, (isNot ? "-" : "") + name + ":" + plain(value));
}

const segmenter = new Intl.Segmenter();

/// Columns are told in what people call characters, a browser counts UTF-16: from the one to the other.
export function unitOf(text, character) {
  const all = [...segmenter.segment(text)];
  return character < all.length ? all[Math.max(character, 0)].index : text.length;
}

/// The words to complete are told in code points: from those to UTF-16, and back.
export const unitOfPoint = (text, point) => [...text].slice(0, point).join("").length;

export const pointOf = (text, unit) => [...text.slice(0, unit)].length;
