import { copyButton } from "./copy.js";
import { byId, clockTime, counted, duration, oncePerFrame, setText, wholeNumber } from "./dom.js";

/** How many seconds the shown rate is averaged over. */
const RATE_SECONDS = 5;

/**
 * Shows how the connection is: in the header, in its card, in a notice while it is down, and to screen readers, who
 * hear changes of the state and nothing else.
 */
export class StatusPanel {
  #stream;
  #events = 0;
  #reconnects = 0;
  #wasDown = false;
  #since = Date.now();
  #perSecond = new Array(RATE_SECONDS).fill(0);
  #refresh = oncePerFrame(() => this.#render(), 100);

  constructor(stream) {
    this.#stream = stream;
    byId("notice-start").addEventListener("click", () => stream.start());
    copyButton(byId("copy-id"), () => stream.lastEventId, byId("copy-status"));
    setInterval(() => this.#tick(), 1000);
  }

  /** An event of any kind came. */
  event() {
    this.#events++;
    this.#perSecond[0]++;
    this.#refresh();
  }

  /** The last event id changed. */
  changed() {
    this.#refresh();
  }

  /** The state of the stream changed. */
  stateChanged() {
    const { state } = this.#stream;
    if (state === "live" && this.#wasDown) {
      this.#reconnects++;
    }
    this.#wasDown = state === "live" ? false : this.#wasDown || state !== "connecting";
    this.#since = Date.now();
    setText(byId("announcer"), SPOKEN[state]);
    this.#refresh();
  }

  #tick() {
    this.#render();
    this.#perSecond.unshift(0);
    this.#perSecond.length = RATE_SECONDS + 1;
  }

  #render() {
    const { state, lastEventId } = this.#stream;
    byId("state-pill").dataset.state = state;
    byId("state-line").dataset.state = state;
    setText(byId("state-short"), SHORT[state]);
    setText(byId("state-long"), this.#sentence());
    setText(byId("last-event-id"), lastEventId || "none");
    setText(byId("event-count"), wholeNumber(this.#events));
    const [, ...whole] = this.#perSecond;
    setText(byId("event-rate"), wholeNumber(Math.round(whole.reduce((sum, n) => sum + n, 0) / RATE_SECONDS)));
    setText(byId("reconnects"), counted(this.#reconnects, "time"));
    byId("notice").hidden = state === "live" || state === "connecting";
    setText(byId("notice-text"), byId("notice").hidden ? "" : this.#sentence());
  }

  #sentence() {
    const { state, nextAttemptAt } = this.#stream;
    switch (state) {
      case "live":
        return `Live since ${clockTime(this.#since)}`;
      case "cut":
        return `Cut for ${duration(Date.now() - this.#since)}, coming back`;
      case "ended":
        return `Ended, next attempt in ${duration((nextAttemptAt ?? 0) - Date.now())}`;
      case "stopped":
        return "Stopped, goes on where it was";
      default:
        return "Connecting";
    }
  }
}

const SHORT = { connecting: "Connecting", live: "Live", cut: "Cut, coming back", ended: "Ended", stopped: "Stopped" };
const SPOKEN = {
  connecting: "Connecting to the event stream.",
  live: "The event stream is live.",
  cut: "The event stream was cut. The browser is coming back by itself.",
  ended: "The hub ended the event stream. The page tries again by itself.",
  stopped: "The event stream is stopped.",
};
