// Events over time by outcome: bars one can read without colour, point at, drag over, and walk along by keyboard.

import { ask } from "./activity-api.js";
import { byID, counted, el, svg } from "./activity-text.js";
import { clock } from "./activity-time.js";

const place = byID("overview");
const outcomes = ["success", "failure", "unknown"];
const height = 100;

const chart = svg("svg", {
  class: "bars", preserveAspectRatio: "none", tabindex: "0", role: "group",
  "aria-label": "Bars over time. Left and right arrow keys move, with Shift they select, Enter shows that time only.",
});
const scale = el("div", { class: "scale" });
const tip = el("div", { class: "tip", hidden: true });
const said = el("div", { class: "unseen", role: "status" });
const table = el("table", { class: "counts" });
const asTable = el(
  "details", { class: "as-table menu", ontoggle: () => asTable.open && fillTable() }, el("summary", {}, "As a table"), table
);
const legend = el(
  "div",
  { class: "legend" },
  outcomes.map((name) =>
    el("span", {}, svg("svg", { width: 10, height: 10, "aria-hidden": "true" }, svg("rect", { class: name, width: 10, height: 10 })), name)
  ),
  asTable
);

let buckets = [];
/// Where a selection began and where it is, as numbers of bars; `null` where there is none.
let selection = null;
let isDragging = false;
let zoom = () => {};

const sum = (bucket) => outcomes.reduce((total, name) => total + bucket[name], 0);

/// Both ends have room on a phone.
const brief = (time) => clock(time).replace(/:00$/, "");

function text(bucket) {
  const counts = outcomes.filter((name) => bucket[name]).map((name) => `${counted(bucket[name])} ${name}`);
  return `${clock(bucket.start)} – ${clock(bucket.end)}: ${counts.join(", ") || "nothing"}`;
}

/// Failures are hatched and what is unknown is dotted, so that nothing hangs on colour.
function patterns() {
  const lines = svg("pattern", { id: "hatched", width: 4, height: 4, patternUnits: "userSpaceOnUse" });
  lines.append(svg("rect", { class: "ground", width: 4, height: 4 }), svg("path", { d: "M-1 1L1 -1M0 4L4 0M3 5L5 3" }));
  const dots = svg("pattern", { id: "dotted", width: 4, height: 4, patternUnits: "userSpaceOnUse" });
  dots.append(svg("circle", { cx: 2, cy: 2, r: 1.2 }));
  return svg("svg", { width: 0, height: 0, class: "unseen", "aria-hidden": "true" }, svg("defs", {}, lines, dots));
}

function draw() {
  const highest = Math.max(0, ...buckets.map(sum));
  const most = Math.max(1, highest);
  const width = Math.max(chart.clientWidth, 100);
  const step = width / Math.max(buckets.length, 1);
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  const bars = buckets.map((bucket, index) => {
    let top = height;
    const parts = outcomes.filter((name) => bucket[name]).map((name) => {
      // The smallest count can still be seen.
      const size = Math.max((bucket[name] / most) * (height - 4), 1.5);
      top -= size;
      return svg("rect", { class: name, x: index * step + 0.5, y: top, width: Math.max(step - 1, 1), height: size });
    });
    return svg("g", {}, parts);
  });
  chart.replaceChildren(svg("rect", { class: "chosen", height, y: 0 }), ...bars);
  mark();
  const last = buckets[buckets.length - 1];
  scale.replaceChildren(
    ...(last ? [brief(buckets[0].start), `most: ${counted(highest)}`, brief(last.end)].map((words) => el("span", {}, words)) : [])
  );
  if (asTable.open) fillTable();
}

