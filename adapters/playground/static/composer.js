/** The message box: commands with completion, talk, and what was typed before with the arrow up. */

import { send } from "./actions.js";
import { requestId } from "./api.js";
import { completionsOf } from "./completion.js";
import { fill, freshId, h, icon } from "./dom.js";
import { state } from "./state.js";

const LIMIT = 40_000;
const REMEMBERED = 30;
const NOTHING = { items: [], hint: "" };

export class Composer {
  /** `place()` gives the room and thread to write into. */
  constructor({ id, label, place }) {
    this.place = place;
    this.request = requestId();
    this.offered = NOTHING;
    this.active = -1;
    this.recalled = -1;
    this.closedAt = null;
    this.asking = false;
    this.listId = freshId("completions");
    this.error = h("p", { class: "composer-error", role: "alert", id: freshId("composer-error") });
    this.count = h("span", { class: "composer-count" });
    this.hint = h("p", { class: "completion-hint" });
    this.options = h("ul", { role: "listbox", id: this.listId, tabindex: "0", "aria-label": "What can be typed" });
    const keepFocus = { mousedown: (event) => event.preventDefault() };
    this.popup = h("div", { class: "completions", hidden: true, on: keepFocus }, this.options, this.hint);
    this.box = h("textarea", {
      id,
      rows: 1,
      dir: "auto",
      "aria-label": label,
      "aria-autocomplete": "list",
      "aria-controls": this.listId,
      "aria-describedby": this.error.id,
      placeholder: label,
      on: {
        input: () => this.onInput(),
        keydown: (event) => this.onKey(event),
        blur: () => this.offer(NOTHING),
      },
    });
    this.button = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
    this.element = h(
      "form",
      { class: "composer", on: { submit: (event) => this.submit(event) } },
      this.popup,
      this.error,
      h("div", { class: "composer-box" }, this.box, this.button),
      h(
        "p",
        { class: "composer-help" },
        h("span", {}, h("kbd", {}, "/"), " commands"),
        h("span", {}, h("kbd", {}, "Enter"), " sends"),
        h("span", {}, h("kbd", {}, "↑"), " typed before"),
        this.count,
      ),
    );
  }

  focus() {
    this.box.focus();
  }

  /** Show what this person had typed here, in the words of the place. */
  enter(label) {
    this.box.placeholder = label;
    this.box.setAttribute("aria-label", label);
    this.write(sessionStorage.getItem(this.draftKey()) ?? "");
    this.offer(NOTHING);
    fill(this.error);
  }

  /** Put words in the box, as if they had been typed. */
  write(text) {
    this.box.value = text;
    this.fit();
  }

  onInput() {
    this.recalled = -1;
    this.closedAt = null;
    fill(this.error);
    this.keepDraft();
    this.fit();
    this.suggest();
  }

  onKey(event) {
    if (event.isComposing) return;
    const handled = this.onPopupKey(event) || this.onBoxKey(event);
    if (handled) {
      event.preventDefault();
      event.stopPropagation();
    }
  }

  onPopupKey(event) {
    if (this.popup.hidden && !(event.key === "Escape" && this.asking)) return false;
    const count = this.offered.items.length;
    switch (event.key) {
      case "ArrowDown":
        return count > 0 && this.activate((this.active + 1) % count);
      case "ArrowUp":
        return count > 0 && this.activate((this.active - 1 + count) % count);
      case "Tab":
        return !event.shiftKey && count > 0 && this.accept(Math.max(this.active, 0));
      case "Enter":
        return !event.shiftKey && this.active >= 0 && this.accept(this.active);
      case "Escape":
        this.closedAt = this.box.value;
        return this.offer(NOTHING);
      default:
        return false;
    }
  }

  onBoxKey(event) {
    if (event.key === "Enter" && !event.shiftKey) return this.submit();
    if (event.key === "ArrowUp" && (this.box.value === "" || this.recalled >= 0)) return this.recall(this.recalled + 1);
    if (event.key === "ArrowDown" && this.recalled >= 0) return this.recall(this.recalled - 1);
    return false;
  }

