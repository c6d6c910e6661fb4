/** Who looks at what: the address of the page says it, so that reloading and going back work. */

import { get, post } from "./api.js";
import { connect } from "./events.js";
import { guarded } from "./notices.js";
import { addRoomPage, addThreadPage, forgetMessages, on, shownOf, state, takeIn, tell } from "./state.js";

const LAST_VIEW = "view";
let asked = 0;

/** Go to another person, room or thread by changing the address. */
export function go(change) {
  const next = { person: state.person, room: state.room, thread: null, ...change };
  const hash = addressOf(next);
  if (location.hash === hash) guarded(follow);
  else location.hash = hash;
}

/** Begin with what the address says, or with what was looked at last. */
export async function begin() {
  window.addEventListener("hashchange", () => guarded(follow));
  listenForNews();
  if (!location.hash) history.replaceState(null, "", localStorage.getItem(LAST_VIEW) ?? "#/ana/channel:practice");
  await follow();
}

/** Load earlier messages of the room or the thread. */
export async function loadEarlier(inThread) {
  const page = inThread ? state.threadPage : state.roomPages.get(state.room);
  const before = shownOf(page)[0]?.id;
  if (inThread) addThreadPage(page.id, await threadPage(page.id, before));
  else addRoomPage(state.room, await roomPage(state.room, before));
  tell("messages", []);
}

async function follow() {
  asked += 1;
  const mine = asked;
  const [person, room, thread] = location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  if (person !== state.person || !state.people.length) {
    if (!(await becomes(person || "ana", mine))) return;
  }
  const wanted = state.rooms.find((one) => one.id === room) ?? state.rooms.find((one) => one.kind === "channel");
  if (!state.roomPages.has(wanted.id)) {
    const page = await roomPage(wanted.id);
    if (mine !== asked) return;
    addRoomPage(wanted.id, page);
  }
  const threadId = wanted.id === room && /^\d+$/.test(thread ?? "") ? Number(thread) : null;
  if (threadId !== null && state.threadPage?.id !== threadId) {
    const page = await threadPage(threadId).catch((gone) => (gone.status === 404 ? null : Promise.reject(gone)));
    if (mine !== asked) return;
    if (page) addThreadPage(threadId, page);
    else state.threadPage = null;
  }
  state.room = wanted.id;
  state.thread = state.threadPage?.id === threadId ? threadId : null;
  if (state.thread === null) state.threadPage = null;
  history.replaceState(null, "", addressOf(state));
  localStorage.setItem(LAST_VIEW, location.hash);
  tell("view");
}

/** Look with another person's eyes; a person who is not there any more gives way to the first one. */
async function becomes(person, mine) {
  const fresh = await get("state", { person }).catch((gone) => {
    if (gone.status === 404 && person !== "ana") return get("state", { person: "ana" }).then((first) => ({ ...first, instead: "ana" }));
    throw gone;
  });
  if (mine !== asked) return false;
  forgetMessages();
  Object.assign(state, { person: fresh.instead ?? person, room: "", thread: null, unread: fresh.unread });
  setDirectory(fresh.directory);
  setClock(fresh.clock);
  state.progress = fresh.progress;
  connect(fresh.revision);
  tell("directory");
  tell("progress");
  return true;
}

function listenForNews() {
  const heard = (name, listener) => on(`event:${name}`, listener);
  heard("directory", (directory) => {
    setDirectory(directory);
    tell("directory");
  });
  heard("messages", (news) => tell("messages", takeIn(news.messages)));
  heard("unread", (unread) => {
    state.unread = unread;
    tell("unread");
  });
  heard("clock", setClock);
  heard("progress", (progress) => {
    state.progress = progress;
    tell("progress");
  });
  heard("reload", () => {
    state.people = [];
    guarded(follow);
  });
}

function setDirectory(directory) {
  state.people = directory.people;
  state.rooms = directory.rooms;
}

function setClock(clock) {
  state.offsetMs = clock.now_ms - Date.now();
  state.aheadMs = clock.offset_ms;
  tell("clock");
}

function roomPage(room, before) {
  return get("messages", { person: state.person, room, before });
}

function threadPage(id, before) {
  return get(`messages/${id}/thread`, { person: state.person, before });
}

function addressOf({ person, room, thread }) {
  const parts = [person, room, thread].filter((part) => part !== null && part !== "");
  return `#/${parts.map(encodeURIComponent).join("/").replaceAll("%3A", ":").replaceAll("%2B", "+")}`;
}

/** Tell the server how far this person has read, once the room has been on screen. */
export async function markSeen() {
  if (document.hidden || !state.unread[state.room]) return;
  const newest = shownOf(state.roomPages.get(state.room)).at(-1);
  if (!newest) return;
  state.unread = { ...state.unread, [state.room]: 0 };
  tell("unread");
  await post("seen", { person: state.person, room: state.room, up_to: newest.id });
}
