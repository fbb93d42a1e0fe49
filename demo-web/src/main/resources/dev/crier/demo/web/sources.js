import { byId, clockTime, counted, make, oncePerFrame, setText } from "./dom.js";
import { asNumber, asText, parseObject, parseTime } from "./envelope.js";

const MAX_SOURCES = 50;
const KNOWN_STATES = new Set(["starting", "running", "backing-off", "standby", "stopped", "failed", "degraded"]);

/** How each source of the hub is, by its newest report. */
export class SourcesPanel {
  #sources = new Map();
  #refresh = oncePerFrame(() => this.#render());

  accept(event) {
    const report = parseObject(event.data);
    const name = asText(report?.name, 60);
    const at = event.at ?? 0;
    const known = this.#sources.get(name);
    if (name === "" || (known === undefined && this.#sources.size >= MAX_SOURCES) || known?.at > at) {
      return;
    }
    const state = asText(report.state, 40) || "unknown";
    this.#sources.set(name, {
      at,
      name,
      type: asText(report.type, 40),
      state,
      since: known?.state === state ? known.since : (parseTime(report.since) ?? event.at),
      detail: asText(report.detail, 240),
      restarts: asNumber(report.restarts) ?? 0,
      element: known?.element,
    });
    this.#refresh();
  }

  #render() {
    byId("sources-empty").hidden = this.#sources.size > 0;
    const list = byId("source-list");
    const sources = [...this.#sources.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    sources.forEach((source, index) => {
      source.element ??= make(
        "li",
        "source",
        make("p", "source-name", make("span", "dot"), make("strong"), make("span", "source-type")),
        make("p", "source-state"),
        make("p", "source-detail"),
      );
      const { element, name, type, state, since, detail, restarts } = source;
      const history = restarts > 0 ? `restarted ${counted(restarts, "time")}` : "";
      element.dataset.source = name;
      element.dataset.state = KNOWN_STATES.has(state) ? state : "unknown";
      setText(element.querySelector("strong"), name);
      setText(element.querySelector(".source-type"), type === name ? "" : type);
      setText(element.querySelector(".source-state"), `${state} since ${clockTime(since)}`);
      setText(element.querySelector(".source-detail"), [detail, history].filter((part) => part !== "").join(" · "));
      if (list.children[index] !== element) {
        list.insertBefore(element, list.children[index] ?? null);
      }
    });
  }
}
