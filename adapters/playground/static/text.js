/** Inline text: plain words, bold, things to type, people and instants. */

import { append, h } from "./dom.js";
import { speaker, state } from "./state.js";
import { shown } from "./times.js";

/** Draw a text, which is a string or a list of parts. */
export function inline(text) {
  const parts = typeof text === "string" ? [text] : text;
  return parts.map(part);
}

/** Draw a text as one element, in whose own direction its letters run. */
export function line(tag, className, text) {
  return append(h(tag, { class: className, dir: "auto" }), inline(text));
}

function part(piece) {
  if (typeof piece === "string") return piece;
  switch (piece.type) {
    case "bold":
      return h("strong", {}, piece.text);
    case "code":
      return h("code", {}, piece.text);
    case "mention":
      return h("span", { class: piece.user_id === state.person ? "mention is-me" : "mention", dir: "auto" }, `@${piece.name}`);
    case "moment":
      return moment(piece);
    default:
      return "";
  }
}

function moment(piece) {
  const instant = new Date(piece.at);
  const zone = speaker().time_zone;
  return h(
    "time",
    { datetime: piece.at, title: `${shown(instant, "UTC", "both")} UTC` },
    shown(instant, zone, piece.style ?? "both"),
  );
}
