import { refusal } from "./activity.js";
import { byId, clockTime, counted, duration, make, oncePerFrame, setText, wholeNumber } from "./dom.js";

/** How much of the past the bar shows, in milliseconds. */
const BAR_SPAN = 120_000;

/** How long what was asked stays said once the page is live, in milliseconds: longer than any of it takes. */
const SAID_FOR = 15_000;

/** The buttons that harm this page's connection, and the timeline of what became of it. */
export class LabPanel {
  #timeline;
  #stream;
  #token;
  #message = byId("lab-message");
  #said = 0;
  #shown = -1;
  #refresh = oncePerFrame(() => this.#render(), 100);

  constructor(timeline, stream, token) {
    this.#timeline = timeline;
    this.#stream = stream;
    this.#token = token;
    for (const what of ["cut", "offline", "gap"]) {
      byId(`lab-${what}`).addEventListener("click", () => this.#ask(what));
    }
    setInterval(() => this.#render(), 1000);
  }

  /** The timeline changed. */
  changed() {
    this.#refresh();
  }

  async #ask(what) {
    if (this.#stream.state !== "live") {
      this.#say(NOT_LIVE);
      return;
    }
    this.#timeline.asked(Date.now(), what);
    this.#refresh();
    try {
      const response = await fetch(`/demo/lab/${what}`, { method: "POST", headers: { "Crier-Lab-Token": this.#token } });
      this.#say(response.ok ? ASKED[what] : `The hub refused: ${await refusal(response)}`);
    } catch {
      this.#say("The hub can't be reached.");
    }
  }

  #say(text) {
    this.#said = Date.now();
    setText(this.#message, text);
  }

  #render() {
    const now = Date.now();
    const over = this.#message.textContent === NOT_LIVE || now - this.#said >= SAID_FOR;
    if (this.#stream.state === "live" && over) {
      setText(this.#message, "");
    }
    this.#renderBar(now);
    if (this.#shown !== this.#timeline.version || this.#timeline.current !== null) {
      this.#shown = this.#timeline.version;
      this.#renderList(now);
    }
  }

  #renderBar(now) {
    const bar = byId("timeline-bar");
    const start = now - BAR_SPAN;
    const parts = this.#timeline.entries.filter(({ kind, to }) => kind !== "asked" && (to ?? now) >= start);
    while (bar.children.length > parts.length) {
      bar.lastElementChild.remove();
    }
    parts.forEach(({ kind, from, to }, index) => {
      const part = bar.children[index] ?? bar.appendChild(make("span"));
      const left = Math.max(0, from - start) / BAR_SPAN;
      const width = Math.max(0, (to ?? now) - Math.max(from, start)) / BAR_SPAN;
      part.dataset.kind = kind;
      part.style.left = `${(left * 100).toFixed(3)}%`;
      part.style.width = `${(width * 100).toFixed(3)}%`;
    });
  }

  #renderList(now) {
    const list = byId("timeline-list");
    const entries = [...this.#timeline.entries].reverse();
    while (list.children.length > entries.length) {
      list.lastElementChild.remove();
    }
    entries.forEach((entry, index) => {
      const item = list.children[index] ?? list.appendChild(timelineElement());
      item.dataset.kind = entry.kind;
      const [time, label, detail] = item.children;
      setText(time, clockTime(entry.from));
      setText(label, LABELS[entry.kind]);
      setText(detail, describe(entry, now));
    });
  }
}

function timelineElement() {
  return make("li", "", make("span", "timeline-time"), make("strong", "timeline-label"), make("span", "timeline-detail"));
}

function describe({ kind, from, to, events, detail }, now) {
  const lasted = duration((to ?? now) - from);
  switch (kind) {
    case "live":
      return `${lasted}, ${counted(events, "event")}`;
    case "replayed":
      return `${counted(events, "event")} from before the connection opened`;
    case "gap": {
      const topics = detail.count === 0 ? "" : `, ${counted(detail.count, "topic")}: ${topicNames(detail)}`;
      return `the hub announced it (${detail.reason})${topics}`;
    }
    case "asked":
      return WISHES[detail.what];
    default:
      return lasted;
  }
}

function topicNames({ topics, count }) {
  const named = topics.slice(0, 4);
  const rest = count - named.length;
  return named.join(", ") + (rest > 0 ? ` and ${wholeNumber(rest)} more` : "");
}

const LABELS = {
  connecting: "Connecting",
  live: "Live",
  cut: "Cut",
  replayed: "Replayed",
  ended: "Ended",
  stopped: "Stopped",
  gap: "Gap",
  asked: "You",
};
const WISHES = {
  cut: "asked the hub to cut the connection",
  offline: "asked the hub to keep it offline for 10 seconds",
  gap: "asked the hub for a gap",
};
const NOT_LIVE = "There is no live connection to harm: wait until it is back.";
const ASKED = {
  cut: "The hub cuts the connection.",
  offline: "The hub keeps this page offline for 10 seconds.",
  gap: "The hub holds this page’s stream, and skips it forward in some seconds.",
};
