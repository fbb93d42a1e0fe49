import { byId, dayTime, make, oncePerFrame } from "./dom.js";
import { asText, asWebAddress, parseObject, parseTime } from "./envelope.js";

const MAX_ITEMS = 40;

/** The news, newest first by the time of publication; one line for each guid, the newest version of it. */
export class NewsPanel {
  #items = [];
  #refresh = oncePerFrame(() => this.#render());

  accept(event) {
    const item = parseObject(event.data);
    const title = asText(item?.title, 200);
    if (title === "") {
      return;
    }
    const link = asWebAddress(item.link);
    const news = {
      key: asText(item.guid, 500) || link || event.id,
      eventAt: event.at ?? 0,
      at: parseTime(item.published) ?? event.at ?? 0,
      title,
      link,
      summary: asText(item.summary, 220),
      source: asText(item.feed, 60) || event.topic,
      author: asText(item.author, 60),
    };
    const known = this.#items.findIndex(({ key }) => key === news.key);
    if (known >= 0) {
      if (this.#items[known].eventAt >= news.eventAt) {
        return;
      }
      this.#items.splice(known, 1);
    }
    const place = this.#items.findIndex(({ at }) => at <= news.at);
    this.#items.splice(place < 0 ? this.#items.length : place, 0, news);
    this.#items.length = Math.min(this.#items.length, MAX_ITEMS);
    this.#refresh();
  }

  #render() {
    byId("news-empty").hidden = this.#items.length > 0;
    const list = byId("news-list");
    this.#items.forEach((item, index) => {
      item.element ??= newsElement(item);
      if (list.children[index] !== item.element) {
        list.insertBefore(item.element, list.children[index] ?? null);
      }
    });
    while (list.children.length > this.#items.length) {
      list.lastElementChild.remove();
    }
  }
}

function newsElement({ title, link, summary, source, author, at }) {
  const heading = make("h3");
  if (link === null) {
    heading.append(title);
  } else {
    const anchor = make("a", "", title);
    anchor.href = link;
    anchor.rel = "noopener noreferrer";
    anchor.target = "_blank";
    heading.append(anchor);
  }
  const about = [dayTime(at), source, author].filter((part) => part !== "").join(" · ");
  const element = make("li", "", heading);
  if (summary !== "") {
    element.append(make("p", "news-summary", summary));
  }
  element.append(make("p", "news-about", about));
  return element;
}
