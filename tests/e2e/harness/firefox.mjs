// Firefox with the shipped extension, driven over WebDriver BiDi: real toolbar button, popup, consent window and menu.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { geckoId } from '../../../tools/manifest.mjs';
import { filesUnder, zip } from '../../../tools/zip.mjs';
import { Bidi } from './bidi.mjs';
import { View } from './firefox_view.mjs';
import { Page } from './page.mjs';
import { command } from './paths.mjs';
import { Process } from './process.mjs';
import { until } from './until.mjs';

const UUID = '11111111-2222-4333-8444-555555555555';

/** Hosts that Firefox itself asks for, whatever its settings say. */
const OWN_HOSTS = /(^|\.)(mozilla\.(com|org|net)|firefox\.com|mozgcp\.net|mozaws\.net|extensions\.allizom\.org|update\.googleapis\.com):\d+$/;

const prefs = (id, proxy) => ({
  'extensions.webextensions.uuids': JSON.stringify({ [id]: UUID }),
  'network.proxy.type': 1,
  'network.proxy.ssl': proxy.hostname,
  'network.proxy.ssl_port': Number(proxy.port),
  'services.settings.server': 'data:,',
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'app.update.disabledForTesting': true,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'browser.aboutwelcome.enabled': false,
  'extensions.getAddons.cache.enabled': false,
  'media.gmp-manager.updateEnabled': false,
  'intl.accept_languages': 'en-US',
  'xpinstall.signatures.required': false,
  // A question takes its answer at once, not only after half a second.
  'security.notification_enable_delay': 0,
  'devtools.console.stdout.content': true,
  // A page lives for seconds here: to compile its wasm a second time, better, is work that nothing gains from.
  'javascript.options.wasm_optimizingjit': false,
  // Painting is done in software here, by the process that answers the test.
  'layout.frame_rate': 10,
  // Nor from processes that are started ahead, and seldom needed.
  'dom.ipc.processPrelaunch.enabled': false,
  'dom.ipc.forkserver.enable': true,
});

/** Put into the browser's own window: lets BiDi reach the popup and the background, which are no tabs. */
function reachViews(id) {
  const { NavigableManager } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
  const browsers = () => [...WebExtensionPolicy.getByID(id).extension.views].map((view) => {
    const browser = view.xulBrowser;
    browser.permanentKey ??= {};
    // A popup is loaded in one place and then moved into its panel: before that it is no page to work with.
    const shown = view.viewType !== 'popup' || browser.closest('panel')?.state === 'open';
    return { kind: view.viewType, browser, shown, context: NavigableManager.getIdForBrowser(browser) };
  });
  const known = NavigableManager.getBrowserById;
  NavigableManager.getBrowserById = function getBrowserById(context) {
    return known.call(this, context) ?? browsers().find((b) => b.context === context)?.browser ?? null;
  };
  globalThis.tackViews = () => browsers().filter((b) => b.shown).map(({ kind, context, browser }) => ({ kind, context, url: browser.currentURI.spec }));
}

/** Run in the browser's own window: lets the extension into private windows, as a person does in about:addons. */
async function allowPrivateWindows(id) {
  const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
  await ExtensionPermissions.add(id, { permissions: ['internal:privateBrowsingAllowed'], origins: [] });
}

/** Run in the browser's own window: switches the extension off, and on again, as a person does in about:addons. */
async function offAndOn(id) {
  const { AddonManager } = ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
  const addon = await AddonManager.getAddonByID(id);
  await addon.disable();
  const wasOff = !addon.isActive && !WebExtensionPolicy.getByID(id);
  await addon.enable();
  return wasOff;
}

export class Firefox {
  name = 'firefox';
  id = geckoId();
  ownHosts = OWN_HOSTS;
  restrictedPage = 'about:license';
  #pages = new Map();

