/** The event stream: what is new arrives here. A tab that nobody looks at lets go of its stream and catches up later. */

import { state, tell } from "./state.js";

const EVENTS = ["directory", "messages", "unread", "clock", "progress", "reload"];
const RETRY_MS = 2000;
const GRACE_MS = 1500;
const HIDDEN_MS = 5000;

let source = null;
let lastSeen = 0;
let warning = 0;
let hiding = 0;

/** Listen for one person from a revision on. */
export function connect(since) {
  lastSeen = since;
  open();
}

/** Keep the stream open only while somebody looks, as a browser grants few streams to all tabs together. */
export function watchVisibility() {
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(close, HIDDEN_MS);
    else if (!source && state.person) open();
  });
}

function open() {
  close();
  source = new EventSource(`/api/events?${new URLSearchParams({ person: state.person, since: lastSeen })}`);
  source.addEventListener("open", () => setConnected(true));
  source.addEventListener("error", onError);
  for (const name of EVENTS) {
    source.addEventListener(name, (event) => {
      lastSeen = Number(event.lastEventId) || lastSeen;
      tell(`event:${name}`, JSON.parse(event.data));
    });
  }
}

function close() {
  source?.close();
  source = null;
}

function onError() {
  setConnected(false);
  if (source?.readyState === EventSource.CLOSED) {
    const person = state.person;
    setTimeout(() => {
      if (person === state.person && !document.hidden) open();
    }, RETRY_MS);
  }
}

function setConnected(connected) {
  clearTimeout(warning);
  const set = () => {
    if (state.connected === connected) return;
    state.connected = connected;
    tell("connection");
  };
  if (connected) set();
  else warning = setTimeout(set, GRACE_MS);
}