  /** Send what is in the box. It stays there until the server has taken it. */
  submit(event) {
    event?.preventDefault();
    this.deliver();
    return true;
  }

  async deliver() {
    const text = this.box.value;
    if (!text.trim() || this.busy) return;
    this.busy = true;
    this.offer(NOTHING);
    try {
      const letters = text.length > LIMIT ? [...text.trim()].length : 0;
      if (letters > LIMIT) throw new Error(tooLong(letters));
      const draft = this.draftKey();
      await send(text, { ...this.place(), request: this.request });
      this.remember(text.trim());
      this.request = requestId();
      sessionStorage.removeItem(draft);
      fill(this.error);
      if (this.draftKey() === draft && this.box.value === text) this.write("");
    } catch (error) {
      fill(this.error, error.message);
    }
    this.busy = false;
  }

  async suggest() {
    const text = this.box.value;
    const atEnd = this.box.selectionEnd === text.length;
    this.asking = text.startsWith("/");
    const found = atEnd ? await completionsOf(text).catch(() => NOTHING) : NOTHING;
    this.asking = false;
    if (this.box.value === text && this.closedAt !== text && !this.busy) this.offer(found);
  }

  offer(offered) {
    this.offered = offered;
    this.popup.hidden = offered.items.length === 0 && !offered.hint;
    fill(
      this.options,
      offered.items.map((item, index) => this.option(item, index)),
    );
    this.options.hidden = offered.items.length === 0;
    fill(this.hint, offered.hint);
    this.hint.hidden = !offered.hint;
    this.activate(offered.isGuess && offered.items.length ? 0 : -1);
    return true;
  }

  option(item, index) {
    return h(
      "li",
      { role: "option", id: `${this.listId}-${index}`, "aria-selected": "false", on: { click: () => this.accept(index) } },
      h("span", { class: "option-label" }, item.label),
      item.detail && h("span", { class: "option-detail" }, item.detail),
    );
  }

  activate(index) {
    this.active = index;
    [...this.options.children].forEach((option, position) => {
      option.setAttribute("aria-selected", String(position === index));
      if (position === index) option.scrollIntoView({ block: "nearest" });
    });
    if (index >= 0) this.box.setAttribute("aria-activedescendant", `${this.listId}-${index}`);
    else this.box.removeAttribute("aria-activedescendant");
    return true;
  }

  /** Take an offer into the box; one that is typed in full already leaves Enter to send it. */
  accept(index) {
    const { insert } = this.offered.items[index];
    if (insert.trim() === this.box.value.trim()) return false;
    this.write(insert);
    this.keepDraft();
    this.offer(NOTHING);
    this.suggest();
    return true;
  }

  recall(index) {
    const typed = this.history();
    if (index >= typed.length) return false;
    this.recalled = index;
    this.write(index < 0 ? "" : typed[index]);
    this.keepDraft();
    return true;
  }

  remember(text) {
    const typed = [text, ...this.history().filter((one) => one !== text)].slice(0, REMEMBERED);
    try {
      localStorage.setItem(`typed:${state.person}`, JSON.stringify(typed));
    } catch {
      localStorage.removeItem(`typed:${state.person}`);
    }
    this.recalled = -1;
  }

  history() {
    return JSON.parse(localStorage.getItem(`typed:${state.person}`) ?? "[]");
  }

  draftKey() {
    const { room, thread } = this.place();
    return `draft:${state.person}:${room}:${thread ?? ""}`;
  }

  keepDraft() {
    try {
      sessionStorage.setItem(this.draftKey(), this.box.value);
    } catch {
      sessionStorage.removeItem(this.draftKey());
    }
  }

  fit() {
    this.box.style.height = "auto";
    this.box.style.height = `${Math.min(this.box.scrollHeight, 220)}px`;
    const length = this.box.value.length;
    this.count.textContent = length > LIMIT * 0.9 ? `${length.toLocaleString("en")} of 40,000` : "";
  }
}

function tooLong(letters) {
  return (
    `This message has ${letters.toLocaleString("en")} characters; a message holds 40,000. ` +
    "It was not sent and is still in the box. Shorten it, or send it in two."
  );
}
