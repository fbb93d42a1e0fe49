// What happened to this page's connection, as a list of phases. Pure: every time is handed in, in milliseconds.

const MAX_ENTRIES = 40;
const TOO_SHORT = 250;
/** The page asks for so many events of history on its first visit; more than that can't be replayed to it then. */
export const FIRST_REPLAY = 60;

/**
 * Phases follow each other without a hole: connecting, live, cut, replayed, ended, stopped. Marks stand between them:
 * a gap that the hub announced, and what the visitor asked for.
 *
 * An event counts as replayed if it happened before the connection opened, by its own time. The hub's clock is not the
 * browser's: `skew` is how far this one is ahead, as the quickest event of the previous connection showed it. Order is
 * the hub's, so after the first event that is not replayed none is.
 */
export class Timeline {
  entries = []; // {kind, from, to, events, detail}, the oldest first; `to` is null while it lasts
  version = 0; // grows with each change
  #connection = null; // {at, first, replaying}, the one that is up
  #skew = 0;
  #smallestDelay = Infinity; // of the connection that is up: browser's time less the event's

  connecting(now) {
    this.#down("connecting", now);
  }

  cut(now) {
    this.#down("cut", now);
  }

  ended(now) {
    this.#down("ended", now);
  }

  stopped(now) {
    this.#down("stopped", now);
  }

  /** The connection is up; `first` if it carries no cursor, so that what it replays was not missed. */
  opened(now, first) {
    this.#begin("live", now);
    this.#connection = { at: now, replaying: true, first };
    this.#smallestDelay = Infinity;
  }

  /** An event came that happened at `eventTime`, by the hub's clock; null if that is unknown. */
  event(now, eventTime) {
    if (this.#connection === null) {
      return;
    }
    if (this.#connection.replaying) {
      this.#connection.replaying = this.#isReplayed(eventTime);
      const kind = this.#connection.replaying ? "replayed" : "live";
      if (this.current.kind !== kind) {
        this.#turnInto(kind, now);
      }
    }
    if (eventTime !== null) {
      this.#smallestDelay = Math.min(this.#smallestDelay, now - eventTime);
    }
    this.current.events++;
    this.version++;
  }

  /** The hub announced a gap. */
  gap(now, { reason, topics, more }) {
    const phase = this.current?.kind ?? "live";
    this.#mark("gap", now, { reason, topics, count: topics.length + more });
    this.#push({ kind: phase, from: now, to: null, events: 0, detail: null });
  }

  /** The visitor pressed a button of the lab. */
  asked(now, what) {
    const phase = this.current;
    this.#mark("asked", now, { what });
    if (phase) {
      this.#push({ kind: phase.kind, from: now, to: null, events: 0, detail: null });
    }
  }

  /** The phase that lasts, or null. */
  get current() {
    const last = this.entries[this.entries.length - 1];
    return last !== undefined && last.to === null ? last : null;
  }

  #isReplayed(eventTime) {
    if (eventTime === null) {
      return false;
    }
    const { at, first } = this.#connection;
    const replayed = eventTime + this.#skew < at;
    return replayed && !(first && this.current.kind === "replayed" && this.current.events >= FIRST_REPLAY);
  }

  #turnInto(kind, now) {
    if (this.current.events === 0) {
      this.current.kind = kind;
    } else {
      this.#begin(kind, now);
    }
  }

  #down(kind, now) {
    if (this.#connection !== null && this.#smallestDelay !== Infinity) {
      this.#skew = this.#smallestDelay;
    }
    this.#connection = null;
    if (this.current?.kind !== kind) {
      this.#begin(kind, now);
    }
  }

  #begin(kind, now) {
    this.#close(now);
    this.#push({ kind, from: now, to: null, events: 0, detail: null });
  }

  #mark(kind, now, detail) {
    this.#close(now);
    this.#push({ kind, from: now, to: now, events: 0, detail });
  }

  /** Ends the phase that lasts; a live one too short to have held anything is not worth a line. */
  #close(now) {
    const phase = this.current;
    if (phase === null) {
      return;
    }
    if (phase.kind === "live" && phase.events === 0 && now - phase.from < TOO_SHORT) {
      this.entries.pop();
    } else {
      phase.to = now;
    }
  }

  #push(entry) {
    this.entries.push(entry);
    if (this.entries.length > MAX_ENTRIES) {
      this.entries.shift();
    }
    this.version++;
  }
}
