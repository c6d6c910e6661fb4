/** A list of messages. Arrow keys walk through it; only the message in focus has its buttons in the Tab order. */

import { h, icon } from "./dom.js";
import { editInPlace, messageElement } from "./message.js";
import { guarded } from "./notices.js";
import { speaker, tell } from "./state.js";
import { shown } from "./times.js";
import { loadEarlier } from "./view.js";

const TOGETHER_MS = 5 * 60_000;
const AT_END_PX = 120;

export class MessageList {
  /** `openThread` is missing inside a thread; `scroller` is the element that scrolls. */
  constructor({ label, scroller, openThread = null }) {
    this.scroller = scroller;
    this.openThread = openThread;
    this.drawn = new Map();
    this.dividers = new Map();
    this.editing = new Set();
    this.current = null;
    this.list = h("ol", { class: "messages", "aria-label": label });
    this.earlier = h(
      "button",
      { type: "button", class: "button earlier", on: { click: () => this.showEarlier() } },
      "Earlier messages",
    );
    this.newer = h(
      "button",
      { type: "button", class: "button newer", hidden: true, on: { click: () => this.toEnd() } },
      icon("down"),
      "Newest",
    );
    this.element = h("div", { class: "message-column" }, this.earlier, this.list);
    this.list.addEventListener("keydown", (event) => this.onKey(event));
    this.list.addEventListener("focusin", (event) => this.setCurrent(event.target.closest(".message")));
    scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
  }

  /** Forget everything that is drawn: another room or another person's eyes. */
  clear() {
    this.drawn.clear();
    this.dividers.clear();
    this.editing.clear();
    this.current = null;
    this.list.replaceChildren();
  }

  /** Draw messages in order, touching only what changed. A reader at the end stays at the end. */
  draw(messages, { hasEarlier, jump = false }) {
    const wasAtEnd = this.isAtEnd();
    const focused = this.focusedControl();
    const before = this.scroller.scrollHeight - this.scroller.scrollTop;
    const grewAbove = messages.length > 0 && this.first !== undefined && messages[0].id < this.first;
    this.earlier.hidden = !hasEarlier;
    this.place(this.nodesFor(messages));
    this.first = messages[0]?.id;
    if (!this.current?.isConnected) this.setCurrent(this.list.querySelector(".message:last-of-type"));
    this.restoreFocus(focused);
    if (jump || (wasAtEnd && !grewAbove)) this.toEnd();
    else if (grewAbove) this.scroller.scrollTop = this.scroller.scrollHeight - before;
    this.onScroll();
  }

  toEnd() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
    this.newer.hidden = true;
  }

  /** Bring the newest of what a person did or got as an answer into view, its beginning first. */
  follow(messages) {
    const newest = [...this.drawn.keys()].at(-1);
    if (!messages.some((message) => message.id === newest)) return;
    this.toEnd();
    const top = this.drawn.get(newest).element.getBoundingClientRect().top;
    const hidden = this.scroller.getBoundingClientRect().top - top;
    if (hidden > 0) this.scroller.scrollTop -= hidden;
    this.onScroll();
  }

  async showEarlier() {
    this.earlier.setAttribute("aria-busy", "true");
    await guarded(() => loadEarlier(this.openThread === null));
    this.earlier.removeAttribute("aria-busy");
    if (this.earlier.hidden) this.list.querySelector("article")?.focus({ preventScroll: true });
  }

  focusOn(id) {
    this.drawn.get(id)?.element.querySelector("article").focus();
  }

  nodesFor(messages) {
    const zone = speaker().time_zone;
    const kept = new Map();
    const nodes = [];
    let last = null;
    for (const message of messages) {
      const day = shown(new Date(message.at), zone, "key");
      if (day !== last?.day && this.openThread) nodes.push(this.divider(day, message, zone));
      const continues = isContinued(last?.message, message) && day === last.day;
      const drawn = this.elementFor(message, continues);
      kept.set(message.id, drawn);
      nodes.push(drawn.element);
      last = { message, day };
    }
    this.drawn = kept;
    return nodes;
  }

  elementFor(message, continues) {
    const key = [message.revision, message.replies, message.deleted, continues].join(" ");
    const drawn = this.drawn.get(message.id);
    if (drawn && (drawn.key === key || this.editing.has(message.id))) return drawn;
    const element = messageElement(message, {
      continues,
      openThread: this.openThread,
      edit: (chosen) => this.edit(chosen),
    });
    const isCurrent = drawn?.element === this.current && drawn !== undefined;
    const made = { key, element };
    setReachable(element, false);
    if (isCurrent) this.setCurrent(element);
    return made;
  }

  edit(message) {
    const element = this.drawn.get(message.id).element;
    this.editing.add(message.id);
    editInPlace(element, message, () => {
      this.editing.delete(message.id);
      element.querySelector("article").focus();
      tell("messages", []); // what changed while it was edited is drawn now
    });
  }

  divider(day, message, zone) {
    if (!this.dividers.has(day)) {
      this.dividers.set(day, h("li", { class: "divider" }, h("h2", {}, shown(new Date(message.at), zone, "day"))));
    }
    return this.dividers.get(day);
  }

  place(nodes) {
    const wanted = new Set(nodes);
    for (const node of [...this.list.children]) if (!wanted.has(node)) node.remove();
    nodes.forEach((node, index) => {
      if (this.list.children[index] !== node) this.list.insertBefore(node, this.list.children[index] ?? null);
    });
  }

  setCurrent(element) {
    if (element === this.current) return;
    if (this.current) setReachable(this.current, false);
    this.current = element;
    if (element) setReachable(element, true);
  }

  onKey(event) {
    const steps = { ArrowUp: -1, ArrowDown: 1, Home: -Infinity, End: Infinity };
    const step = steps[event.key];
    if (step === undefined || !event.target.closest("article") || event.target.matches("textarea")) return;
    event.preventDefault();
    const articles = [...this.list.querySelectorAll("article")];
    const here = articles.indexOf(event.target.closest("article"));
    articles[Math.max(0, Math.min(articles.length - 1, here + step))].focus();
  }

  isAtEnd() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < AT_END_PX;
  }

  onScroll() {
    this.newer.hidden = this.isAtEnd();
  }

  /** Remember which control of which message has the focus, as the message may be drawn again. */
  focusedControl() {
    const message = document.activeElement?.closest?.(".message");
    if (!message || !this.list.contains(message)) return null;
    const { action, value } = document.activeElement.dataset;
    return { id: Number(message.dataset.id), element: document.activeElement, action, value };
  }

  restoreFocus(focused) {
    if (!focused || focused.element.isConnected) return;
    const article = this.drawn.get(focused.id)?.element.querySelector("article") ?? this.current?.querySelector("article");
    const controls = [...(article?.querySelectorAll("[data-control]") ?? [])];
    const same = controls.find(({ dataset }) => dataset.action === focused.action && dataset.value === focused.value);
    ((focused.action && same) || article || document.querySelector(".composer textarea"))?.focus();
  }
}

function isContinued(previous, message) {
  if (!previous || previous.author !== message.author || message.author === null || previous.deleted) return false;
  return new Date(message.at) - new Date(previous.at) < TOGETHER_MS;
}

function setReachable(element, isReachable) {
  element.classList.toggle("is-current", isReachable);
  element.querySelector("article").tabIndex = isReachable ? 0 : -1;
  for (const control of element.querySelectorAll("[data-control]")) control.tabIndex = isReachable ? 0 : -1;
}
