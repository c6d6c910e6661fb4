/** Cards: a title and a few plain elements under it. */

import { bars } from "./bars.js";
import { calendar } from "./calendar.js";
import { h } from "./dom.js";
import { inline, line } from "./text.js";
import { timer } from "./timer.js";

/** Draw a card; `press(button, element)` is called when one of its buttons is pressed. */
export function card(shown, press) {
  return h(
    "div",
    { class: "card", data: { tone: shown.tone ?? "plain" } },
    h("h3", { class: "card-title", dir: "auto" }, shown.title),
    (shown.elements ?? []).map((element) => elementOf(element, press)),
  );
}

/** Say a card in one line, for whoever hears it arrive. */
export function cardInWords(shown) {
  const first = (shown.elements ?? []).find((element) => element.type === "paragraph");
  const words = first ? (typeof first.text === "string" ? first.text : first.text.map(wordsOf).join("")) : "";
  return [shown.title, words].filter(Boolean).join(". ");
}

function wordsOf(part) {
  return typeof part === "string" ? part : (part.text ?? part.name ?? part.fallback ?? "");
}

function elementOf(element, press) {
  switch (element.type) {
    case "paragraph":
      return line("p", "card-text", element.text);
    case "note":
      return line("p", "card-note", element.text);
    case "quote":
      return h("blockquote", { class: "card-quote", dir: "auto" }, element.text);
    case "facts":
      return h("dl", { class: "facts" }, element.rows.map(fact));
    case "bullets":
      return h("ul", { class: "bullets" }, element.items.map((item) => line("li", "", item)));
    case "calendar":
      return calendar(element);
    case "bars":
      return bars(element);
    case "timer":
      return timer(element);
    case "file":
      return h("a", { class: "card-file", href: `data:${element.media_type};base64,${element.content}`, download: element.name }, element.alt);
    case "buttons":
      return h("div", { class: "buttons" }, element.buttons.map((button) => buttonOf(button, press)));
    default:
      return null;
  }
}

function fact(row) {
  return h("div", { class: "fact" }, h("dt", { dir: "auto" }, row.label), h("dd", { dir: "auto" }, inline(row.value)));
}

function buttonOf(button, press) {
  return h(
    "button",
    {
      type: "button",
      class: "button",
      data: { style: button.style ?? "plain", control: "", action: button.action, value: button.value ?? "" },
      on: { click: (event) => press(button, event.currentTarget) },
    },
    button.label,
  );
}
