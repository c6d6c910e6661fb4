/** The left side: who speaks, the rooms with what is unread, and the clock. */

import { clockPanel } from "./clock.js";
import { about, addChannel, addMember } from "./dialogs.js";
import { byId, fill, h, icon, iconButton, loops } from "./dom.js";
import { avatar } from "./message.js";
import { currentRoom, on, roomName, speaker, state } from "./state.js";
import { shown } from "./times.js";
import { go } from "./view.js";

/** Draw the sidebar once and keep each part of it true. */
export function sidebar() {
  const people = h("div", { class: "speakers" });
  const who = h("p", { class: "speaker-line" });
  const channels = h("ul", { class: "rooms" });
  const directs = h("ul", { class: "rooms" });
  const place = byId("sidebar");
  fill(
    place,
    h(
      "div",
      { class: "brand" },
      loops(),
      h("span", { class: "brand-name" }, "Loopmates"),
      h("span", { class: "brand-tag" }, "playground"),
      iconButton("about", "About this playground", about),
      iconButton("close", "Close the list of rooms", closeDrawer, { class: "icon-button drawer-close" }),
    ),
    h(
      "div",
      { class: "sidebar-scroll" },
      h(
        "fieldset",
        { class: "speaking" },
        h("legend", {}, "Speaking as"),
        h("div", { class: "speaker-row" }, people, iconButton("plus", "Add a member", addMember)),
        who,
      ),
      h(
        "section",
        { "aria-labelledby": "channels-title" },
        h("div", { class: "section-head" }, h("h2", { id: "channels-title" }, "Channels"), iconButton("plus", "Add a channel", addChannel)),
        channels,
      ),
      h(
        "section",
        { "aria-labelledby": "directs-title" },
        h("div", { class: "section-head" }, h("h2", { id: "directs-title" }, "Direct messages")),
        directs,
      ),
    ),
    clockPanel(),
  );
  place.addEventListener("keydown", walkRooms);
  const draw = () => {
    drawPeople(people, who);
    drawRooms(channels, "channel");
    drawRooms(directs, "direct");
  };
  on("directory view unread", draw);
  on("clock", () => drawPeople(people, who));
}

export function openDrawer() {
  document.body.classList.add("drawer-open");
  byId("sidebar").querySelector("input:checked")?.focus();
}

export function closeDrawer() {
  if (!document.body.classList.contains("drawer-open")) return;
  document.body.classList.remove("drawer-open");
  byId("open-drawer")?.focus();
}

/** Keep the radio buttons in place where they are, so that the arrow keys go on working while one is chosen. */
function drawPeople(place, who) {
  const drawn = [...place.children].map((label) => label.dataset.id).join(" ");
  if (drawn !== state.people.map((person) => person.id).join(" ")) fill(place, state.people.map(speakerChoice));
  for (const input of place.querySelectorAll("input")) input.checked = input.value === state.person;
  const person = speaker();
  const time = shown(new Date(Date.now() + state.offsetMs), person.time_zone, "time");
  fill(who, h("strong", { dir: "auto" }, person.name), ` ${person.time_zone.replaceAll("_", " ")} · ${time}`, person.admin && h("span", { class: "tag" }, "admin"));
}

function speakerChoice(person) {
  const choose = () => go({ person: person.id, room: roomFor(person) });
  return h(
    "label",
    { class: "speaker", title: `${person.name}, ${person.time_zone}`, data: { id: person.id } },
    h("input", { type: "radio", name: "speaker", value: person.id, class: "unseen", on: { change: choose } }),
    avatar(person.id, person.name),
    h("span", { class: "unseen" }, `${person.name}, ${person.time_zone}`),
  );
}

/** Stay in a room that the person is in, too; else go to their own direct messages. */
function roomFor(person) {
  const room = currentRoom();
  const isShared = room?.kind === "channel" || room?.members.includes(person.id);
  return isShared ? state.room : `direct:${person.id}`;
}

function drawRooms(place, kind) {
  const focused = place.contains(document.activeElement) ? document.activeElement.dataset.room : null;
  fill(place, state.rooms.filter((room) => room.kind === kind).map(roomChoice));
  if (focused) [...place.querySelectorAll("button")].find((button) => button.dataset.room === focused)?.focus();
}

function roomChoice(room) {
  const isHere = room.id === state.room;
  const unread = isHere ? 0 : (state.unread[room.id] ?? 0);
  const name = room.kind === "channel" ? room.name : roomName(room);
  const choose = () => {
    const wasOpen = document.body.classList.contains("drawer-open");
    closeDrawer();
    go({ room: room.id });
    if (!wasOpen) byId("composer")?.focus();
  };
  return h(
    "li",
    {},
    h(
      "button",
      {
        type: "button",
        class: unread ? "room-choice has-unread" : "room-choice",
        "aria-current": isHere ? "page" : null,
        tabindex: isHere ? "0" : "-1",
        data: { room: room.id },
        on: { click: choose },
      },
      room.kind === "channel" ? icon("channel") : loops(),
      h("span", { class: "room-name", dir: "auto" }, name),
      unread > 0 && h("span", { class: "unread" }, String(unread), h("span", { class: "unseen" }, " unread")),
    ),
  );
}

/** Walk all rooms with the arrow keys, channels and direct messages as one list. */
function walkRooms(event) {
  const steps = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
  const step = steps[event.key];
  if (step === undefined || !event.target.matches(".room-choice")) return;
  event.preventDefault();
  const all = [...byId("sidebar").querySelectorAll(".room-choice")];
  all[Math.max(0, Math.min(all.length - 1, all.indexOf(event.target) + step))].focus();
}
