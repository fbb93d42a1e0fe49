import { parseEnvelope, parseGap } from "./envelope.js";

/** The first pause after the hub ended the stream for good; it doubles up to the last, in milliseconds. */
const FIRST_PAUSE = 2000;
const LAST_PAUSE = 30000;

/**
 * The page's one connection: the browser's EventSource, and what it lacks. EventSource comes back by itself from a cut,
 * with the last event id; it gives up for good when the answer isn't 200, and forgets the id when it is closed. So
 * this keeps the id, and begins again from it after both.
 *
 * States: "connecting", "live", "cut" (EventSource is coming back), "ended" (it gave up; this is coming back) and
 * "stopped".
 */
export class HubStream {
  state = "stopped";
  lastEventId = "";
  /** While "ended": when the next attempt is due, in milliseconds, or null. */
  nextAttemptAt = null;

  #url;
  #listener;
  #source = null;
  #timer = 0;
  #pause = FIRST_PAUSE;

  /** The listener has onState(stream), onEvent(envelope), onGap(gap, id) and onCheckpoint(id). */
  constructor(url, listener) {
    this.#url = url;
    this.#listener = listener;
  }

  /** Opens the stream after the last event that came, if any did; without effect on one that is connecting or live. */
  start() {
    if (this.state === "connecting" || this.state === "live") {
      return;
    }
    this.#close();
    const cursor = this.lastEventId === "" ? "" : `&lastEventId=${encodeURIComponent(this.lastEventId)}`;
    const source = new EventSource(this.#url + cursor);
    this.#source = source;
    source.addEventListener("open", () => {
      this.#pause = FIRST_PAUSE;
      this.#become("live");
    });
    source.addEventListener("error", () => this.#onError());
    source.addEventListener("message", (message) => this.#onMessage(message));
    source.addEventListener("hub.checkpoint", (message) => {
      this.#remember(message);
      this.#listener.onCheckpoint(message.lastEventId);
    });
    source.addEventListener("hub.gap", (message) => this.#listener.onGap(parseGap(message.data)));
    this.#become("connecting");
  }

  /** Closes the stream; `start` goes on where it stopped. */
  stop() {
    this.#close();
    if (this.state !== "stopped") {
      this.#become("stopped");
    }
  }

  /** Whether the connection goes on from an event, so that what came since is replayed. */
  get resumes() {
    return this.lastEventId !== "";
  }

  #onMessage(message) {
    this.#remember(message);
    const envelope = parseEnvelope(message.data, message.lastEventId);
    if (envelope !== null) {
      this.#listener.onEvent(envelope);
    }
  }

  #remember(message) {
    if (message.lastEventId !== "") {
      this.lastEventId = message.lastEventId;
    }
  }

  #onError() {
    if (this.#source.readyState === EventSource.CLOSED) {
      this.#close();
      const pause = this.#pause * (0.75 + Math.random() / 2);
      this.#pause = Math.min(this.#pause * 2, LAST_PAUSE);
      this.nextAttemptAt = Date.now() + pause;
      this.#timer = setTimeout(() => this.start(), pause);
      this.#become("ended");
    } else if (this.state !== "cut") {
      this.#become("cut"); // and silence about each attempt that fails after
    }
  }

  #close() {
    clearTimeout(this.#timer);
    this.nextAttemptAt = null;
    this.#source?.close();
    this.#source = null;
  }

  #become(state) {
    this.state = state;
    this.#listener.onState(this);
  }
}
