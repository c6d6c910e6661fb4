/** What may be typed next behind a slash. */

import { get } from "./api.js";
import { state } from "./state.js";

const LONGEST_SEARCH = 200;

/**
 * Give what can complete a text: `items` to insert and a `hint` about what is typed so far. `isGuess` says that the first
 * item is what Enter most likely means.
 */
export async function completionsOf(text) {
  if (!text.startsWith("/") || text.includes("\n")) return { items: [], hint: "" };
  const typed = state.commands.find((command) => begins(text, command));
  if (!typed) return { items: commandsLike(text), hint: "", isGuess: true };
  return optionsOf(typed, text);
}

function begins(text, command) {
  const whole = `/${command.name} ${command.subcommand}`;
  return text === whole || text.toLowerCase().startsWith(`${whole} `);
}

/** Rank commands by what was typed of `/practice setup` or, as people are lazy, of `/setup`. */
function commandsLike(text) {
  const typed = text.toLowerCase().replace(/\s+/g, " ");
  const word = typed.slice(1).split(" ").at(-1);
  const ranked = state.commands.map((command) => {
    const whole = `/${command.name} ${command.subcommand}`;
    const rank = whole.startsWith(typed) ? 0 : command.subcommand.startsWith(word) && word ? 1 : 2;
    return { command, rank };
  });
  return ranked
    .filter(({ rank }) => rank < 2)
    .sort((one, other) => one.rank - other.rank)
    .map(({ command }) => ({
      insert: `/${command.name} ${command.subcommand}${command.options.length ? " " : ""}`,
      label: command.usage,
      detail: command.summary,
    }));
}

async function optionsOf(command, text) {
  const whole = `/${command.name} ${command.subcommand}`;
  const option = command.options[0];
  if (!option || text === whole) return { items: [], hint: `${command.usage}: ${command.summary}` };
  const rest = text.slice(whole.length + 1);
  const found = option.source && rest.length <= LONGEST_SEARCH ? await get("complete", { source: option.source, text: rest }) : [];
  return {
    items: found.filter((item) => item !== rest).map((item) => ({ insert: `${whole} ${item}`, label: item, detail: "" })),
    hint: `${command.usage}: ${option.description}`,
  };
}
