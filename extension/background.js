// The event shim. Listeners are registered synchronously, as a background that the browser stops and starts needs it;
// each forwards to the wasm core once that is loaded.
import init, * as core from './core/tack.js';

let loading;
let trapped = () => {};

// The load is remembered, and forgotten when it failed or the instance trapped: the next event loads a new one.
function load() {
  loading ??= init({ module_or_path: browser.runtime.getURL('core/tack_bg.wasm') }).then(
    () => core,
    (error) => { forget(); throw error; },
  );
  return loading;
}

function forget() {
  loading = undefined;
  core.forget();
}

// A trap leaves the promise of the call that hit it open for ever, so every call ends with the instance.
let trap = new Promise((_, reject) => { trapped = reject; });
trap.catch(() => {});

function call(event) {
  return Promise.race([load().then(event), trap]).catch((error) => {
    if (error instanceof WebAssembly.RuntimeError) drop(error);
    throw error;
  });
}

function drop(error) {
  trapped(error);
  trap = new Promise((_, reject) => { trapped = reject; });
  trap.catch(() => {});
  forget();
}

self.addEventListener('error', ({ error }) => { if (error instanceof WebAssembly.RuntimeError) drop(error); });
self.addEventListener('unhandledrejection', ({ reason }) => { if (reason instanceof WebAssembly.RuntimeError) drop(reason); });

const wake = () => call((c) => c.on_wake());

browser.runtime.onInstalled.addListener(({ reason }) => {
  wake();
  if (reason === 'install') browser.tabs.create({ url: browser.runtime.getURL('welcome.html') });
});
browser.runtime.onStartup.addListener(wake);
browser.alarms.onAlarm.addListener(wake);

browser.runtime.onMessage.addListener((message, sender) =>
  call((c) => c.on_message(message, sender.id ?? '', sender.url ?? '')));

browser.contextMenus.onClicked.addListener((info, tab) => {
  if (!tab) return;
  const told = call((c) => c.on_menu(String(info.menuItemId), info.srcUrl ?? '', tab.id, tab.incognito));
  // Browsers open a popup for the click itself alone, so this can't wait for wasm. A window serves where they don't.
  if (info.menuItemId === 'choose') {
    browser.action.openPopup({ windowId: tab.windowId }).catch(() => told.then(() =>
      browser.windows.create({ url: browser.runtime.getURL(`popup.html?tab=${tab.id}`), type: 'popup', width: 416, height: 660 })));
  }
});
