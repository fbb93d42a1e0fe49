import { parseEnvelope } from "./envelope.js";

/**
 * Hands over the newest events that the hub keeps of quiet topics, the oldest first: the few that a first connection
 * replays are too few for these. They may have come over the stream already, or come again: whoever accepts them knows
 * them by id, guid or time.
 */
export async function readHistory(filter, count, accept) {
  let events = [];
  try {
    const response = await fetch(`/history/${filter}?replay=${count}`);
    if (response.ok) {
      ({ events } = await response.json());
    }
  } catch {
    // Without a history the lists fill as events come.
  }
  for (const event of events) {
    const envelope = parseEnvelope(JSON.stringify(event));
    if (envelope !== null) {
      accept(envelope);
    }
  }
}
