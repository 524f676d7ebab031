// The event shim. Listeners are registered synchronously, as a background that the browser stops and starts needs it;
// each forwards to the wasm core once that is loaded.
import { instance } from './core/tack.js';

// Taken as text and run in a page, where `take.js`, `point.js` or `reveal.js` was run before; the last, before a scan.
self.tackTaking = (given) => globalThis.tackTake(given);
self.tackPointing = (given) => globalThis.tackPoint(given);
self.tackRevealing = (given) => globalThis.tackReveal(given);
self.tackRecalling = (given) => {
  globalThis.tackRecalled = given;
  return {};
};

const LOCKS = ['connections', 'choices', 'journal', 'log', 'start', 'publisher', 'menu'];

let loading;
let trapped;
let trap;
begin();

function begin() {
  loading = undefined;
  trap = new Promise((_, reject) => { trapped = reject; });
  trap.catch(() => {});
}

// The load is remembered, and forgotten when it failed or the instance trapped: the next event loads a new one.
function load() {
  if (!loading) {
    const core = instance();
    loading = core.init({ module_or_path: browser.runtime.getURL('core/tack_bg.wasm') }).then(() => core);
    loading.catch(begin);
  }
  return loading;
}

// A trap leaves the promise of the call that hit it open for ever, so every call ends with the instance.
function call(event) {
  const mine = trap;
  return Promise.race([load().then(event), mine]).catch((error) => {
    // Calls that waited for the same instance must not drop the one that came after it.
    if (mine === trap && error instanceof WebAssembly.RuntimeError) drop(error);
    throw error;
  });
}

function drop(error) {
  const ended = trapped;
  begin();
  ended(error);
  // What the dead instance holds it never lets go.
  for (const name of LOCKS) navigator.locks.request(name, { steal: true }, () => {}).catch(() => {});
}

for (const event of ['error', 'unhandledrejection']) {
  self.addEventListener(event, ({ error, reason }) => {
    if ((error ?? reason) instanceof WebAssembly.RuntimeError) drop(error ?? reason);
  });
}

const wake = () => call((core) => core.on_wake());

browser.runtime.onInstalled.addListener(({ reason }) => {
  wake();
  if (reason === 'install') browser.tabs.create({ url: browser.runtime.getURL('welcome.html') });
});
browser.runtime.onStartup.addListener(wake);
// Switched on again after it was off, an extension is told by neither; what is kept for the session is gone then.
browser.storage.session.get('awake').then(({ awake }) => {
  if (awake) return;
  browser.storage.session.set({ awake: true });
  wake();
});
browser.alarms.onAlarm.addListener(wake);
self.addEventListener('online', wake);
browser.permissions.onAdded.addListener(wake);
browser.permissions.onRemoved.addListener(wake);

browser.runtime.onMessage.addListener((message, sender) =>
  call((core) => core.on_message(message, sender.id ?? '', sender.url ?? '')));

browser.contextMenus.onClicked.addListener((info, tab) => {
  if (!tab) return;
  // Of a film, the browser names the film.
  const picture = info.mediaType === 'image' ? info.srcUrl ?? '' : '';
  const frame = info.frameId ? info.frameUrl ?? '' : '';
  const told = call((core) => core.on_menu(String(info.menuItemId), picture, frame, tab.id, tab.url ?? '', tab.incognito));
  // Browsers open a popup for the click itself alone, so this can't wait for wasm. A window serves where they don't.
  if (info.menuItemId === 'choose') {
    const url = browser.runtime.getURL(`popup.html?tab=${tab.id}`);
    browser.action.openPopup({ windowId: tab.windowId }).catch(() => told.catch(() => {}).then(() =>
      browser.windows.create({ url, type: 'popup', width: 416, height: 660, incognito: tab.incognito })));
  }
});
