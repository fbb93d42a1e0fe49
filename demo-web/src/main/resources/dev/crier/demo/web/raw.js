import { byId, clockTime, make, oncePerFrame } from "./dom.js";

const MAX_ROWS = 100;
const MAX_DATA = 400;

/** The newest events as they came, control events of the hub among them. */
export class RawPanel {
  #newest = []; // the newest first
  #fresh = 0; // how many of them have no row yet
  #filter = byId("raw-filter");
  #rows = byId("raw-rows");
  #refresh = oncePerFrame(() => this.#render(), 100);

  constructor() {
    this.#filter.addEventListener("change", () => {
      this.#newest = [];
      this.#fresh = 0;
      this.#rows.replaceChildren();
    });
  }

  accept({ at, topic, id, data }) {
    this.#add({ at, topic, id, data, control: false });
  }

  control(type, id, data) {
    this.#add({ at: Date.now(), topic: type, id, data, control: true });
  }

  #add(event) {
    const wanted = this.#filter.value;
    const group = event.control ? "hub" : event.topic.split("/", 1)[0];
    if (wanted !== "" && wanted !== group) {
      return;
    }
    this.#newest.unshift(event);
    this.#newest.length = Math.min(this.#newest.length, MAX_ROWS);
    this.#fresh = Math.min(this.#fresh + 1, MAX_ROWS);
    this.#refresh();
  }

  #render() {
    this.#rows.prepend(...this.#newest.slice(0, this.#fresh).map(row));
    this.#fresh = 0;
    while (this.#rows.children.length > MAX_ROWS) {
      this.#rows.lastElementChild.remove();
    }
  }
}

function row({ at, topic, id, data, control }) {
  const shown = data.length > MAX_DATA ? `${data.slice(0, MAX_DATA)}…` : data;
  const element = make("tr", control ? "raw-control" : "");
  element.setAttribute("role", "row");
  for (const [name, text] of [
    ["time", clockTime(at)],
    ["topic", topic],
    ["id", id || "–"],
    ["data", shown || "(empty)"],
  ]) {
    const cell = make("td", `raw-${name}`, text);
    cell.setAttribute("role", "cell");
    element.append(cell);
  }
  return element;
}
