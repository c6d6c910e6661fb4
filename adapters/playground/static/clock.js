/** The pretend clock: what time it is for the person spoken as, and four ways to push it on. */

import { post } from "./api.js";
import { fill, h, icon } from "./dom.js";
import { announce, guarded, trouble } from "./notices.js";
import { on, pretendNow, speaker, state } from "./state.js";
import { lengthOf, shown, zoneName } from "./times.js";

const PUSHES = [
  { to: "hour", label: "Next hour" },
  { to: "question", label: "Next question" },
  { to: "day", label: "Next day", title: "To the next nine in the morning" },
  { to: "week", label: "Next week" },
];
const SHOWN_AFTER_MS = 8000;

/** Draw the clock panel and keep it going. */
export function clockPanel() {
  const time = h("span", { class: "clock-time" });
  const day = h("span", { class: "clock-day" });
  const zone = h("span", { class: "clock-zone" });
  const bar = h("progress", { max: "100", value: 0, "aria-label": "How far the clock has come", hidden: true });
  const line = h("p", { class: "clock-line", role: "status" });
  const buttons = PUSHES.map((push) =>
    h("button", { type: "button", class: "button push", title: push.title, on: { click: () => begin(push.to) } }, push.label),
  );
  const panel = h(
    "section",
    { class: "clock", "aria-labelledby": "clock-title" },
    h("h2", { id: "clock-title" }, "Pretend clock"),
    h("p", { class: "clock-face" }, time, h("span", { class: "clock-beside" }, day, zone)),
    h("div", { class: "pushes", role: "group", "aria-label": "Push the clock to the" }, buttons),
    bar,
    line,
  );

  const draw = () => {
    const now = new Date(pretendNow());
    const person = speaker();
    setText(time, shown(now, person.time_zone, "time"));
    setText(day, shown(now, person.time_zone, "clock"));
    setText(zone, zoneName(person.time_zone, now));
  };
  const follow = followProgress({ bar, line, buttons });
  on("clock directory view", draw);
  on("clock", () => !state.progress.running && follow());
  on("progress", follow);
  setInterval(draw, 1000);
  return panel;
}

function begin(to) {
  return guarded(() => post("clock", { person: state.person, to }));
}

function followProgress({ bar, line, buttons }) {
  let wasRunning = false;
  let quiet = 0;
  return () => {
    const { running, day, days, delivered, target, trouble: words } = state.progress;
    for (const button of buttons) button.setAttribute("aria-disabled", String(running));
    bar.hidden = !running;
    bar.value = days ? Math.round((100 * (day - 0.5)) / days) : 0;
    clearTimeout(quiet);
    if (running) {
      fill(line, icon("forward"), days > 1 ? `Day ${day} of ${days}…` : `On to ${shown(new Date(target), speaker().time_zone, "both")}…`);
    } else if (wasRunning) {
      const came = delivered === 1 ? "1 delivery" : `${delivered} deliveries`;
      fill(line, `Arrived, with ${delivered ? came : "nothing due"} on the way.`);
      announce(line.textContent);
      quiet = setTimeout(() => fill(line, ahead()), SHOWN_AFTER_MS);
    } else {
      fill(line, ahead());
    }
    if (wasRunning && words) trouble(new Error(words));
    wasRunning = running;
  };
}

function ahead() {
  return state.aheadMs < 60_000 ? "In step with the real clock." : `${lengthOf(state.aheadMs)} ahead of the real clock.`;
}

function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