  /** Starts it with the profile in `folder`, which is fresh at first. `kept`: see World.open. */
  static async launch({ standin, extension, folder, kept = false, rightToLeft = false, privateWindows = false }) {
    const firefox = new Firefox();
    firefox.origin = `moz-extension://${UUID}`;
    const profile = path.join(folder, 'firefox');
    const isFresh = !fs.existsSync(profile);
    if (isFresh && process.env.TACK_FIREFOX_PROFILE) fs.cpSync(process.env.TACK_FIREFOX_PROFILE, profile, { recursive: true });
    try {
      await firefox.#start(profile, standin.proxy, rightToLeft && { 'intl.l10n.pseudo': 'bidi' });
      const { contexts } = await firefox.bidi.send('browsingContext.getTree', { 'moz:scope': 'chrome' });
      firefox.window = contexts[0].context;
      if (privateWindows) await firefox.inWindow(allowPrivateWindows, firefox.id);
      if (!kept) await firefox.bidi.send('webExtension.install', { extensionData: { type: 'path', path: extension } });
      else if (isFresh) await firefox.#install(extension);
      await until('the extension is there', () => firefox.#version());
      await firefox.inWindow(reachViews, firefox.id);
      await firefox.inWindow((widget) => { CustomizableUI.addWidgetToArea(widget, 'nav-bar'); }, firefox.#button);
      await until('the background runs', () => firefox.#view('background'));
    } catch (error) {
      await firefox.close();
      throw error;
    }
    return firefox;
  }

  /**
   * A profile with which Firefox has been started once, in `folder`: what it compiles at its first start is half the
   * work of any start. To be given to the tests as `TACK_FIREFOX_PROFILE`.
   */
  static async prepare(folder) {
    const firefox = new Firefox();
    const profile = path.join(folder, 'firefox');
    try {
      // Nobody listens there.
      await firefox.#start(profile, 'http://127.0.0.1:9');
      await firefox.quit();
    } finally {
      await firefox.close();
    }
    return profile;
  }

  async #start(profile, proxy, more) {
    fs.mkdirSync(profile, { recursive: true });
    fs.writeFileSync(path.join(profile, 'user.js'), Object.entries({ ...prefs(this.id, new URL(proxy)), ...more })
      .map(([key, value]) => `user_pref(${JSON.stringify(key)}, ${JSON.stringify(value)});`).join('\n'));
    this.process = new Process('firefox', command('firefox-esr', 'firefox'), ['--headless', '--no-remote', '--profile', profile,
      '--remote-debugging-port', '0', '--remote-allow-system-access', 'about:blank'], { env: { MOZ_HEADLESS_WIDTH: '1000', MOZ_HEADLESS_HEIGHT: '800', MOZ_REMOTE_SETTINGS_DEVTOOLS: '1' } });
    const [, address] = await this.process.said(/WebDriver BiDi listening on (ws:\S+)/);
    this.bidi = await Bidi.connect(address);
    await this.bidi.send('session.new', { capabilities: { alwaysMatch: { acceptInsecureCerts: true } } });
  }

  /** Installs it for good, in place of what is there: packed, as Firefox takes it only so. */
  async #install(extension) {
    const files = filesUnder(extension).map((name) => [name, fs.readFileSync(path.join(extension, name))]);
    const value = (await zip(files, deflateRawSync)).toString('base64');
    await this.bidi.send('webExtension.install', { extensionData: { type: 'base64', value }, 'moz:permanent': true });
  }

  #version() { return this.inWindow((id) => WebExtensionPolicy.getByID(id)?.extension?.version, this.id); }

  get #widget() { return this.id.toLowerCase().replace(/[^a-z0-9_-]/g, '_'); }

  get #button() { return `${this.#widget}-browser-action`; }

  /** Runs `fn` in the browser's own window. */
  inWindow(fn, ...args) { return this.bidi.call(this.window, fn, args); }

  async #view(kind) { return (await this.inWindow(() => globalThis.tackViews())).find((v) => v.kind === kind); }

  #page(context) {
    if (!this.#pages.has(context)) this.#pages.set(context, new Page(new View(this, context)));
    return this.#pages.get(context);
  }

  /** `loaded: false` for a page whose pictures take for ever. */
  async openTab(url, { loaded = true } = {}) {
    const { context } = await this.bidi.send('browsingContext.create', { type: 'tab' });
    await this.bidi.send('browsingContext.navigate', { context, url, wait: loaded ? 'complete' : 'interactive' });
    return this.#page(context);
  }

  /** A tab with an address that does not load. */
  async openFailingTab(url) {
    const { context } = await this.bidi.send('browsingContext.create', { type: 'tab' });
    await assert.rejects(this.bidi.send('browsingContext.navigate', { context, url, wait: 'complete' }), /NS_ERROR_|about:neterror/);
    // The browser's own page has its icon a moment later.
    await until('the browser says so', () => this.inWindow(() => globalThis.gBrowser.getIcon()?.startsWith('chrome://')));
    return this.#page(context);
  }

  /** A tab in a new private window. */
  async openPrivateTab(url) {
    await this.inWindow((address) => { globalThis.openTrustedLinkIn(address, 'window', { private: true }); }, url);
    const tab = await this.tabAt(url);
    await until('the page is loaded', () => tab.evaluate(() => document.readyState === 'complete'));
    return tab;
  }

  /** Withdraws the permission for a site, as a person does in about:addons. */
  async withdraw(origin) {
    await this.inWindow(async (id, site) => {
      const { ExtensionPermissions } = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
      await ExtensionPermissions.remove(id, { permissions: [], origins: [site] }, WebExtensionPolicy.getByID(id).extension);
    }, this.id, origin);
  }

  /** Presses "Allow", or "Deny", in the question that the browser puts when an extension asks for a permission. */
  async answerPermission(allow) {
    const asked = (press) => this.inWindow((pressed, yes) => {
      const open = document.getElementById('notification-popup').state === 'open';
      const question = document.getElementById('addon-webext-permissions-notification');
      if (open && pressed) question?.[yes ? 'button' : 'secondaryButton'].click();
      return open && !!question;
    }, press, allow);
    await until('the question', async () => {
      if (await asked(false)) return true;
      // One that was rolled up as the focus went elsewhere is there again by a press on its icon.
      const known = await this.inWindow(() => {
        const question = globalThis.PopupNotifications.getNotification('addon-webext-permissions');
        if (question?.dismissed) question.reshow();
        return `${question ? 'there is one' : 'there is none'}, the panel is ${document.getElementById('notification-popup').state}`;
      });
      throw new Error(known);
    });
    // In a window that is not in front, the first press only brings it there.
    await until('its answer', async () => !(await asked(true)));
  }

  async contexts() { return (await this.bidi.send('browsingContext.getTree')).contexts; }

  /** All that is open in tabs, windows of their own too. */
  async tabs() { return (await this.contexts()).map(({ context }) => this.#page(context)); }

  async tabAt(prefix) {
    const found = await until(`a tab at ${prefix}`, async () => (await this.contexts()).find((c) => c.url.startsWith(prefix)));
    return this.#page(found.context);
  }

  /** An extension page in a tab: WebDriver may not go there, the browser itself may. */
  async openOptions() {
    const known = (await this.contexts()).map((c) => c.context);
    const url = `${this.origin}/options.html`;
    await this.inWindow((address) => {
      globalThis.gBrowser.selectedTab = globalThis.gBrowser.addTab(address, { triggeringPrincipal: Services.scriptSecurityManager.getSystemPrincipal() });
    }, url);
    const { context } = await until('the options page', async () => (await this.contexts()).find((c) => c.url.startsWith(url) && !known.includes(c.context)));
    return this.#page(context);
  }

  welcome() { return this.tabAt(`${this.origin}/welcome.html`); }

  consent() { return this.tabAt('https://www.pinterest.com/oauth/'); }

  /** Goes to a tab that is open. */
  toFront(tab) { return this.bidi.send('browsingContext.activate', { context: tab.view.context }); }

  /** A real click on the toolbar button, with `tab` in front. */
  async clickToolbar(tab) {
    await this.toFront(tab);
    await this.inWindow((id, context) => {
      const { NavigableManager } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
      const { node } = CustomizableUI.getWidget(id).forWindow(NavigableManager.getBrowserById(context).ownerDocument.defaultView);
      (node.querySelector('.unified-extensions-item-action-button') ?? node).click();
    }, this.#button, tab.view.context);
    return this.popup();
  }

  async popup() {
    const view = await until('the popup', () => this.#view('popup'));
    return this.#page(view.context);
  }

  async closePopup() {
    await this.inWindow(() => {
      for (const { document: shown } of Services.wm.getEnumerator('navigator:browser')) {
        for (const browser of shown.querySelectorAll('browser.webextension-popup-browser')) browser.closest('panel')?.hidePopup();
      }
    });
    await until('the popup closes', async () => !(await this.#view('popup')));
  }

  /** Ends the background as the browser does with an idle one. */
  async killBackground() {
    await this.inWindow((id) => WebExtensionPolicy.getByID(id).extension
      .terminateBackground({ ignoreDevToolsAttached: true, disableResetIdleForTest: true }).then(() => 0), this.id);
    await until('the background stops', async () => !(await this.#view('background')));
  }

  async switchOffAndOn() {
    if (!await this.inWindow(offAndOn, this.id)) throw new Error('the extension was not off');
    await until('the background runs', () => this.#view('background'));
  }

  /** Updates the extension, as its installation for good allows. */
  async update(extension, version) {
    await this.#install(extension);
    await until('the new version runs', async () => (await this.#version()) === version && this.#view('background'));
  }

  /** Takes the network from the browser, or gives it back. */
  setOffline(offline) { return this.inWindow((off) => { Services.io.offline = off; }, offline); }

  /** Runs `fn` in the background, which is woken for it if need be. */
  async inBackground(fn, ...args) {
    await this.inWindow((id) => WebExtensionPolicy.getByID(id).extension.wakeupBackground?.().then(() => 0), this.id);
    const { context } = await until('the background', () => this.#view('background'));
    return this.bidi.call(context, fn, args);
  }

  /** The extension's item in the real context menu on an element: the one of that label, within its submenu. */
  async contextMenu(tab, selector, label, _place, { inFrame = false } = {}) {
    const { context } = tab.view;
    await this.bidi.send('browsingContext.activate', { context });
    let { view } = tab;
    let css = selector;
    if (inFrame) {
      // What lies in a frame is pressed in the frame's own view.
      const { contexts } = await this.bidi.send('browsingContext.getTree', { root: context });
      view = new View(this, contexts[0].children[0].context);
      css = 'img';
    }
    const [element] = await view.find({ css });
    await view.evaluateOn(element, (e) => { e.scrollIntoView({ block: 'center', behavior: 'instant' }); });
    // An open menu shows what there was when it opened; what the extension adds a moment later is in the next one.
    await until('the menu with the extension in it', async () => {
      await view.click(element, { button: 'right' });
      await until('a menu', () => this.inWindow(() => document.getElementById('contentAreaContextMenu').state === 'open'));
      return this.inWindow((prefix) => {
        const menu = document.getElementById('contentAreaContextMenu');
        const there = !!menu.querySelector(`:scope > menu[id^="${prefix}"]`);
        if (!there) menu.hidePopup();
        return there;
      }, `${this.#widget}-menuitem`);
    });
    await until(`the menu item "${label}"`, () => this.inWindow((prefix, wanted) => {
      const menu = document.getElementById('contentAreaContextMenu');
      if (menu.state !== 'open') return false;
      const top = menu.querySelector(`:scope > menu[id^="${prefix}"]`);
      if (top && !top.open) top.openMenu(true);
      const item = [...menu.querySelectorAll(`menuitem[id^="${prefix}"]`)].find((n) => n.label === wanted);
      if (!item || item.parentNode.state !== 'open') return false;
      item.parentNode.activateItem(item);
      return true;
    }, `${this.#widget}-menuitem`, label));
  }

  /** What any extension page wrote to its console, and what it failed to catch: `{source, level, text}`. */
  async console() {
    const uncaught = await this.inWindow(() => Services.console.getMessageArray()
      .filter((m) => m instanceof Ci.nsIScriptError)
      .map((m) => ({ source: m.sourceName, level: m.flags & Ci.nsIScriptError.warningFlag ? 'warning' : 'exception', text: m.errorMessage })));
    // Its own loader's, and what it says of a page that was closed while it waited for an answer.
    const ownWords = /RSLoader|Promise (?:rejected|resolved) after context unloaded/;
    const said = [...this.process.output.matchAll(/^console\.(\w+): (.*)$/gm)]
      .map(([, level, text]) => ({ source: 'console', level, text }));
    return [...uncaught.filter((m) => m.source.startsWith(this.origin)), ...said].filter((m) => !ownWords.test(m.text));
  }

  /** Ends as by the menu. A signal would end it before it has written down which extensions there are. */
  async quit() {
    await this.bidi.send('browser.close');
    await this.process.ended;
    this.bidi.close();
  }

  async close() {
    await this.process?.stop();
    this.bidi?.close();
  }
}
