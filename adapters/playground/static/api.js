/** The doors of the server. Every refusal comes back as a `Refused` whose words can be shown. */

export class Refused extends Error {
  constructor(status, trouble) {
    super([trouble.sentence, trouble.next_step].filter(Boolean).join(" "));
    this.status = status;
    this.fieldErrors = trouble.field_errors ?? {};
  }
}

const UNREACHABLE = {
  sentence: "The playground's server does not answer.",
  next_step: "Nothing was lost. See whether it still runs, then try again.",
};

/** Give a fresh id for one request; the same id sent twice is done once. */
export function requestId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export function get(path, query = {}) {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const suffix = given.length ? `?${new URLSearchParams(given)}` : "";
  return answered(`/api/${path}${suffix}`, {});
}

export function post(path, body) {
  return answered(`/api/${path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body, (_key, value) => (typeof value === "string" ? wellFormed(value) : value)),
  });
}

/** Replace half of a broken emoji, which no server can store, by the sign for an unreadable letter. */
function wellFormed(text) {
  return text.toWellFormed ? text.toWellFormed() : text;
}

async function answered(url, options) {
  let response;
  try {
    response = await fetch(url, options);
  } catch {
    throw new Refused(0, UNREACHABLE);
  }
  const payload = await response.json().catch(() => null);
  if (!response.ok) {
    throw new Refused(response.status, payload ?? { sentence: `The server refused this (${response.status}).` });
  }
  return payload;
}
