/** The middle: the room's head, its messages and its message box. */

import { Composer } from "./composer.js";
import { byId, fill, h, icon, iconButton, loops } from "./dom.js";
import { MessageList } from "./messages.js";
import { currentRoom, on, roomName, shownOf, state } from "./state.js";
import { openDrawer } from "./sidebar.js";
import { go } from "./view.js";

const FIRST_TRIES = {
  channel: ["/practice setup", "Set up a practice group here: post time, first day, practice days."],
  direct: ["/practice help", "See everything you can type. What you ask here, only you read."],
};

/** Draw the room once and keep it true. Gives the message box. */
export function room() {
  const scroller = byId("room-scroller");
  const composer = new Composer({
    id: "composer",
    label: "Write a message",
    place: () => ({ room: state.room, thread: null }),
  });
  const list = new MessageList({ label: "Messages", scroller, openThread: (message) => go({ thread: message.id }) });
  const empty = h("div", { class: "empty", hidden: true });
  fill(scroller, empty, list.element);
  byId("composer-place").append(list.newer, composer.element);

  let here = "";
  const draw = ({ jump = false } = {}) => {
    const page = state.roomPages.get(state.room);
    const messages = shownOf(page);
    empty.hidden = messages.length > 0;
    list.element.hidden = messages.length === 0;
    list.draw(messages, { hasEarlier: page?.hasEarlier ?? false, jump });
  };
  on("view", () => {
    const now = `${state.person} ${state.room}`;
    const moved = now !== here;
    if (moved) {
      here = now;
      list.clear();
      list.list.setAttribute("aria-label", `Messages in ${roomName(currentRoom())}`);
      composer.enter(`Message ${roomName(currentRoom())}`);
      drawEmpty(empty, composer);
    }
    drawHead();
    draw({ jump: moved });
  });
  on("messages", () => draw());
  on("answered", (messages) => list.follow(messages.filter((message) => message.thread === null)));
  on("directory", () => currentRoom() && drawHead());
  return { composer, list };
}

function drawHead() {
  const shownRoom = currentRoom();
  const count = state.people.length;
  const about = shownRoom.kind === "channel" ? `${count} members, and Loopmates` : "Only the people here read this";
  const menu = document.getElementById("open-drawer");
  if (!menu) fill(byId("room-head"), iconButton("menu", "Rooms, people and the clock", openDrawer, { id: "open-drawer", class: "icon-button menu" }), h("div", { class: "head-words" }), themeButton());
  fill(
    byId("room-head").querySelector(".head-words"),
    h("h1", { dir: "auto" }, shownRoom.kind === "channel" ? icon("channel") : loops(), roomName(shownRoom).replace(/^#/, "")),
    h("p", {}, about),
  );
}

function themeButton() {
  const button = h("button", { type: "button", class: "icon-button", id: "theme" });
  const draw = () => {
    const words = window.theme.isDark() ? "Light colours" : "Dark colours";
    fill(button, icon(window.theme.isDark() ? "sun" : "moon"));
    button.setAttribute("aria-label", words);
    button.title = words;
  };
  button.addEventListener("click", () => {
    window.theme.toggle();
    draw();
  });
  window.theme.onChange(draw);
  draw();
  return button;
}

function drawEmpty(place, composer) {
  const shownRoom = currentRoom();
  const [command, what] = FIRST_TRIES[shownRoom.kind];
  const here = shownRoom.id === "channel:practice" || shownRoom.kind === "direct" ? "here" : "in #practice";
  const type = () => {
    composer.write(command);
    composer.focus();
    composer.onInput();
  };
  fill(
    place,
    loops(),
    h("h2", {}, shownRoom.kind === "channel" ? `Nothing in ${roomName(shownRoom)} yet` : "Between you and Loopmates"),
    h("p", {}, "Type ", h("code", {}, command), ` ${here}. ${what}`),
    h("button", { type: "button", class: "button", data: { style: "primary" }, on: { click: type } }, `Write ${command} for me`),
    h("p", { class: "empty-more" }, "Then push the pretend clock to the next question, and speak as somebody else to answer it."),
  );
}
