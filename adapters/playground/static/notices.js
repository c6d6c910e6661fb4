/** What the page says by itself: troubles that stay until they are read, and news for screen readers. */

import { byId, h, iconButton } from "./dom.js";

const GONE_AFTER_MS = 6000;

/** Show a trouble in words. It stays until it is closed. */
export function trouble(error) {
  const words = error?.message || "Something went wrong in the page. Reload it.";
  show(words, "trouble");
}

/** Say that something went well; it goes away by itself. */
export function success(words) {
  const box = show(words, "success");
  setTimeout(() => box.remove(), GONE_AFTER_MS);
}

/** Run something and show whatever goes wrong. */
export async function guarded(work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Error) || error.status === undefined) console.error(error);
    trouble(error);
    return undefined;
  }
}

/** Tell whoever listens to the page, without moving anything on it. */
export function announce(words) {
  byId("announcer").replaceChildren(h("p", {}, words.slice(0, 300)));
}

function show(words, kind) {
  const place = byId("notices");
  for (const shown of place.children) if (shown.dataset.words === words) shown.remove();
  const close = iconButton("close", "Close this notice", () => box.remove());
  const role = kind === "trouble" ? "alert" : "status";
  const box = h("div", { class: "notice", role, data: { kind, words } }, h("p", {}, words), close);
  place.append(box);
  return box;
}
