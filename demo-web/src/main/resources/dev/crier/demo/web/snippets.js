import { copyButton } from "./copy.js";
import { byId, make } from "./dom.js";

// Whole programs against the hub that this page came from, in tabs that work as the ARIA Authoring Practices say.

const SNIPPETS = [
  {
    name: "curl",
    run: "-N prints as it arrives. Go on after an event with -H 'Last-Event-ID: <id>'.",
    code: (hub) => `curl -N ${hub}/events/counter
`,
  },
  {
    name: "Browser",
    run: "Paste it into the console of this page. It comes back from a cut by itself, after the last event.",
    code: (hub) => `const events = new EventSource("${hub}/events/counter");
events.onmessage = (event) => console.log(event.data);
events.addEventListener("hub.gap", (event) => console.warn("gap", event.data));
`,
  },
  {
    name: "Node",
    run: "Save as counter.mjs and run: node counter.mjs (Node 20 or later, no packages).",
    code: (hub) => `let lastId = "";
for (;;) {
  try {
    const headers = lastId ? { "Last-Event-ID": lastId } : {};
    const response = await fetch("${hub}/events/counter", { headers });
    if (!response.ok) throw new Error(\`HTTP \${response.status}\`);
    let rest = "";
    for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + text).split("\\n\\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const lines = block.split("\\n");
        const all = (name) =>
          lines.filter((line) => line.startsWith(name + ": ")).map((line) => line.slice(name.length + 2));
        const [type = "message"] = all("event");
        if (type === "message" && all("data").length > 0) console.log(all("data").join("\\n"));
        if (type === "hub.gap") console.error("gap", all("data").join("\\n"));
        lastId = all("id")[0] ?? lastId;
      }
    }
  } catch (error) {
    console.error(error.message);
  }
  await new Promise((again) => setTimeout(again, 2000));
}
`,
  },
  {
    name: "Python",
    run: "Save as counter.py and run: python3 counter.py (3.8 or later, no packages).",
    code: (hub) => `import sys, time, urllib.request

last_id = ""
while True:
    try:
        headers = {"Last-Event-ID": last_id} if last_id else {}
        request = urllib.request.Request("${hub}/events/counter", headers=headers)
        with urllib.request.urlopen(request, timeout=60) as stream:
            kind, data, id = "message", [], last_id
            for line in stream:
                name, _, value = line.decode().rstrip("\\r\\n").partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    data.append(value)
                elif name == "id":
                    id = value
                elif name == "":
                    if kind == "message" and data:
                        print("\\n".join(data), flush=True)
                    elif kind == "hub.gap":
                        print("gap", *data, file=sys.stderr)
                    kind, data, last_id = "message", [], id
    except OSError as error:
        print(error, file=sys.stderr)
    time.sleep(2)
`,
  },
  {
    name: "Java",
    run: "Save as Counter.java and run: java Counter.java (Java 17 or later, no libraries).",
    code: (hub) => `import java.io.*;
import java.net.URI;
import java.net.http.*;
import java.util.*;

public class Counter {
  static String lastId = "", id, type;
  static List<String> data;

  public static void main(String[] args) throws InterruptedException {
    HttpClient client = HttpClient.newHttpClient();
    while (true) {
      start(lastId);
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("${hub}/events/counter"));
      if (!lastId.isEmpty()) request.header("Last-Event-ID", lastId);
      try {
        client.send(request.build(), HttpResponse.BodyHandlers.ofLines()).body().forEach(Counter::line);
      } catch (IOException | UncheckedIOException e) {
        System.err.println(e.getMessage());
      }
      Thread.sleep(2000);
    }
  }

  static void start(String after) {
    lastId = id = after;
    type = "message";
    data = new ArrayList<>();
  }

  static void line(String line) {
    if (line.startsWith("event: ")) type = line.substring(7);
    else if (line.startsWith("data: ")) data.add(line.substring(6));
    else if (line.startsWith("id: ")) id = line.substring(4);
    else if (line.isEmpty()) {
      if (type.equals("message") && !data.isEmpty()) System.out.println(String.join("\\n", data));
      else if (type.equals("hub.gap")) System.err.println("gap " + data);
      start(id);
    }
  }
}
`,
  },
];

/** Fills the tabs with the snippets for the hub at this origin. */
export function showSnippets(hub) {
  const tabs = SNIPPETS.map(({ name }, index) => {
    const tab = make("button", "tab", name);
    tab.type = "button";
    tab.id = `tab-${index}`;
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", `panel-${index}`);
    tab.addEventListener("click", () => select(index));
    tab.addEventListener("keydown", (event) => onKey(event, index));
    return tab;
  });
  const panels = SNIPPETS.map((snippet, index) => panelOf(snippet, index, hub));
  byId("snippet-tabs").append(...tabs);
  byId("snippet-panels").append(...panels);
  select(0);

  function select(chosen) {
    tabs.forEach((tab, index) => {
      tab.setAttribute("aria-selected", String(index === chosen));
      tab.tabIndex = index === chosen ? 0 : -1;
      panels[index].hidden = index !== chosen;
    });
  }

  function onKey(event, index) {
    const target = {
      ArrowRight: (index + 1) % tabs.length,
      ArrowLeft: (index + tabs.length - 1) % tabs.length,
      Home: 0,
      End: tabs.length - 1,
    }[event.key];
    if (target !== undefined) {
      event.preventDefault();
      select(target);
      tabs[target].focus();
    }
  }
}

function panelOf({ name, run, code }, index, hub) {
  const text = code(hub);
  const block = make("pre", "", make("code", "", text));
  block.tabIndex = 0;
  block.setAttribute("role", "region");
  block.setAttribute("aria-label", `${name} program`);
  const copy = make("button", "button button-small", "Copy");
  copy.type = "button";
  copyButton(copy, () => text, byId("copy-status"));
  const panel = make("div", "panel", make("div", "panel-head", make("p", "hint", run), copy), block);
  panel.id = `panel-${index}`;
  panel.setAttribute("role", "tabpanel");
  panel.setAttribute("aria-labelledby", `tab-${index}`);
  return panel;
}
