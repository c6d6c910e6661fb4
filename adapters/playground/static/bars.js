/** The picture of spoken seconds, a bar for each part of an answer, with the time to aim for as a frame. */

import { h, svg } from "./dom.js";

const WIDTH = 300;
const HEIGHT = 22;
const INSET = 5;
const STATES = { none: "nothing yet", under: "under", within: "in time", over: "over" };

/** Draw a bars element of a card. */
export function bars(element) {
  const longest = Math.max(1, ...element.bars.map((bar) => Math.max(bar.seconds, bar.budget[1])));
  const unit = (WIDTH - 4) / longest;
  const used = Object.keys(STATES).filter((state) => element.bars.some((bar) => stateOf(bar) === state));
  return h(
    "figure",
    { class: "bars", role: "img", "aria-label": element.alt },
    h(
      "div",
      { class: "bars-rows", "aria-hidden": "true" },
      element.bars.map((bar) => row(bar, unit)),
    ),
    h(
      "div",
      { class: "legend", "aria-hidden": "true" },
      used.filter((state) => state !== "none").map((state) => h("span", { class: "key" }, swatch(state), STATES[state])),
      h("span", { class: "key" }, swatch("aim"), "time to aim for"),
    ),
  );
}

function row(bar, unit) {
  const state = stateOf(bar);
  const [least, most] = bar.budget;
  const words = state === "within" ? STATES.within : `${STATES[state]}, aim for ${Math.round(least)}–${Math.round(most)}`;
  return h(
    "div",
    { class: "bars-row", data: { state } },
    h("span", { class: "bars-label" }, bar.label),
    svg(
      "svg",
      { class: "bars-track", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none" },
      svg("rect", { class: "bars-ground", width: WIDTH, height: HEIGHT }),
      svg("rect", { class: "bars-fill", y: INSET, width: bar.seconds * unit, height: HEIGHT - 2 * INSET }),
      svg("rect", {
        class: "bars-aim",
        x: least * unit + 1,
        y: 1,
        width: Math.max(3, (most - least) * unit),
        height: HEIGHT - 2,
      }),
    ),
    h("span", { class: "bars-seconds" }, `${Math.round(bar.seconds)} s`),
    h("span", { class: "bars-words" }, words),
  );
}

function swatch(state) {
  return h("span", { class: "swatch", data: { state } });
}

function stateOf(bar) {
  if (bar.seconds === 0) return "none";
  if (bar.seconds < bar.budget[0]) return "under";
  return bar.seconds > bar.budget[1] ? "over" : "within";
}
