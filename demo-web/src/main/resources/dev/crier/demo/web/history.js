import { parseEnvelope } from "./envelope.js";

/** The hub's history comes oldest first, in pages of at most so many events; nothing here keeps more than a few pages. */
const PAGE = 1000;
const MAX_PAGES = 5;

/**
 * Hands over the newest events that the hub keeps of quiet topics, the oldest first: the few that a first connection
 * replays are too few for these. They may have come over the stream already, or come again: whoever accepts them knows
 * them by id, guid or time.
 */
export async function readHistory(filter, count, accept) {
  let newest = [];
  try {
    let after = "";
    for (let page = 0; page < MAX_PAGES; page++) {
      const response = await fetch(`/history/${filter}?limit=${PAGE}${after}`);
      if (!response.ok) {
        break;
      }
      const { events, next, more } = await response.json();
      newest = newest.concat(events).slice(-count);
      after = `&after=${encodeURIComponent(next)}`;
      if (!more) {
        break;
      }
    }
  } catch {
    // Without a history the lists fill as events come.
  }
  for (const event of newest) {
    const envelope = parseEnvelope(JSON.stringify(event));
    if (envelope !== null) {
      accept(envelope);
    }
  }
}
