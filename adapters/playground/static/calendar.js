/** The picture of the weeks. Each day's state has a colour and a sign of its own; in words it is the figure's label. */

import { h, svg } from "./dom.js";
import { dateShown } from "./times.js";

const SIGNS = {
  practised: { word: "practised", path: "M6 12.5l4 4 8-9" },
  frozen: { word: "held by a freeze", path: "M12 4v16M5 8l14 8M19 8 5 16" },
  missed: { word: "missed", path: "M7 7l10 10M17 7 7 17" },
  open: { word: "open", path: "M12 18a6 6 0 1 0 0-12 6 6 0 0 0 0 12Z" },
  rest: { word: "rest day", path: "M8 12h8" },
  ahead: { word: "to come", path: "M12 12h.01" },
};
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Draw a calendar element of a card. */
export function calendar(element) {
  const weeks = inWeeks(element.days);
  const used = Object.keys(SIGNS).filter((mark) => element.days.some((day) => day.mark === mark));
  return h(
    "figure",
    { class: "calendar", role: "img", "aria-label": element.alt },
    h(
      "div",
      { class: "weeks", "aria-hidden": "true" },
      h("span"),
      WEEKDAYS.map((name) => h("span", { class: "weekday" }, name)),
      weeks.map(week),
    ),
    h(
      "div",
      { class: "legend", "aria-hidden": "true" },
      used.map((mark) => h("span", { class: "key" }, square(mark), SIGNS[mark].word)),
    ),
  );
}

function week(days) {
  const first = days.find(Boolean);
  return [
    h("span", { class: "week-name" }, dateShown(first.on, "date").replace(/^\w+,? /, "")),
    Array.from({ length: 7 }, (_, index) => (days[index] ? dayOf(days[index]) : h("span"))),
  ];
}

function dayOf(day) {
  const words = `${dateShown(day.on, "day")}: ${SIGNS[day.mark].word}${day.is_today ? ", today" : ""}`;
  return h(
    "span",
    { class: day.is_today ? "day is-today" : "day", title: words },
    square(day.mark, String(Number(day.on.slice(8)))),
  );
}

function square(mark, number = "") {
  return h(
    "span",
    { class: "square", data: { mark } },
    svg("svg", { viewBox: "0 0 24 24" }, svg("path", { d: SIGNS[mark].path })),
    number && h("span", { class: "day-number" }, number),
  );
}

/** Put each day under its weekday, Monday first, a row a week. */
function inWeeks(days) {
  const rows = new Map();
  for (const day of days) {
    const noon = new Date(`${day.on}T12:00:00Z`);
    const weekday = (noon.getUTCDay() + 6) % 7;
    const monday = noon.getTime() - weekday * 86_400_000;
    if (!rows.has(monday)) rows.set(monday, []);
    rows.get(monday)[weekday] = day;
  }
  return [...rows.entries()].sort(([one], [other]) => one - other).map(([, row]) => row);
}
