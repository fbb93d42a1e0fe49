import { parseEnvelope } from "./envelope.js";

/**
 * Reads what the hub keeps of quiet topics, which the few events that a first connection replays are too few for. The
 * events may have come over the stream already or come again: whoever accepts them knows them by id, guid or time.
 */
export async function readHistory(filter, limit, accept) {
  try {
    const response = await fetch(`/history/${filter}?limit=${limit}`);
    if (!response.ok) {
      return;
    }
    const { events } = await response.json();
    for (const event of events) {
      const envelope = parseEnvelope(JSON.stringify(event));
      if (envelope !== null) {
        accept(envelope);
      }
    }
  } catch {
    // Without a history the lists fill as events come.
  }
}
