/** A clock that counts on screen: how long somebody has spoken, on a line with its marks. */

import { h, svg } from "./dom.js";
import { pretendNow } from "./state.js";

const WIDTH = 600;
const HEIGHT = 26;
const ROOM_BEHIND = 1.15;
const BEAT_MS = 250;

const running = new Set();
let beat = 0;

/** Draw a timer element of a card; all clocks on the page are counted by one beat. */
export function timer(element) {
  const started = new Date(element.started_at).getTime();
  const marks = [...new Set([...element.marks, element.seconds])].sort((one, other) => one - other);
  const end = marks.at(-1) * ROOM_BEHIND;
  const at = (seconds) => (Math.min(seconds, end) / end) * WIDTH;
  const face = h("span", { class: "timer-face" });
  const words = h("span", { class: "timer-words" }, `aim for ${clockFace(element.seconds)}`);
  const fill = svg("rect", { class: "timer-fill", y: 8, height: HEIGHT - 16, width: 0, rx: 5 });
  const figure = h(
    "figure",
    { class: "timer", role: "timer", "aria-label": element.alt },
    h("p", { class: "timer-line", "aria-hidden": "true" }, face, words),
    svg(
      "svg",
      { class: "timer-track", viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
      svg("rect", { class: "timer-ground", y: 8, width: WIDTH, height: HEIGHT - 16, rx: 5 }),
      fill,
      marks.map((mark) => svg("line", { class: "timer-mark", x1: at(mark), x2: at(mark), y1: 2, y2: HEIGHT - 2 })),
    ),
    h(
      "div",
      { class: "timer-marks", "aria-hidden": "true" },
      marks.map((mark) => markLabel(mark, mark / end, mark === element.seconds)),
    ),
  );
  const draw = () => {
    const seconds = Math.max(0, Math.floor((pretendNow() - started) / 1000));
    const text = clockFace(seconds);
    if (face.textContent === text) return;
    face.textContent = text;
    fill.setAttribute("width", at(seconds).toFixed(1));
    figure.dataset.state = seconds >= marks.at(-1) ? "over" : seconds >= marks[0] ? "good" : "early";
  };
  draw();
  follow(figure, draw);
  return figure;
}

/** Say a time as a clock shows it. */
export function clockFace(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function markLabel(mark, share, isAim) {
  const label = h("span", { class: isAim ? "timer-label is-aim" : "timer-label" }, clockFace(mark));
  label.style.insetInlineStart = `${(100 * share).toFixed(2)}%`;
  return label;
}

/** Count a clock for as long as it is on the page; a drawn clock is put there in the same turn. */
function follow(figure, draw) {
  running.add({ figure, draw });
  beat ||= setInterval(() => {
    for (const clock of running) {
      if (clock.figure.isConnected) clock.draw();
      else running.delete(clock);
    }
    if (running.size === 0) {
      clearInterval(beat);
      beat = 0;
    }
  }, BEAT_MS);
}
