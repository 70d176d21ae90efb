// Questions to the server.

import { encoded } from "./activity-text.js";

/// Why a question was not answered; `column` is the character of the query it is about, from 1.
export class Problem extends Error {
  constructor({ status, title, detail, hint, column }) {
    super(detail ?? title);
    Object.assign(this, { status, hint, column });
  }
}

export async function ask(path, parameters, signal) {
  let response;
  try {
    response = await fetch(`/api/v1/${path}?${new URLSearchParams(parameters)}`, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ status: 0, title: "The server cannot be reached", hint: "Is it running? Search again." });
  }
  if (response.status === 401) location.assign("/login?" + new URLSearchParams({ to: location.pathname + location.search }));
  const answer = await response.json().catch(() => ({ status: response.status, title: "The answer cannot be read" }));
  if (!response.ok) throw new Problem(answer);
  return answer;
}

/// Of the questions of one kind only the last counts: each call gives up those before it.
export function onlyLast() {
  let controller;
  return () => {
    controller?.abort();
    controller = new AbortController();
    return controller.signal;
  };
}

/// Whether an error is only that nobody waits any more.
export const isGivenUp = (error) => error.name === "AbortError";

/// The page's address for a view.
export function address({ q, order }) {
  const parts = [];
  if (q) parts.push("q=" + encoded(q));
  if (order === "oldest") parts.push("order=oldest");
  return parts.length ? "/?" + parts.join("&") : "/";
}

/// The view that an address names; `null` where it is another page's.
export function view(href) {
  const url = new URL(href, location.href);
  if (url.origin !== location.origin || url.pathname !== "/" || url.searchParams.has("after")) return null;
  return { q: url.searchParams.get("q") ?? "", order: url.searchParams.get("order") === "oldest" ? "oldest" : "newest" };
}
