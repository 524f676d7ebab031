// Runs in the head of every page of Tack, before its body is read. A popup is shown only after its load event:
// so the wasm is fetched and compiled beside the loading, and takes the page over after it.
"use strict";
{
  const { i18n, storage } = browser;
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
  Promise.all([glue, compiled, loaded]).then(([ui, module]) => ui.default({ module_or_path: module }));
}
