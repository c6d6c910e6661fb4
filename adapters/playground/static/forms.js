/** Dialogs with fields. What was typed is kept until it is sent, also when the dialog is closed half filled. */

import { requestId } from "./api.js";
import { append, fill, freshId, h, iconButton } from "./dom.js";
import { field } from "./fields.js";
import { state } from "./state.js";
import { line } from "./text.js";

/**
 * Open a form. `submit(values, requestId)` sends it and gives `{fieldErrors, taken}`: with field errors the dialog stays
 * open, and what was typed is forgotten only when it was taken.
 */
export function openForm(form, { submit }) {
  const draft = draftOf(form);
  const fields = [];
  const titleId = freshId("dialog-title");
  const summary = h("div", { class: "form-errors", role: "alert", tabindex: "-1" });
  const kept = h("p", { class: "form-kept", hidden: true });
  const send = h("button", { type: "submit", class: "button", data: { style: "primary" } }, form.submit_label);
  const dialog = h("dialog", { class: "dialog", "aria-labelledby": titleId });
  const close = () => dialog.close();
  const remember = () => draft.keep(valuesOf(fields));

  const body = form.steps.map((step, index) => stepOf(step, index, form.steps.length, fields, remember));
  const initial = valuesOf(fields);
  const sheet = h(
    "form",
    { novalidate: true, on: { submit: onSubmit } },
    h(
      "header",
      { class: "dialog-head" },
      h("h2", { id: titleId, dir: "auto" }, form.title),
      iconButton("close", "Close; what you typed is kept", close),
    ),
    h("div", { class: "dialog-body" }, kept, summary, body),
    h(
      "footer",
      { class: "dialog-foot" },
      h("button", { type: "button", class: "button", on: { click: close } }, "Close"),
      send,
    ),
  );
  restore();
  show(append(dialog, sheet), fields[0]);

  function restore() {
    const typed = draft.read();
    if (!typed || JSON.stringify(typed) === JSON.stringify(initial)) return;
    write(fields, typed);
    kept.hidden = false;
    const again = () => {
      draft.forget();
      write(fields, initial);
      kept.hidden = true;
      fields[0]?.focus();
    };
    fill(
      kept,
      "This is what you typed last time. ",
      h("button", { type: "button", class: "link", on: { click: again } }, "Start over"),
    );
  }

  let request = requestId();
  async function onSubmit(event) {
    event.preventDefault();
    if (send.getAttribute("aria-busy") === "true") return;
    send.setAttribute("aria-busy", "true");
    fill(summary);
    for (const one of fields) one.setError(null);
    try {
      const { fieldErrors, taken } = await submit(valuesOf(fields), request);
      if (Object.keys(fieldErrors).length) {
        refuse(fieldErrors);
      } else {
        if (taken) draft.forget();
        close();
      }
      request = requestId();
    } catch (error) {
      if (Object.keys(error.fieldErrors ?? {}).length) {
        refuse(error.fieldErrors);
        request = requestId();
      } else {
        fill(summary, h("p", {}, error.message));
        summary.focus();
      }
    }
    send.removeAttribute("aria-busy");
  }

  function refuse(errors) {
    const wrong = fields.filter((one) => errors[one.name]);
    for (const one of wrong) one.setError(errors[one.name]);
    const strays = Object.entries(errors).filter(([name]) => !wrong.some((one) => one.name === name));
    const names = wrong.map((one) => one.label).join(", ");
    fill(
      summary,
      wrong.length > 0 && h("p", {}, `Nothing was sent yet. Please look again at: ${names}.`),
      strays.map(([, words]) => h("p", {}, words)),
    );
    (wrong[0] ?? { focus: () => summary.focus() }).focus();
  }
}

/** Show a dialog; when it closes, the focus goes back to where it was, or to the message box. */
export function show(dialog, first) {
  const before = document.activeElement;
  document.body.append(dialog);
  dialog.addEventListener("close", () => {
    dialog.remove();
    const target = before?.isConnected && before !== document.body ? before : document.querySelector(".composer textarea");
    // The browser gave the focus back before the dialog went away, and took the caret along with it in Chromium.
    document.activeElement?.blur();
    target?.focus();
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.showModal();
  first?.focus();
}

function stepOf(step, index, count, fields, remember) {
  const made = step.fields.map((spec) => field(spec, remember));
  fields.push(...made);
  const hasIntro = typeof step.intro === "string" ? step.intro !== "" : step.intro.length > 0;
  return h(
    "section",
    { class: "step" },
    count > 1 && h("p", { class: "step-count" }, `Part ${index + 1} of ${count}`),
    hasIntro && line("p", "step-intro", step.intro),
    made.map((one) => one.element),
  );
}

function valuesOf(fields) {
  return Object.fromEntries(fields.map((one) => [one.name, one.read()]));
}

function write(fields, values) {
  for (const one of fields) if (values[one.name] !== undefined) one.write(values[one.name]);
}

/** What one person typed into one form and did not send. */
function draftOf(form) {
  const key = `form:${state.person}:${form.id}:${form.context ?? ""}`;
  return {
    read() {
      try {
        return JSON.parse(localStorage.getItem(key));
      } catch {
        return null;
      }
    },
    keep: (values) => localStorage.setItem(key, JSON.stringify(values)),
    forget: () => localStorage.removeItem(key),
  };
}
