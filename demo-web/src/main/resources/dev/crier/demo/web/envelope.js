// What arrives is text from strangers: this module turns it into values of known shape, or refuses it. Pure.

/** Reads one event of `?format=envelope`; null if it isn't one. `at` is its time in milliseconds, or null. */
export function parseEnvelope(text, fallbackId = "") {
  const value = parseObject(text);
  if (value === null || typeof value.topic !== "string" || typeof value.data !== "string") {
    return null;
  }
  return {
    id: typeof value.id === "string" ? value.id : fallbackId,
    topic: value.topic,
    type: typeof value.type === "string" ? value.type : "",
    at: parseTime(value.time),
    data: value.data,
  };
}

/** Reads a JSON object; null for anything else, arrays included. */
export function parseObject(text) {
  try {
    const value = JSON.parse(text);
    return value !== null && typeof value === "object" && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** RFC 3339 to milliseconds, or null. */
export function parseTime(text) {
  const at = typeof text === "string" ? Date.parse(text) : NaN;
  return Number.isFinite(at) ? at : null;
}

/** A string of at most `limit` characters; what isn't a string or a number becomes an empty one. */
export function asText(value, limit = 300) {
  const text = typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
  return text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
}

/** A finite number, or null. */
export function asNumber(value) {
  return typeof value === "number" && Number.isFinite(value) ? value : null;
}

/** The address if it is one of the web, or null: `javascript:` and the like never become links. */
export function asWebAddress(value) {
  try {
    const url = new URL(value);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

/** Reads what follows `event: hub.gap`; tolerant, because a gap that can't be read is a gap all the same. */
export function parseGap(text) {
  const value = parseObject(text) ?? {};
  const topics = Array.isArray(value.topics) ? value.topics.filter((topic) => typeof topic === "string") : [];
  return {
    reason: asText(value.reason, 40) || "unknown",
    topics,
    more: Math.max(0, asNumber(value.more) ?? 0),
    after: asText(value.after, 120),
    resume: asText(value.resume, 120),
  };
}

/** After a gap for one of these reasons the hub sends history again, from the oldest event that it keeps. */
export function replaysHistory(reason) {
  return reason === "restarted" || reason === "lost" || reason === "unknown";
}
