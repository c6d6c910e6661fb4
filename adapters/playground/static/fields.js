/** The fields of a form: each can be read, written and marked as wrong. */

import { get } from "./api.js";
import { fill, freshId, h } from "./dom.js";
import { guarded } from "./notices.js";
import { state } from "./state.js";

const MOST_RADIOS = 5;
const COUNT_FROM = 0.8;
let zones = null;

/** Make one field. `onInput` is called whenever its value changes. */
export function field(spec, onInput) {
  const id = freshId("field");
  const made = MAKERS[spec.type](spec, id);
  const error = h("p", { class: "field-error", id: `${id}-error`, hidden: true });
  const hint = spec.hint && h("p", { class: "field-hint", id: `${id}-hint`, dir: "auto" }, spec.hint);
  const count = spec.type === "text" && h("p", { class: "field-count", hidden: true });
  const mark = spec.required ? null : h("span", { class: "optional" }, "optional");
  const element = made.isGroup
    ? h("fieldset", { class: "field" }, h("legend", {}, spec.label, mark), hint, made.element, error)
    : h("div", { class: "field" }, h("label", { for: id }, spec.label, mark), hint, made.element, count, error);
  const described = [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" ");
  made.focusable.setAttribute("aria-describedby", described);
  if (spec.required && !made.isGroup) made.focusable.setAttribute("aria-required", "true");
  element.addEventListener("input", () => {
    if (count) showCount(count, spec, made.read());
    onInput();
  });
  return {
    name: spec.name,
    label: spec.label,
    element,
    read: made.read,
    write: made.write,
    focus: () => made.focusable.focus(),
    setError(words) {
      error.textContent = words ?? "";
      error.hidden = !words;
      element.classList.toggle("is-wrong", Boolean(words));
      const marked = made.isGroup ? element : made.focusable;
      if (made.isGroup) return;
      if (words) marked.setAttribute("aria-invalid", "true");
      else marked.removeAttribute("aria-invalid");
    },
  };
}

const MAKERS = {
  text(spec, id) {
    const box = spec.long
      ? h("textarea", { id, rows: 3, dir: "auto", maxlength: spec.max_length })
      : h("input", { id, type: "text", dir: "auto", maxlength: spec.max_length, autocomplete: "off" });
    if (spec.suggest !== "time_zone") return single(box, spec.value);
    const list = h("datalist", { id: `${id}-list` });
    box.setAttribute("list", list.id);
    guarded(async () => fill(list, (await timeZones()).map((zone) => h("option", { value: zone }))));
    return { ...single(box, spec.value), element: h("div", {}, box, list) };
  },
  date: (spec, id) => single(h("input", { id, type: "date" }), spec.value),
  time: (spec, id) => single(h("input", { id, type: "time" }), spec.value),
  channel(spec, id) {
    const channels = state.rooms.filter((room) => room.kind === "channel");
    const options = channels.map((room) => ({ value: room.id, label: `#${room.name}` }));
    return select(id, options, spec.value, spec.required);
  },
  people(spec, id) {
    const options = state.people.map((person) => ({ value: person.id, label: person.name }));
    return checks(id, "checkbox", options, spec.value);
  },
  choice(spec, id) {
    if (spec.several) return checks(id, "checkbox", spec.choices, spec.value);
    if (spec.required && spec.choices.length <= MOST_RADIOS) return checks(id, "radio", spec.choices, spec.value);
    return select(id, spec.choices, spec.value[0] ?? "", spec.required);
  },
};

function single(box, value) {
  box.value = value;
  return { element: box, focusable: box, read: () => box.value, write: (typed) => (box.value = typed) };
}

function select(id, options, value, required) {
  const empty = required && value ? null : h("option", { value: "" }, required ? "Choose one" : "No choice");
  const box = h("select", { id }, empty, options.map((one) => h("option", { value: one.value }, one.label)));
  return single(box, value);
}

function checks(id, type, options, value) {
  const boxes = options.map((one) => h("input", { type, name: id, value: one.value }));
  const labels = options.map((one, index) => h("label", { class: "check" }, boxes[index], h("span", {}, one.label)));
  const isRadio = type === "radio";
  const chosen = () => boxes.filter((box) => box.checked).map((box) => box.value);
  const write = (typed) => {
    const wanted = [typed].flat();
    for (const box of boxes) box.checked = wanted.includes(box.value);
  };
  write([...value]);
  return {
    isGroup: true,
    element: h("div", { class: "checks" }, labels),
    focusable: boxes[0] ?? h("input"),
    read: () => (isRadio ? (chosen()[0] ?? "") : chosen()),
    write,
  };
}

function showCount(count, spec, value) {
  count.hidden = value.length < spec.max_length * COUNT_FROM;
  count.textContent = `${value.length} of ${spec.max_length} characters`;
}

async function timeZones() {
  zones ??= new Set([...(await get("time-zones")), ...(Intl.supportedValuesOf?.("timeZone") ?? [])]);
  return [...zones];
}
