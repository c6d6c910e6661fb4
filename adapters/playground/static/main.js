/** The beginning: draws the parts, then shows what the address says. */

import { get } from "./api.js";
import { cardInWords } from "./cards.js";
import { byId } from "./dom.js";
import { watchVisibility } from "./events.js";
import { announce, guarded } from "./notices.js";
import { room } from "./room.js";
import { closeDrawer, sidebar } from "./sidebar.js";
import { on, personOf, roomName, currentRoom, state } from "./state.js";
import { thread } from "./thread.js";
import { begin, markSeen } from "./view.js";

guarded(start);

async function start() {
  sidebar();
  const { composer, list } = room();
  const threadPanel = thread({ closed: (id) => list.focusOn(id) });
  listenForKeys(composer, threadPanel);
  on("view unread messages", () => guarded(markSeen));
  on("view unread directory", setTitle);
  on("messages", (fresh) => announceNews(fresh ?? []));
  on("connection", showConnection);
  byId("veil").addEventListener("click", closeDrawer);
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    composer.focus();
  });
  document.addEventListener("visibilitychange", () => guarded(markSeen));
  watchVisibility();
  state.commands = await get("commands");
  await begin();
  if (document.activeElement === document.body && matchMedia("(hover: hover)").matches) composer.focus();
}

/** A slash outside any box goes to the message box; Escape closes what was opened last. */
function listenForKeys(composer, threadPanel) {
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || event.defaultPrevented) return;
    const isTyping = event.target.matches("input:not([type=radio]), textarea, select");
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      composer.write(composer.box.value || "/");
      composer.focus();
      composer.onInput();
    }
    if (event.key === "Escape") {
      if (document.body.classList.contains("drawer-open")) closeDrawer();
      else if (state.thread !== null) threadPanel.leave();
    }
  });
}

function announceNews(fresh) {
  const heard = fresh.filter((message) => message.author !== state.person && (message.room === state.room || message.private));
  if (heard.length > 3) {
    announce(`${heard.length} new messages.`);
    return;
  }
  const words = heard.map((message) => {
    const name = message.author === null ? "Loopmates" : (personOf(message.author)?.name ?? "");
    return `${name}: ${message.card ? cardInWords(message.card) : message.text}`;
  });
  if (words.length) announce(words.join(" "));
}

function setTitle() {
  const unread = Object.values(state.unread).reduce((sum, count) => sum + count, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${roomName(currentRoom())} · Loopmates playground`;
}

function showConnection() {
  const banner = byId("banner");
  banner.hidden = state.connected;
  banner.textContent = state.connected ? "" : "The playground's server does not answer. Trying again; nothing you typed is lost.";
}
