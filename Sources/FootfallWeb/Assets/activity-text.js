// Text out of logs is hostile: it reaches the page as text nodes only, and what could not be seen in it is shown.

// The same characters as `printable(_:)` of the server: controls, separators, invisible ones, marks that turn the
// writing direction.
const unseen =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu;

const named = { "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escaped(character) {
  const code = character.codePointAt(0);
  return named[character] ?? (code < 0x100 ? "\\x" + code.toString(16).padStart(2, "0") : `\\u{${code.toString(16)}}`);
}

export function printable(text) {
  return String(text).replace(unseen, escaped);
}

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value);
  }
  for (const child of children.flat()) {
    if (child === undefined || child === null || child === "") continue;
    element.append(child instanceof Node ? child : printable(child));
  }
  return element;
}

/// An element; strings among its children become text. A listener is an attribute `onclick: () => …`.
export function el(name, attributes, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", name), attributes, children);
}

/// Percent-encoded as the server does it.
export const encoded = (text) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (character) => "%" + character.charCodeAt(0).toString(16).toUpperCase());

export const byID = (id) => document.getElementById(id);

const numbers = new Intl.NumberFormat("en");

/// `12,345`
export const counted = (number) => numbers.format(number);

export const events = (number) => `${counted(number)} ${number === 1 ? "event" : "events"}`;

/// What a browser keeps of a person's choices; where it may not, they last as long as the page.
export const kept = {
  get(name) {
    try {
      return JSON.parse(localStorage.getItem("footfall." + name));
    } catch {
      return null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem("footfall." + name, JSON.stringify(value));
    } catch {
      // Storage is switched off or full.
    }
  },
};
