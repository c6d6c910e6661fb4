/** Instants in the words of one zone. */

const LANGUAGE = "en-GB";
const STYLES = {
  time: { hour: "2-digit", minute: "2-digit" },
  date: { weekday: "short", day: "numeric", month: "short" },
  both: { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" },
  day: { weekday: "long", day: "numeric", month: "long" },
  clock: { weekday: "short", day: "numeric", month: "long" },
  full: { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit" },
  key: { year: "numeric", month: "2-digit", day: "2-digit" },
};

const formats = new Map();

/** Show an instant in a zone; `style` is one of the names above. */
export function shown(instant, zone, style) {
  const key = `${zone} ${style}`;
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat(LANGUAGE, { ...STYLES[style], timeZone: zone, hourCycle: "h23" }));
  }
  return formats.get(key).format(instant);
}

/** Show a calendar date such as 2026-11-23, which belongs to no zone. */
export function dateShown(isoDate, style) {
  return shown(new Date(`${isoDate}T12:00:00Z`), "UTC", style);
}

/** Say a zone as people say it: the city, and how far its clock is from UTC now. */
export function zoneName(zone, instant) {
  const city = zone.split("/").at(-1).replaceAll("_", " ");
  const parts = new Intl.DateTimeFormat(LANGUAGE, { timeZone: zone, timeZoneName: "shortOffset" }).formatToParts(instant);
  const offset = parts.find((part) => part.type === "timeZoneName")?.value ?? "";
  return city === offset || city === "UTC" ? "UTC" : `${city}, ${offset.replace("GMT", "UTC")}`;
}

/** Say a length of time in its largest unit. */
export function lengthOf(milliseconds) {
  const hours = Math.round(milliseconds / 3_600_000);
  if (hours < 48) return hours === 1 ? "1 hour" : `${hours} hours`;
  return `${Math.round(hours / 24)} days`;
}
