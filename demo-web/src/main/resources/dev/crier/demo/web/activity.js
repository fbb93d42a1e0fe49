import { byId, dayTime, make, oncePerFrame, setText, wholeNumber } from "./dom.js";
import { asText, parseObject } from "./envelope.js";

const MAX_LINES = 50;
const MAX_LENGTH = 280;

/** What visitors say to each other, and the form to say it with. */
export class ActivityPanel {
  #lines = [];
  #ids = new Set();
  #input = byId("activity-text");
  #button = byId("activity-form").querySelector("button");
  #message = byId("activity-message");
  #refresh = oncePerFrame(() => this.#render());
  #sending = false;

  constructor() {
    byId("activity-form").addEventListener("submit", (submit) => {
      submit.preventDefault();
      this.#send();
    });
    this.#input.addEventListener("input", () => this.#countDown());
    this.#countDown();
  }

  accept(event) {
    const text = asText(parseObject(event.data)?.text, 2 * MAX_LENGTH);
    if (text === "" || this.#ids.has(event.id)) {
      return;
    }
    this.#ids.add(event.id);
    const line = { id: event.id, at: event.at ?? 0, text };
    const place = this.#lines.findIndex(({ at }) => at <= line.at);
    this.#lines.splice(place < 0 ? this.#lines.length : place, 0, line);
    while (this.#lines.length > MAX_LINES) {
      this.#ids.delete(this.#lines.pop().id);
    }
    this.#refresh();
  }

  async #send() {
    const text = this.#input.value.trim();
    if (text === "") {
      this.#say("Write a line first.", true);
      this.#input.focus();
      return;
    }
    if (this.#sending) {
      return;
    }
    this.#sending = true;
    this.#button.setAttribute("aria-disabled", "true");
    this.#say("Sending…", false);
    try {
      const response = await fetch("/demo/activity", {
        method: "POST",
        headers: { "content-type": "text/plain; charset=utf-8" },
        body: text,
      });
      if (response.ok) {
        this.#say("Sent.", false);
        this.#input.value = "";
        this.#countDown();
      } else {
        this.#say(await refusal(response), true);
      }
    } catch {
      this.#say("The hub can't be reached; your line is still here. Try again.", true);
    } finally {
      this.#sending = false;
      this.#button.removeAttribute("aria-disabled");
    }
  }

  #say(text, isError) {
    setText(this.#message, text);
    this.#message.classList.toggle("is-error", isError);
    this.#input.setAttribute("aria-invalid", String(isError));
  }

  #countDown() {
    const left = MAX_LENGTH - this.#input.value.length;
    setText(byId("activity-left"), `${wholeNumber(left)} character${left === 1 ? "" : "s"} left`);
  }

  #render() {
    byId("activity-empty").hidden = this.#lines.length > 0;
    const list = byId("activity-list");
    this.#lines.forEach((line, index) => {
      line.element ??= make("li", "", make("p", "activity-text", line.text), make("p", "activity-about", dayTime(line.at)));
      if (list.children[index] !== line.element) {
        list.insertBefore(line.element, list.children[index] ?? null);
      }
    });
    while (list.children.length > this.#lines.length) {
      list.lastElementChild.remove();
    }
  }
}

/** What a refusal says to the person who wrote the line. */
export async function refusal(response) {
  const problem = parseObject(await response.text().catch(() => "")) ?? {};
  const detail = asText(problem.detail) || asText(problem.title) || `The hub answered ${response.status}.`;
  const seconds = Number(response.headers.get("retry-after"));
  return response.status === 429 && seconds > 0 ? `Too fast: try again in ${seconds} s.` : detail;
}
