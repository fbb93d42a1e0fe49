// The few ways in which this page touches the document. What strangers sent is only ever set as text.

/** The element with this id, which index.html has. */
export function byId(id) {
  return document.getElementById(id);
}

/** Makes an element with a class and children; strings become text. */
export function make(tag, className = "", ...children) {
  const element = document.createElement(tag);
  if (className !== "") {
    element.className = className;
  }
  element.append(...children);
  return element;
}

/** Sets the text if it is another; leaving it alone keeps a selection, and spares the browser a layout. */
export function setText(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

/**
 * Returns a function that makes `render` run in a coming frame, once however often it is called until then, and not
 * within `pause` milliseconds of the last time.
 */
export function oncePerFrame(render, pause = 0) {
  let due = false;
  let last = -Infinity;
  const frame = (now) => {
    if (now - last < pause) {
      requestAnimationFrame(frame);
      return;
    }
    due = false;
    last = now;
    render();
  };
  return () => {
    if (!due) {
      due = true;
      requestAnimationFrame(frame);
    }
  };
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const whole = new Intl.NumberFormat("en");

/** The time of day to the second. */
export function clockTime(at) {
  return at === null ? "–" : clock.format(at);
}

/** Day and time for what is older than some hours, the time for the rest. */
export function dayTime(at, now = Date.now()) {
  return at === null ? "" : Math.abs(now - at) < 12 * 3600 * 1000 ? clock.format(at) : day.format(at);
}

export function wholeNumber(value) {
  return whole.format(value);
}

/** "0.4 s", "12 s", "3 min 5 s". */
export function duration(milliseconds) {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 60) {
    return `${Math.floor(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60
    ? `${minutes} min ${Math.floor(seconds % 60)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** "1 event", "2 events". */
export function counted(count, word) {
  return `${wholeNumber(count)} ${word}${count === 1 ? "" : "s"}`;
}
