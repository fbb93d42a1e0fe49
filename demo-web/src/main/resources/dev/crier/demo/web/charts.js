// A line of the newest prices. Chart.js is optional: without it the page has its numbers all the same.

/** About a minute at four prices a second. */
const MAX_POINTS = 240;
/** The width of a chart that has just begun: it fills from the right. */
const MIN_WIDTH = 40;

const reducedMotion = matchMedia("(prefers-reduced-motion: reduce)");
const darkScheme = matchMedia("(prefers-color-scheme: dark)");
const watched = new Map(); // canvas -> PriceChart
const visibility = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    watched.get(entry.target)?.becomeVisible(entry.isIntersecting);
  }
});
darkScheme.addEventListener("change", () => watched.forEach((chart) => chart.recolour()));

/** One chart; draws only while it is on the screen, and seldom for those who asked for less motion. */
export class PriceChart {
  #prices = [];
  #chart = null;
  #visible = false;
  #drawnAt = 0;

  constructor(canvas) {
    if (typeof window.Chart !== "function") {
      canvas.parentElement.hidden = true;
      return;
    }
    this.#chart = new window.Chart(canvas, {
      type: "line",
      data: { labels: [], datasets: [{ data: [], borderWidth: 1.5, pointRadius: 0, fill: true, tension: 0.2 }] },
      options: {
        animation: false,
        responsive: true,
        maintainAspectRatio: false,
        events: [],
        normalized: true,
        layout: { padding: { top: 2, bottom: 2 } },
        plugins: { legend: { display: false }, tooltip: { enabled: false } },
        scales: { x: { type: "linear", display: false }, y: { display: false, grace: "10%" } },
      },
    });
    watched.set(canvas, this);
    visibility.observe(canvas);
    this.recolour();
  }

  add(price) {
    this.#prices.push(price);
    if (this.#prices.length > MAX_POINTS) {
      this.#prices.shift();
    }
  }

  clear() {
    this.#prices = [];
  }

  /** Draws what was added, if it can be seen. */
  draw(now) {
    const pause = reducedMotion.matches ? 5000 : 200;
    if (this.#chart === null || !this.#visible || now - this.#drawnAt < pause) {
      return;
    }
    this.#drawnAt = now;
    const count = this.#prices.length;
    this.#chart.options.scales.x.min = Math.min(0, count - MIN_WIDTH);
    this.#chart.options.scales.x.max = count - 1;
    this.#chart.data.datasets[0].data = this.#prices.map((price, index) => ({ x: index, y: price }));
    this.#chart.update("none");
  }

  becomeVisible(visible) {
    this.#visible = visible;
    this.#drawnAt = 0;
  }

  recolour() {
    const style = getComputedStyle(document.documentElement);
    const dataset = this.#chart.data.datasets[0];
    dataset.borderColor = style.getPropertyValue("--chart-line").trim();
    dataset.backgroundColor = style.getPropertyValue("--chart-fill").trim();
    this.#drawnAt = 0;
  }
}