function fillTable() {
  table.replaceChildren(
    el("thead", {}, el("tr", {}, ["From", "To", ...outcomes].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, buckets.filter(sum).map((bucket) =>
      el("tr", {}, el("td", {}, clock(bucket.start)), el("td", {}, clock(bucket.end)), outcomes.map((name) => el("td", {}, counted(bucket[name]))))
    ))
  );
}

/// Shows the selection.
function mark() {
  const chosen = chart.querySelector(".chosen");
  if (!chosen) return;
  const step = Math.max(chart.clientWidth, 100) / Math.max(buckets.length, 1);
  const [low, high] = selection ? [Math.min(...selection), Math.max(...selection)] : [0, -1];
  chosen.setAttribute("x", low * step);
  chosen.setAttribute("width", (high - low + 1) * step);
}

function point(index) {
  tip.hidden = index === null;
  if (index === null) return;
  tip.textContent = text(buckets[index]);
  const middle = ((index + 0.5) / buckets.length) * chart.clientWidth;
  tip.style.left = `${Math.max(0, Math.min(middle - tip.offsetWidth / 2, chart.clientWidth - tip.offsetWidth))}px`;
}

function indexAt(event) {
  const box = chart.getBoundingClientRect();
  const share = (event.clientX - box.left) / box.width;
  return Math.max(0, Math.min(buckets.length - 1, Math.floor(share * buckets.length)));
}

function zoomIn() {
  if (!selection) return;
  const [low, high] = [Math.min(...selection), Math.max(...selection)];
  selection = null;
  point(null);
  mark();
  const plain = (time) => time.replace(/\.0+Z$/, "Z");
  zoom(plain(buckets[low].start), plain(buckets[high].end));
}

function press(event) {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (step && buckets.length) {
    const at = selection ? selection[1] + step : step > 0 ? 0 : buckets.length - 1;
    const now = Math.max(0, Math.min(buckets.length - 1, at));
    selection = event.shiftKey && selection ? [selection[0], now] : [now, now];
    point(now);
    said.textContent = text(buckets[now]);
    mark();
  } else if (event.key === "Enter") {
    zoomIn();
  } else if (event.key === "Escape" && selection) {
    selection = null;
    point(null);
    mark();
    event.stopPropagation();
  } else {
    return;
  }
  event.preventDefault();
}

function listen() {
  chart.addEventListener("pointerdown", (event) => {
    if (!buckets.length || event.button !== 0) return;
    isDragging = true;
    chart.setPointerCapture(event.pointerId);
    selection = [indexAt(event), indexAt(event)];
    mark();
  });
  chart.addEventListener("pointermove", (event) => {
    if (!buckets.length) return;
    point(indexAt(event));
    if (!isDragging) return;
    selection[1] = indexAt(event);
    mark();
  });
  chart.addEventListener("pointerup", () => {
    if (isDragging) zoomIn();
    isDragging = false;
  });
  // A finger that scrolls the page after all.
  chart.addEventListener("pointercancel", () => {
    isDragging = false;
    selection = null;
    mark();
  });
  chart.addEventListener("pointerleave", () => isDragging || point(null));
  chart.addEventListener("blur", () => {
    selection = null;
    point(null);
    mark();
  });
  chart.addEventListener("keydown", press);
  new ResizeObserver(draw).observe(chart);
}

/// Counts what a query finds; narrow windows get fewer bars, so that a finger can meet one.
export async function showHistogram(query, signal) {
  place.setAttribute("aria-busy", "true");
  try {
    const answer = await ask("histogram", { q: query, buckets: place.clientWidth < 600 ? 40 : 90 }, signal);
    buckets = answer.buckets;
    selection = null;
    place.classList.toggle("incomplete", !answer.complete);
    draw();
  } finally {
    if (!signal.aborted) place.removeAttribute("aria-busy");
  }
}

/// Writes its times anew.
export const redrawHistogram = draw;

/// - zoomTo: is called with the beginning and the end of what was selected.
export function startHistogram(zoomTo) {
  zoom = zoomTo;
  place.replaceChildren(patterns(), el("div", { class: "plot" }, chart, tip), scale, legend, said);
  listen();
}
