import { ActivityPanel } from "./activity.js";
import { CounterPanel } from "./counter.js";
import { byId } from "./dom.js";
import { replaysHistory } from "./envelope.js";
import { readHistory } from "./history.js";
import { LabPanel } from "./lab.js";
import { NewsPanel } from "./news.js";
import { RawPanel } from "./raw.js";
import { showSnippets } from "./snippets.js";
import { SourcesPanel } from "./sources.js";
import { StatusPanel } from "./status.js";
import { StocksPanel } from "./stocks.js";
import { HubStream } from "./stream.js";
import { FIRST_REPLAY, Timeline } from "./timeline.js";

// The page begins here: one stream, handed to the panels by topic.

const TOPICS = ["counter", "stocks/*", "news/**", "activity/demo", "hub/sources/*"];

/** Names this page's connection to the lab; whoever doesn't have it can't harm the connection. */
const labToken = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

function streamAddress() {
  const topics = TOPICS.map((topic) => `topic=${topic}`).join("&");
  return `/events?${topics}&format=envelope&replay=${FIRST_REPLAY}&lab=${labToken}`;
}

const timeline = new Timeline();
const stream = new HubStream(streamAddress(), { onState, onEvent, onGap, onCheckpoint });
const status = new StatusPanel(stream);
const counter = new CounterPanel();
const stocks = new StocksPanel();
const news = new NewsPanel();
const activity = new ActivityPanel();
const sources = new SourcesPanel();
const raw = new RawPanel();
const lab = new LabPanel(timeline, stream, labToken);

function panelOf(topic) {
  if (topic === "counter") {
    return counter;
  }
  if (topic === "activity/demo") {
    return activity;
  }
  if (topic.startsWith("stocks/")) {
    return stocks;
  }
  if (topic.startsWith("hub/sources/")) {
    return sources;
  }
  return topic === "news" || topic.startsWith("news/") ? news : null;
}

function onEvent(event) {
  timeline.event(Date.now(), event.at);
  panelOf(event.topic)?.accept(event);
  raw.accept(event);
  status.event();
  lab.changed();
}

function onGap(gap) {
  timeline.gap(Date.now(), gap);
  counter.gap(gap);
  if (replaysHistory(gap.reason)) {
    stocks.startAgain();
  }
  raw.control("hub.gap", "", JSON.stringify(gap));
  lab.changed();
}

function onCheckpoint(id) {
  raw.control("hub.checkpoint", id, "");
  status.changed();
}

function onState({ state, resumes }) {
  const now = Date.now();
  if (state === "live") {
    timeline.opened(now, !resumes);
  } else {
    timeline[state](now);
  }
  byId("stop").setAttribute("aria-disabled", String(state === "stopped"));
  byId("start").setAttribute("aria-disabled", String(state === "live" || state === "connecting"));
  status.stateChanged();
  lab.changed();
}

byId("stop").addEventListener("click", () => stream.stop());
byId("start").addEventListener("click", () => stream.start());

// A page that the browser puts aside must not hold a connection; it goes on where it was when it is shown again.
let putAside = false;
addEventListener("pagehide", () => {
  putAside = stream.state !== "stopped";
  stream.stop();
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && putAside) {
    stream.start();
  }
});
addEventListener("online", () => {
  if (stream.state === "ended") {
    stream.start();
  }
});

showSnippets(location.origin);
stream.start();
readHistory("news/**", 40, (event) => news.accept(event));
readHistory("activity/demo", 50, (event) => activity.accept(event));
readHistory("hub/sources/*", 100, (event) => sources.accept(event));
