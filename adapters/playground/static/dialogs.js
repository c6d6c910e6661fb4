/** The page's own dialogs: a new member, a new channel, and what this is. */

import { post } from "./api.js";
import { h, iconButton } from "./dom.js";
import { openForm, show } from "./forms.js";
import { success } from "./notices.js";
import { state } from "./state.js";
import { go } from "./view.js";

export function addMember() {
  const form = {
    id: "member",
    title: "Add a member",
    submit_label: "Add member",
    steps: [
      {
        intro: "Somebody new to speak as, in a zone of their own.",
        fields: [
          text("name", "Name", "Such as Gil", 40),
          { ...text("time_zone", "Time zone", "Such as Europe/Berlin", 64), suggest: "time_zone" },
        ],
      },
    ],
  };
  openForm(form, {
    submit: async (values) => {
      const { id } = await post("people", values);
      success(`${values.name.trim()} is here, and you speak as them now.`);
      go({ person: id });
      return { fieldErrors: {}, taken: true };
    },
  });
}

export function addChannel() {
  const form = {
    id: "channel",
    title: "Add a channel",
    submit_label: "Add channel",
    steps: [{ intro: "", fields: [text("name", "Name", "Small letters, digits and hyphens, such as mock-room", 60)] }],
  };
  openForm(form, {
    submit: async (values) => {
      const { id } = await post("channels", { person: state.person, ...values });
      go({ room: id });
      return { fieldErrors: {}, taken: true };
    },
  });
}

export function about() {
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": "about-title" });
  const close = h("button", { type: "button", class: "button", data: { style: "primary" } }, "Back to the rooms");
  close.addEventListener("click", () => dialog.close());
  dialog.append(
    h(
      "header",
      { class: "dialog-head" },
      h("h2", { id: "about-title" }, "About this playground"),
      iconButton("close", "Close", () => dialog.close()),
    ),
    h(
      "div",
      { class: "dialog-body", tabindex: "0" },
      h("p", {}, "A pretend chat workspace on this machine. The bot in it is the real one: the same engine, questions and timetable as on Slack and Discord."),
      h(
        "ul",
        { class: "bullets" },
        h("li", {}, "The members are pretend. Choose who you speak as; each sees their own rooms, private answers and times."),
        h("li", {}, "The clock can be pushed on. All that falls due on the way happens in its order, so four weeks can be lived in a minute. It never goes back."),
        h("li", {}, "There is no login: whoever can open this page can speak as anybody. It answers only this machine unless it was started otherwise."),
        h("li", {}, "Everything is kept in the database it was started with, and nothing is sent anywhere else."),
      ),
      h("h3", {}, "By keyboard"),
      h(
        "dl",
        { class: "keys" },
        key("/", "to the message box, with a command begun"),
        key("Tab", "takes the command that is offered"),
        key("↑ ↓", "walk through messages and rooms; in an empty box, what was typed before"),
        key("Esc", "closes what was opened last"),
      ),
    ),
    h("footer", { class: "dialog-foot" }, close),
  );
  show(dialog, close);
}

function key(name, words) {
  return h("div", {}, h("dt", {}, h("kbd", {}, name)), h("dd", {}, words));
}

function text(name, label, hint, longest) {
  return { type: "text", name, label, hint, value: "", required: true, long: false, max_length: longest, suggest: "" };
}
