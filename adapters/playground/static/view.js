/** Who looks at what: the address of the page says it, so that reloading and going back work. */

import { get, post } from "./api.js";
import { connect } from "./events.js";
import { guarded } from "./notices.js";
import { addRoomPage, addThreadPage, forgetMessages, on, shownOf, state, takeIn, tell } from "./state.js";

const LAST_VIEW = "view";
const FIRST_PERSON = "ana";
let asked = 0;

/** Go to another person, room or thread by changing the address. */
export function go(change) {
  const next = { person: state.person, room: state.room, thread: null, ...change };
  const hash = addressOf(next);
  if (location.hash === hash) guarded(followOrStay);
  else location.hash = hash;
}

/** Begin with what the address says, or with what was looked at last. */
export async function begin() {
  window.addEventListener("hashchange", () => guarded(followOrStay));
  listenForNews();
  if (!location.hash) history.replaceState(null, "", localStorage.getItem(LAST_VIEW) ?? "#/ana/channel:practice");
  await follow();
}

/** Load earlier messages of the room or the thread. */
export async function loadEarlier(inThread) {
  const page = inThread ? state.threadPage : state.roomPages.get(state.room);
  const before = shownOf(page)[0]?.id;
  if (inThread) addThreadPage(page.id, await threadPage(state.person, page.id, before));
  else addRoomPage(state.room, await roomPage(state.person, state.room, before));
  tell("messages", []);
}

/** Show what the address says. All of it is loaded first, so that nothing can be typed into half a view. */
async function follow() {
  asked += 1;
  const mine = asked;
  const address = readAddress();
  const fresh = address[0] === state.person && state.people.length ? null : await stateOf(address[0] || FIRST_PERSON);
  const person = fresh?.person ?? state.person;
  const rooms = fresh?.directory.rooms ?? state.rooms;
  const room = rooms.find((one) => one.id === address[1]) ?? rooms.find((one) => one.kind === "channel");
  const threadId = room.id === address[1] && /^\d+$/.test(address[2] ?? "") ? Number(address[2]) : null;
  const page = fresh || !state.roomPages.has(room.id) ? await roomPage(person, room.id) : null;
  const needsThread = threadId !== null && (fresh || state.threadPage?.id !== threadId);
  const thread = needsThread ? await threadPage(person, threadId).catch(unlessGone) : null;
  if (mine !== asked) return;

  if (fresh) become(fresh);
  if (page) addRoomPage(room.id, page);
  if (thread) addThreadPage(threadId, thread);
  state.room = room.id;
  state.thread = state.threadPage?.id === threadId ? threadId : null;
  if (state.thread === null) state.threadPage = null;
  if (fresh) connect(fresh.revision);
  history.replaceState(null, "", addressOf(state));
  localStorage.setItem(LAST_VIEW, location.hash);
  tell("directory");
  tell("progress");
  tell("view");
}

/** Follow the address; where that fails, stay where one is, and let the address say so again. */
async function followOrStay() {
  try {
    await follow();
  } catch (refused) {
    if (state.room) history.replaceState(null, "", addressOf(state));
    tell("directory");
    throw refused;
  }
}

function readAddress() {
  try {
    return location.hash.replace(/^#\//, "").split("/").map(decodeURIComponent);
  } catch {
    return [];
  }
}

/** Load what a person sees; one who is not there any more gives way to the first one. */
async function stateOf(person) {
  const found = await get("state", { person }).catch(unlessGone);
  return found ? { ...found, person } : { ...(await get("state", { person: FIRST_PERSON })), person: FIRST_PERSON };
}

function unlessGone(refused) {
  if (refused.status !== 404) throw refused;
  return null;
}

/** Look with another person's eyes. */
function become(fresh) {
  forgetMessages();
  Object.assign(state, { person: fresh.person, unread: fresh.unread, progress: fresh.progress });
  setDirectory(fresh.directory);
  setClock(fresh.clock);
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

function roomPage(person, room, before) {
  return get("messages", { person, room, before });
}

function threadPage(person, id, before) {
  return get(`messages/${id}/thread`, { person, before });
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
