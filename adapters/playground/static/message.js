/** One message: who, when, and a card or words, with what can be done to it. */

import { ask, edit, press, remove } from "./actions.js";
import { card } from "./cards.js";
import { h, icon, iconButton, loops } from "./dom.js";
import { personOf, speaker, state } from "./state.js";
import { shown } from "./times.js";

const HUES = 8;
const ICONS_OF_COMMANDS = { probes: "ask", feedback: "read" };

/** Draw a message. `place` tells whether it stands under the same author's last one and how to open its thread. */
export function messageElement(message, place) {
  const author = message.author === null ? null : personOf(message.author);
  const name = message.author === null ? "Loopmates" : (author?.name ?? "Somebody");
  const at = new Date(message.at);
  const zone = speaker().time_zone;
  const kind = [message.private && "is-private", place.continues && "continues"].filter(Boolean).join(" ");
  const words = [name, shown(at, zone, "time"), message.private && "only visible to you"].filter(Boolean).join(", ");
  return h(
    "li",
    { class: `message ${kind}`, data: { id: message.id } },
    h(
      "article",
      { class: "message-inside", tabindex: "-1", "aria-label": words },
      h("div", { class: "message-side" }, place.continues ? sideTime(at, zone) : avatar(message.author, name)),
      h(
        "div",
        { class: "message-body" },
        !place.continues && byline(name, message, at, zone),
        message.private && privacy(message),
        message.deleted ? h("p", { class: "deleted" }, "This message was deleted.") : content(message),
        threadLink(message, place),
      ),
      tools(message, place),
    ),
  );
}

/** Draw a person's avatar: the first letters on that person's colour; ours is the two loops. */
export function avatar(id, name) {
  if (id === null) return h("span", { class: "avatar is-us", "aria-hidden": "true" }, loops());
  const position = state.people.findIndex((person) => person.id === id);
  const letters = name.split(/\s+/).map((word) => [...word][0] ?? "").slice(0, 2).join("");
  const hue = String((position + HUES) % HUES);
  return h("span", { class: "avatar", "aria-hidden": "true", data: { hue } }, letters.toUpperCase());
}

/** Put a small editor in the place of a message's words. */
export function editInPlace(element, message, done) {
  const words = element.querySelector(".message-text");
  const box = h("textarea", { class: "edit-box", dir: "auto", "aria-label": "Edit your message", value: message.text });
  const error = h("p", { class: "composer-error", role: "alert" });
  const close = () => {
    editor.replaceWith(words);
    done();
  };
  const save = async () => {
    try {
      if (box.value.trim() !== message.text) await edit(message, box.value);
      close();
    } catch (refused) {
      error.textContent = refused.message;
    }
  };
  const editor = h(
    "div",
    { class: "editor" },
    box,
    error,
    h(
      "div",
      { class: "buttons" },
      h("button", { type: "button", class: "button", data: { style: "primary" }, on: { click: save } }, "Save"),
      h("button", { type: "button", class: "button", on: { click: close } }, "Cancel"),
    ),
  );
  editor.addEventListener("keydown", (event) => {
    event.stopPropagation();
    if (event.key === "Escape") close();
    if (event.key === "Enter" && !event.shiftKey && event.target === box && !event.isComposing) {
      event.preventDefault();
      save();
    }
  });
  words.replaceWith(editor);
  box.focus();
}

function byline(name, message, at, zone) {
  return h(
    "header",
    { class: "byline" },
    h("span", { class: "author", dir: "auto" }, name),
    message.author === null && h("span", { class: "tag" }, "app"),
    h("time", { datetime: message.at, title: shown(at, zone, "full") }, shown(at, zone, "time")),
  );
}

function sideTime(at, zone) {
  return h("time", { class: "side-time", "aria-hidden": "true" }, shown(at, zone, "time"));
}

function privacy(message) {
  return h(
    "p",
    { class: "privacy" },
    icon("eye"),
    h("span", {}, "Only visible to you"),
    message.in_answer_to && h("span", { class: "prompt", dir: "auto" }, `after ${message.in_answer_to}`),
    h(
      "button",
      { type: "button", class: "dismiss", data: { control: "", action: "dismiss" }, on: { click: () => remove(message) } },
      "Dismiss",
    ),
  );
}

function content(message) {
  if (message.card) return card(message.card, (button, element) => press(message, button, element));
  return h(
    "p",
    { class: "message-text", dir: "auto" },
    message.text,
    message.edited && h("span", { class: "edited" }, " (edited)"),
  );
}

function threadLink(message, place) {
  const isOurs = message.author === null && !message.private && !message.deleted;
  if (!place.openThread || (!message.replies && !isOurs)) return null;
  const count = message.replies === 1 ? "1 reply" : `${message.replies} replies`;
  return h(
    "button",
    {
      type: "button",
      class: message.replies ? "thread-link has-replies" : "thread-link",
      data: { control: "", action: "thread" },
      on: { click: () => place.openThread(message) },
    },
    icon("reply"),
    message.replies ? count : "Reply in thread",
  );
}

function tools(message, place) {
  const control = { data: { control: "" } };
  const mine = message.author === state.person && !message.deleted;
  const isSaid = message.author !== null && !message.deleted;
  const takesFirstReply = place.openThread && message.author !== null && !message.replies && !message.deleted;
  const asks = state.commands
    .filter((command) => isSaid && command.on_message)
    .map((command) =>
      iconButton(ICONS_OF_COMMANDS[command.subcommand] ?? "about", command.on_message, () => ask(command, message), control),
    );
  const made = [
    takesFirstReply && iconButton("reply", "Reply in thread", () => place.openThread(message), control),
    mine && iconButton("edit", "Edit message", () => place.edit(message), control),
    mine && iconButton("remove", "Delete message", () => remove(message), control),
    ...asks,
  ].filter(Boolean);
  return made.length > 0 && h("div", { class: "tools" }, made);
}
