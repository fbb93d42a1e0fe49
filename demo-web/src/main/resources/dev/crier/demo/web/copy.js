/** The clipboard of browsers is closed to pages from plain http: on another machine; the old way works there. */
async function copyText(text) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  area.readOnly = true;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) {
    throw new Error("The browser refused to copy");
  }
}

/** Makes a button copy what `text()` returns, and say so on itself and in the `role=status` element. */
export function copyButton(button, text, status) {
  const label = button.textContent;
  let timer = 0;
  button.addEventListener("click", async () => {
    const focused = document.activeElement;
    let outcome = "Copied";
    try {
      await copyText(text());
    } catch {
      outcome = "Not allowed";
    }
    focused?.focus?.();
    button.textContent = outcome;
    status.textContent = outcome === "Copied" ? "Copied to the clipboard." : "The browser did not allow to copy.";
    clearTimeout(timer);
    timer = setTimeout(() => {
      button.textContent = label;
      status.textContent = "";
    }, 2000);
  });
}
