import { PriceChart } from "./charts.js";
import { byId, make, oncePerFrame, setText } from "./dom.js";
import { asNumber, asText, parseObject } from "./envelope.js";

/** More symbols than this are not shown: each costs a chart. */
const MAX_CARDS = 24;

const price = new Intl.NumberFormat("en", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** One card for each symbol that ticks, in the order of their names. */
export class StocksPanel {
  #cards = new Map();
  #changed = new Set();
  #refresh = oncePerFrame(() => this.#render());

  accept(event) {
    const tick = parseObject(event.data);
    const symbol = asText(tick?.symbol, 12);
    if (symbol === "" || asNumber(tick.price) === null) {
      return;
    }
    let card = this.#cards.get(symbol);
    if (card === undefined) {
      if (this.#cards.size >= MAX_CARDS) {
        return;
      }
      card = new StockCard(symbol);
      this.#cards.set(symbol, card);
      this.#place(card);
    }
    card.tick(tick);
    this.#changed.add(card);
    this.#refresh();
  }

  /** History comes again: the lines begin anew, so that time doesn't run backwards in them. */
  startAgain() {
    this.#cards.forEach((card) => card.startAgain());
  }

  #place(card) {
    const next = [...this.#cards.values()]
      .filter((other) => other.symbol > card.symbol)
      .sort((a, b) => (a.symbol < b.symbol ? -1 : 1))[0];
    byId("stocks").insertBefore(card.element, next?.element ?? null);
    byId("stocks-empty").hidden = true;
  }

  #render() {
    const now = performance.now();
    this.#changed.forEach((card) => card.render(now));
    this.#changed.clear();
  }
}

class StockCard {
  #tick = null;
  #chart;
  #price = make("p", "stock-price");
  #change = make("p", "stock-change");
  #halted = make("span", "stock-halted", "Halted");
  #facts = new Map();

  constructor(symbol) {
    this.symbol = symbol;
    this.#halted.hidden = true;
    const canvas = make("canvas");
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", `Line of the newest prices of ${symbol}`);
    const facts = make("dl", "stock-facts");
    for (const name of ["Bid", "Ask", "Low", "High", "Open", "Volume"]) {
      const value = make("dd", "", "–");
      this.#facts.set(name, value);
      facts.append(make("div", "", make("dt", "", name), value));
    }
    this.element = make(
      "li",
      "card stock",
      make("div", "stock-head", make("h3", "", symbol), this.#halted),
      make("div", "stock-now", this.#price, this.#change),
      make("div", "stock-chart", canvas),
      facts,
    );
    this.element.dataset.symbol = symbol;
    this.#chart = new PriceChart(canvas);
  }

  tick(tick) {
    this.#tick = tick;
    this.#chart.add(tick.price);
  }

  startAgain() {
    this.#chart.clear();
  }

  render(now) {
    const tick = this.#tick;
    setText(this.#price, price.format(tick.price));
    setText(this.#change, changeText(tick));
    const change = asNumber(tick.change) ?? 0;
    this.element.dataset.trend = change > 0 ? "up" : change < 0 ? "down" : "flat";
    this.#halted.hidden = tick.halted !== true;
    this.element.classList.toggle("is-halted", tick.halted === true);
    this.#fact("Bid", tick.bid, price);
    this.#fact("Ask", tick.ask, price);
    this.#fact("Low", tick.low, price);
    this.#fact("High", tick.high, price);
    this.#fact("Open", tick.open, price);
    this.#fact("Volume", tick.volume, compact);
    this.#chart.draw(now);
  }

  #fact(name, value, format) {
    const number = asNumber(value);
    setText(this.#facts.get(name), number === null ? "–" : format.format(number));
  }
}

/** "▲ +1.24 (+0.97 %)": the sign and the arrow say what the colour says. */
function changeText({ price: now, change, open }) {
  const difference = asNumber(change);
  if (difference === null) {
    return "";
  }
  const sign = difference > 0 ? "+" : difference < 0 ? "−" : "±";
  const arrow = difference > 0 ? "▲" : difference < 0 ? "▼" : "■";
  const from = asNumber(open);
  const percent = from !== null && from > 0 ? ` (${sign}${price.format(Math.abs((now / from - 1) * 100))} %)` : "";
  return `${arrow} ${sign}${price.format(Math.abs(difference))}${percent}`;
}
