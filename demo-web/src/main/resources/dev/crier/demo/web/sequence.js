import { replaysHistory } from "./envelope.js";

// The page's proof that nothing is missing and nothing comes twice: the counter source numbers its events, so each
// number that is skipped or repeated shows. Pure: no DOM, no clock.

/** Beyond so many separate holes the oldest is forgotten: its late numbers would count as duplicates. */
const MAX_HOLES = 1000;

/**
 * The account of one numbered series. It may join in the middle: what came before its first number is not missing. A
 * hole right after a gap that the hub announced for the topic is `announced`, any other is `missing`.
 */
export class SequenceAccount {
  constructor(topic) {
    this.topic = topic;
    this.#startAgain();
  }

  /** Takes the data of one event and says what it was: "started", "number" or "other". */
  accept(data) {
    if (data === "stream started") {
      this.#startAgain();
      this.last = -1;
      return "started";
    }
    const match = /^event #(\d{1,15})$/.exec(data);
    if (match === null) {
      return "other";
    }
    this.#number(Number(match[1]));
    return "number";
  }

  /** Takes a gap that the hub announced. */
  gap({ reason, topics, more }) {
    if (replaysHistory(reason)) {
      this.#startAgain();
    } else if (topics.includes(this.topic) || more > 0) {
      this.gapAhead = true;
    }
  }

  #startAgain() {
    this.last = null; // the highest number so far; -1 right after a start, null before the first
    this.received = 0;
    this.missing = 0;
    this.announced = 0;
    this.duplicates = 0;
    this.gapAhead = false;
    this.holes = []; // {from, to, kind}, both ends included, kind: "before", "missing" or "announced"
  }

  #number(number) {
    if (this.gapAhead && this.last !== null && number <= this.last) {
      this.#startAgain(); // the source started again within the gap
    }
    const kind = this.last === null ? "before" : this.gapAhead ? "announced" : "missing";
    const expected = this.last === null ? 0 : this.last + 1;
    this.gapAhead = false;
    if (number >= expected) {
      if (number > expected) {
        this.#hole({ from: expected, to: number - 1, kind });
      }
      this.last = number;
      this.received++;
    } else if (this.#fill(number)) {
      this.received++;
    } else {
      this.duplicates++;
    }
  }

  #hole(hole) {
    this.holes.push(hole);
    this.#count(hole.kind, hole.to - hole.from + 1);
    if (this.holes.length > MAX_HOLES) {
      this.holes.shift();
    }
  }

  /** A number that comes late fills its place; false if its place was taken. */
  #fill(number) {
    const index = this.holes.findIndex(({ from, to }) => from <= number && number <= to);
    if (index < 0) {
      return false;
    }
    const { from, to, kind } = this.holes[index];
    const rest = [];
    if (from < number) {
      rest.push({ from, to: number - 1, kind });
    }
    if (number < to) {
      rest.push({ from: number + 1, to, kind });
    }
    this.holes.splice(index, 1, ...rest);
    this.#count(kind, -1);
    return true;
  }

  #count(kind, change) {
    if (kind === "missing") {
      this.missing += change;
    } else if (kind === "announced") {
      this.announced += change;
    }
  }
}
