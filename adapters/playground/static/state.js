/** What the page knows, and who is told when it changes. Nothing here touches the document. */

export const state = {
  commands: [],
  people: [],
  rooms: [],
  unread: {},
  offsetMs: 0,
  aheadMs: 0,
  progress: { running: false },
  person: "",
  room: "",
  thread: null,
  connected: true,
  messages: new Map(),
  roomPages: new Map(),
  threadPage: null,
};

const listeners = new Map();

/** Call a listener whenever one of the topics is told. */
export function on(topics, listener) {
  for (const topic of topics.split(" ")) {
    listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
  }
}

/** Tell everybody who listens to a topic. */
export function tell(topic, news) {
  for (const listener of listeners.get(topic) ?? []) listener(news);
}

export function personOf(id) {
  return state.people.find((person) => person.id === id);
}

export function speaker() {
  return personOf(state.person) ?? { id: "", name: "", time_zone: "UTC", admin: false };
}

export function currentRoom() {
  return state.rooms.find((room) => room.id === state.room);
}

/** Say a room's name as people say it. */
export function roomName(room) {
  if (!room) return "";
  if (room.kind === "channel") return `#${room.name}`;
  const others = room.members.filter((id) => id !== state.person).map((id) => personOf(id)?.name ?? id);
  return ["Loopmates", ...others].join(", ");
}

/** Give the pretend instant in milliseconds. */
export function pretendNow() {
  return Date.now() + state.offsetMs;
}

/** Forget every message: another person looks. */
export function forgetMessages() {
  state.messages.clear();
  state.roomPages.clear();
  state.threadPage = null;
}

/** Take in a page of a room's history. */
export function addRoomPage(room, page) {
  const known = state.roomPages.get(room) ?? { ids: new Set(), hasEarlier: false };
  for (const message of page.messages) {
    keep(message);
    known.ids.add(message.id);
  }
  known.hasEarlier = page.has_earlier;
  state.roomPages.set(room, known);
}

/** Take in a page of a thread. */
export function addThreadPage(id, page) {
  const known = state.threadPage?.id === id ? state.threadPage : { id, ids: new Set(), hasEarlier: false };
  if (page.above) keep(page.above);
  for (const message of page.messages) {
    keep(message);
    known.ids.add(message.id);
  }
  known.hasEarlier = page.has_earlier;
  state.threadPage = known;
}

/** Take in messages that were posted or changed, and give those that are new here. */
export function takeIn(messages) {
  const fresh = [];
  for (const message of messages) {
    const known = state.messages.get(message.id);
    if (known && known.revision >= message.revision && known.replies === message.replies) continue;
    keep(message);
    const page = message.thread === null ? state.roomPages.get(message.room) : threadPageOf(message);
    if (page && !known && !isBeforePage(page, message)) page.ids.add(message.id);
    if (page && message.deleted && !message.replies) page.ids.delete(message.id);
    if (!known && !message.deleted) fresh.push(message);
  }
  return fresh;
}

/** List what a page shows, in the order it was posted. */
export function shownOf(page) {
  if (!page) return [];
  return [...page.ids].sort((one, other) => one - other).map((id) => state.messages.get(id));
}

function threadPageOf(message) {
  return state.threadPage?.id === message.thread ? state.threadPage : null;
}

function isBeforePage(page, message) {
  return page.hasEarlier && message.id < Math.min(...page.ids);
}

function keep(message) {
  state.messages.set(message.id, message);
}
