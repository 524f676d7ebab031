// Runs in the head of every page of Tack, before its body is read. A popup is shown only after its load event:
// so the wasm is fetched and compiled beside the loading, and takes the page over after it.
"use strict";
{
  const { i18n, runtime, storage } = browser;
  const root = document.documentElement;
  // The language of the words that are shown, which is English where there is no translation.
  let language = i18n.getUILanguage();
  let direction = i18n.getMessage("@@bidi_dir");
  try {
    const shown = new Intl.Locale(i18n.getMessage("locale_tag"));
    if (shown.language !== new Intl.Locale(language).language) {
      language = shown.toString();
      direction = shown.getTextInfo?.().direction ?? "ltr";
    }
  } catch {
    // A locale made for tests has no tag.
  }
  root.lang = language;
  root.dir = direction;

  const loaded = new Promise((resolve) => addEventListener("load", resolve, { once: true }));
  const compiled = WebAssembly.compileStreaming(fetch("ui/tack_ui_bg.wasm"));
  const glue = import("./ui/tack_ui.js");

  // What the wasm asks for first is asked for already, so that a stopped background starts meanwhile. The wasm takes
  // the answers by the question; whatever is not here it asks for itself.
  const early = new Map();
  const ask = (question, answer) => {
    answer.catch(() => {});
    early.set(JSON.stringify(question), answer);
  };
  globalThis.takeEarly = (question) => {
    const key = JSON.stringify(question);
    const answer = early.get(key);
    // The last that a page asks at its start: what was not taken by then would be old when somebody asks.
    if (question === "entries") early.clear();
    early.delete(key);
    return answer;
  };
  if (location.pathname.endsWith("/popup.html")) {
    // A popup may be 600 pixels high, where the screen has room for it below the toolbar.
    root.style.setProperty("--popup", `${Math.max(440, Math.min(600, screen.availHeight - 96))}px`);
    const tab = Number.parseInt(new URLSearchParams(location.search).get("tab"), 10);
    ask("snapshot.v1", storage.local.get("snapshot.v1"));
    for (const question of [
      { page: { tab: Number.isInteger(tab) ? tab : null } },
      { boards: { refresh: false, connection: null } },
      "status",
      "entries",
    ]) {
      // After loading: a background that starts meanwhile would take its time from the first paint.
      ask(question, loaded.then(() => runtime.sendMessage(question)));
    }
  }

  // A wasm instance that trapped answers nothing any more: better a plain word than a page that is dead.
  const giveUp = () => {
    const words = document.createElement("p");
    words.className = "fatal";
    words.setAttribute("role", "alert");
    words.textContent = `${i18n.getMessage("problem_internal_title")}. ${i18n.getMessage("page_reopen")}`;
    document.body.replaceChildren(words);
  };
  const trapped = (error) => {
    if (error instanceof WebAssembly.RuntimeError) giveUp();
  };
  addEventListener("error", (event) => trapped(event.error));
  addEventListener("unhandledrejection", (event) => trapped(event.reason));

  Promise.all([glue, compiled, loaded])
    .then(([ui, module]) => ui.default({ module_or_path: module }))
    .catch((error) => {
      giveUp();
      throw error;
    });
}
