import { byId, oncePerFrame, setText, wholeNumber } from "./dom.js";
import { SequenceAccount } from "./sequence.js";

/** Shows the account of the topic `counter`: what came, what is missing, what came twice. */
export class CounterPanel {
  #account = new SequenceAccount("counter");
  #refresh = oncePerFrame(() => this.#render());

  accept(event) {
    this.#account.accept(event.data);
    this.#refresh();
  }

  gap(gap) {
    this.#account.gap(gap);
    this.#refresh();
  }

  #render() {
    const { last, received, missing, duplicates, announced } = this.#account;
    setText(byId("counter-last"), last === null || last < 0 ? "–" : `#${last}`);
    setText(byId("counter-received"), wholeNumber(received));
    setText(byId("counter-missing"), wholeNumber(missing));
    setText(byId("counter-duplicates"), wholeNumber(duplicates));
    setText(byId("counter-announced"), wholeNumber(announced));
    const verdict = received === 0 ? "waiting" : missing + duplicates > 0 ? "wrong" : announced > 0 ? "told" : "right";
    byId("counter-verdict").dataset.verdict = verdict;
    setText(byId("counter-verdict"), VERDICTS[verdict]);
  }
}

const VERDICTS = {
  waiting: "Waiting for the first number",
  right: "Nothing missing, nothing twice",
  told: "Nothing lost in silence, nothing twice",
  wrong: "Something is missing or came twice",
};
