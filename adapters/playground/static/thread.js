/** The right side: one message and the replies under it. */

import { Composer } from "./composer.js";
import { byId, fill, h, iconButton } from "./dom.js";
import { messageElement } from "./message.js";
import { MessageList } from "./messages.js";
import { currentRoom, on, roomName, shownOf, state } from "./state.js";
import { go } from "./view.js";

/** Draw the thread once and keep it true; `closed(id)` is called when it was closed. */
export function thread({ closed }) {
  const panel = byId("thread");
  const scroller = h("div", { class: "scroller" });
  const above = h("ol", { class: "messages above", "aria-label": "The message above" });
  const count = h("h2", { class: "thread-count" });
  const where = h("p", {});
  const list = new MessageList({ label: "Replies", scroller });
  const composer = new Composer({
    id: "thread-composer",
    label: "Reply",
    place: () => ({ room: state.room, thread: state.thread }),
  });
  const leave = () => go({ thread: null });
  fill(
    panel,
    h("header", { class: "room-head" }, h("div", { class: "head-words" }, count, where), iconButton("close", "Close the thread", leave)),
    fill(scroller, above, list.element),
    h("div", { class: "composer-place" }, list.newer, composer.element),
  );

  let open = null;
  let aboveKey = "";
  const draw = ({ jump = false } = {}) => {
    if (state.thread === null) return;
    const replies = shownOf(state.threadPage);
    const message = state.messages.get(state.thread);
    const key = `${state.person} ${message.id} ${message.revision}`;
    if (key !== aboveKey) {
      aboveKey = key;
      fill(above, messageElement(message, { continues: false, openThread: null, edit: () => {} }));
    }
    count.textContent = ["No replies yet", "1 reply"][message.replies] ?? `${message.replies} replies`;
    where.textContent = `Thread in ${roomName(currentRoom())}`;
    list.draw(replies, { hasEarlier: state.threadPage.hasEarlier, jump });
  };
  on("view", () => {
    const now = state.thread === null ? null : `${state.person} ${state.thread}`;
    const was = open;
    panel.hidden = now === null;
    document.body.classList.toggle("thread-open", now !== null);
    if (now !== was) {
      open = now;
      list.clear();
      if (now === null) {
        closed(Number(was.split(" ")[1]));
      } else {
        composer.enter("Reply in the thread");
        scroller.scrollTop = 0;
        draw({ jump: state.messages.get(state.thread).replies > 0 });
        if (was?.split(" ")[1] !== String(state.thread)) composer.focus();
      }
    }
  });
  on("messages", () => draw());
  on("answered", (messages) => list.follow(messages.filter((message) => message.thread === state.thread)));
  return { leave };
}
