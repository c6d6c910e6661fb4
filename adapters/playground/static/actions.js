/** What a person does: each goes to the server once, and what comes of it is shown. */

import { post, requestId } from "./api.js";
import { openForm } from "./forms.js";
import { announce, guarded } from "./notices.js";
import { state, takeIn, tell } from "./state.js";

/** Send what was typed. The caller keeps the text until this comes back. */
export async function send(text, { room, thread, request }) {
  const outcome = await post("messages", { person: state.person, room, thread, text, request_id: request });
  follow(outcome, { room, thread });
}

/** Send a command about a message, as a platform's message menu does. */
export function ask(command, message) {
  const place = { room: message.room, thread: message.thread, request: requestId() };
  return guarded(() => send(`/${command.name} ${command.subcommand} ${message.text}`, place));
}

/** Press a button of a message. */
export async function press(message, button, element) {
  if (element.getAttribute("aria-busy") === "true") return;
  element.setAttribute("aria-busy", "true");
  await guarded(async () => {
    const outcome = await post(`messages/${message.id}/press`, {
      person: state.person,
      action: button.action,
      value: button.value ?? "",
      request_id: requestId(),
    });
    follow(outcome, { room: message.room, thread: message.thread, message: message.id });
  });
  element.removeAttribute("aria-busy");
}

export async function edit(message, text) {
  follow(await post(`messages/${message.id}/edit`, { person: state.person, text, request_id: requestId() }), message);
}

/** Delete an own message or dismiss a private answer. */
export function remove(message) {
  return guarded(async () => {
    const outcome = await post(`messages/${message.id}/remove`, { person: state.person, request_id: requestId() });
    follow(outcome, message);
    announce(message.private ? "Dismissed." : "Message deleted.");
  });
}

/** Show what came of a request: messages in their rooms, and a form in a dialog. */
function follow(outcome, place) {
  if (outcome.messages.length) {
    tell("messages", takeIn(outcome.messages));
    tell("answered", outcome.messages);
  }
  if (outcome.form) openForm(outcome.form, { submit: (values, request) => submit(outcome.form, values, request, place) });
}

/** Send a dialog. Gives the words beside its fields, if it has to stay open, and whether its words were taken. */
async function submit(form, values, request, place) {
  const outcome = await post("forms", {
    person: state.person,
    room: place.room,
    thread: place.thread,
    message: place.message,
    form_id: form.id,
    context: form.context,
    values,
    request_id: request,
  });
  const refused = Object.keys(outcome.field_errors).length > 0;
  if (!refused) setTimeout(() => follow(outcome, place));
  const taken = !refused && !outcome.messages.some((message) => message.card?.tone === "refused");
  return { fieldErrors: outcome.field_errors, taken };
}
