// Chromium with the shipped extension, driven by puppeteer: real toolbar button, popup, consent window and menu.
import assert from 'node:assert/strict';
import path from 'node:path';
import puppeteer from 'puppeteer-core';
import { chromiumId } from '../../../tools/manifest.mjs';
import { ChromiumProfile } from './chromium_profile.mjs';
import { Display } from './display.mjs';
import { Page } from './page.mjs';
import { command } from './paths.mjs';
import { until } from './until.mjs';

/** Hosts that Chromium itself asks for, whatever its flags say. */
const OWN_HOSTS = /^(accounts\.google\.com|update\.googleapis\.com|clients2\.google\.com|www\.google\.com|content-autofill\.googleapis\.com|optimizationguide-pa\.googleapis\.com|android\.clients\.google\.com|safebrowsingohttpgateway\.googleapis\.com|redirector\.gvt1\.com|[a-p]{32}\.chromiumapp\.org):\d+$/;

export class Chromium {
  name = 'chromium';
  ownHosts = OWN_HOSTS;
  restrictedPage = 'chrome://version/';
  #console = [];
  #pages = new Map();
  #sessions = new Map();
  #profile;

  /**
   * Starts it with the profile in `folder`, which is fresh at first. With `window`, in a real window on a virtual display of its own, or on the given one;
   * with `privateWindows`, the extension may work in those too. `kept`: see World.open.
   */
  static async launch({ standin, extension, folder, kept = false, window = false, display, privateWindows = false }) {
    const chromium = new Chromium();
    chromium.origin = `chrome-extension://${chromiumId()}`;
    if (window && !display) chromium.display = await Display.start();
    chromium.#profile = new ChromiumProfile(path.join(folder, 'chromium'));
    const isFresh = chromium.#profile.prepare();
    chromium.browser = await puppeteer.launch({
      executablePath: command('chromium', 'google-chrome'),
      headless: !window,
      pipe: true,
      defaultViewport: null,
      userDataDir: chromium.#profile.folder,
      enableExtensions: true,
      protocolTimeout: 150_000,
      env: { ...process.env, ...(chromium.display && { DISPLAY: chromium.display.name }), ...(display && { DISPLAY: display }) },
      args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-component-update',
        '--disable-sync', '--window-position=0,0', '--window-size=1000,800', '--lang=en-US', '--accept-lang=en-US',
        `--proxy-server=${standin.proxy}`, '--ignore-certificate-errors'],
    });
    chromium.browser.on('targetcreated', (target) => chromium.#listen(target));
    try {
      if (isFresh || !kept) await chromium.browser.installExtension(extension, { enabledInIncognito: privateWindows });
      chromium.extension = await until('the extension is there', async () => (await chromium.browser.extensions()).get(chromiumId()));
      // The first worker may be replaced while the extension is being installed.
      await until('the background runs', () => chromium.#evaluateInWorker(() => true, []));
    } catch (error) {
      await chromium.close();
      throw error;
    }
    return chromium;
  }

  /** What any page or worker wrote to its console, and what it failed to catch: `{source, level, text}`. */
  async console() { return this.#console; }

  async #listen(target) {
    if (!['page', 'service_worker', 'background_page', 'other', 'webview'].includes(target.type())) return;
    const note = (level, text, url) => this.#console.push({ source: url || target.url(), level, text });
    try {
      const session = await target.createCDPSession();
      session.on('Runtime.consoleAPICalled', ({ type, args, stackTrace }) => note(type, args.map((a) => a.value ?? a.description ?? a.type).join(' '), stackTrace?.callFrames[0]?.url));
      session.on('Runtime.exceptionThrown', ({ exceptionDetails: d }) => note('exception', d.exception?.description ?? d.text, d.url));
      session.on('Log.entryAdded', ({ entry }) => note(entry.level, `${entry.text} ${entry.url ?? ''}`, target.url()));
      await Promise.all([session.send('Runtime.enable'), session.send('Log.enable')]);
      this.#sessions.set(target, session);
    } catch (error) {
      // A target may be gone before anything can be asked of it.
      if (!/closed|No target|not supported|wasn't found|detached/i.test(error.message)) note('exception', `harness: ${error.message}`);
    }
  }

  #page(page) {
    if (!this.#pages.has(page)) this.#pages.set(page, new Page(new View(page)));
    return this.#pages.get(page);
  }

  /** `loaded: false` for a page whose pictures take for ever. */
  async openTab(url, { loaded = true } = {}) {
    const page = await this.browser.newPage();
    await page.goto(url, { waitUntil: loaded ? 'load' : 'domcontentloaded' });
    await page.bringToFront();
    return this.#page(page);
  }

  /** A tab with an address that does not load. */
  async openFailingTab(url) {
    const page = await this.browser.newPage();
    await assert.rejects(page.goto(url), /net::ERR_/);
    await page.bringToFront();
    // The browser's own page comes after the failure is told.
    await until('the browser says so', () => page.evaluate(() => document.readyState === 'complete' && location.protocol === 'chrome-error:'));
    return this.#page(page);
  }

  /** A tab in a new private window. */
  async openPrivateTab(url) {
    await this.inBackground((address) => browser.windows.create({ url: address, incognito: true }).then(() => true), url);
    const page = await this.#pageAt(url);
    // The tab is said to be at the address before it is: what is pressed on the empty page counts for that alone.
    await until('the page is loaded', () => page.evaluate((there) => location.href === there && document.readyState === 'complete', url));
    return page;
  }

  /** The page of the first target whose address begins so, once there is one. */
  async #pageAt(prefix) {
    const target = await this.browser.waitForTarget((t) => t.url().startsWith(prefix), { timeout: 15_000 });
    return this.#page(await target.asPage());
  }

  openOptions() { return this.openTab(`${this.origin}/options.html`); }

  /** In front: a tab behind another one may never paint, and so never have its picture taken. */
  async welcome() {
    const page = await this.#pageAt(`${this.origin}/welcome.html`);
    await page.view.page.bringToFront();
    return page;
  }

  consent() { return this.#pageAt('https://www.pinterest.com/oauth/'); }

  /** All that is open in tabs, windows of their own too. */
  async tabs() { return Promise.all(this.browser.targets().filter((t) => t.type() === 'page').map(async (t) => this.#page(await t.asPage()))); }

  /** A tab that something else opened. */
  tabAt(prefix) { return this.#pageAt(prefix); }

  /** Goes to a tab that is open: only one in front is painted. */
  toFront(tab) { return tab.view.page.bringToFront(); }

  /** A real click on the toolbar button, with `tab` in front. */
  async clickToolbar(tab) {
    await this.toFront(tab);
    await this.extension.triggerAction(tab.view.page);
    return this.popup();
  }

  popup() { return this.#pageAt(`${this.origin}/popup.html`); }

  async closePopup() {
    for (const target of this.browser.targets().filter((t) => t.url().startsWith(`${this.origin}/popup.html`))) {
      await (await target.asPage()).close();
    }
    await until('the popup closes', () => this.browser.targets().every((t) => !t.url().startsWith(`${this.origin}/popup.html`)));
  }

  /** The newest: one that was replaced may stay in the list for a while. */
  #worker() { return this.browser.targets().findLast((t) => t.type() === 'service_worker' && t.url().startsWith(this.origin)); }

  /** Ends the background as the browser does with an idle one. */
  async killBackground() {
    const target = await this.#letGo();
    if (!target) return;
    await (await target.worker()).close();
    await until('the worker stops', () => !this.browser.targets().includes(target));
  }

  /** The background, which may end from now on: a worker with a debugger on it does not. */
  async #letGo() {
    const target = this.#worker();
    await this.#sessions.get(target)?.detach().catch(() => {});
    return target;
  }

  /** Switches the extension off, and on again, by what the switch on the browser's page for extensions does. */
  async switchOffAndOn() {
    const page = await this.browser.newPage();
    await page.goto('chrome://extensions/');
    const switched = (on) => page.evaluate((id, enabled) => chrome.management.setEnabled(id, enabled), chromiumId(), on);
    await this.#letGo();
    await switched(false);
    await until('the background ends', () => !this.#worker());
    await switched(true);
    await until('the background runs', () => this.#worker());
    await page.close();
  }

  /** Keeps files on this computer from the extension, as the switch on the browser's page for extensions does. */
  async forbidFiles() {
    const page = await this.browser.newPage();
    await page.goto('chrome://extensions/');
    const before = await this.#letGo();
    await page.evaluate((extensionId) => chrome.developerPrivate.updateExtensionConfiguration({ extensionId, fileAccess: false }), chromiumId());
    // It is loaded anew for that.
    await until('another background runs', () => this.#worker() && this.#worker() !== before);
    await page.close();
  }

  /** Updates the extension: its folder holds the next version by now. */
  async update(extension) {
    const before = await this.#letGo();
    await this.browser.installExtension(extension);
    await until('another background runs', () => this.#worker() && this.#worker() !== before);
  }

  /** Takes the network from the background, or gives it back. */
  async setOffline(offline) {
    const session = this.#sessions.get(this.#worker());
    await session.send('Network.enable');
    await session.send('Network.emulateNetworkConditions', { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 });
  }

  /** Runs `fn` in the background, which is woken for it if need be. */
  async inBackground(fn, ...args) {
    if (!this.#worker()) {
      const page = await this.browser.newPage();
      await page.goto(`${this.origin}/options.html`);
      await until('the worker wakes', () => this.#worker());
      await page.close();
    }
    return until('the background answers', async () => ({ value: await this.#evaluateInWorker(fn, args) })).then((r) => r.value);
  }

  async #evaluateInWorker(fn, args) {
    const { result, exceptionDetails } = await this.#sessions.get(this.#worker()).send('Runtime.evaluate', {
      expression: `(${fn})(...${JSON.stringify(args)})`, awaitPromise: true, returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /**
   * The real context menu on an element, and the extension's submenu in it: "first" or "last" item. Needs `window`.
   * A native menu tells nobody its labels, so they are told from its order.
   */
  async contextMenu(tab, selector, _label, place, { onPicture = true } = {}) {
    const { page } = tab.view;
    await page.bringToFront();
    const at = await page.evaluate((css) => {
      const e = document.querySelector(css);
      e.scrollIntoView({ block: 'center' });
      const r = e.getBoundingClientRect();
      const border = (outerWidth - innerWidth) / 2;
      return { x: screenX + border + r.x + r.width / 2, y: screenY + outerHeight - innerHeight - border + r.y + r.height / 2 };
    }, selector);
    const windows = () => this.display.do('search', '--onlyvisible', '--name', '.*').trim().split('\n').length;
    const before = windows();
    this.display.do('mousemove', Math.round(at.x), Math.round(at.y), 'click', 3);
    await until('the menu opens', () => windows() > before);
    // Out of the way: an item that appears under the pointer takes the keyboard's place.
    this.display.do('mousemove', 998, 2);
    // From the end: Inspect, beside pictures also the page's source, then the extension's item.
    const within = windows();
    this.display.do('key', 'Up', ...(onPicture ? [] : ['Up']), 'Up', 'Right');
    await until('the submenu opens', () => windows() > within);
    this.display.do('key', ...(place === 'last' ? ['Up'] : []), 'Return');
  }

  /** Ends as by the menu, and sees to it that the extension is there at the next start. */
  async quit() {
    await this.browser.close();
    await this.display?.stop();
    this.#profile.keepExtension();
  }

  async close() {
    const child = this.browser.process();
    const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
    await this.browser.close().catch(() => {});
    clearTimeout(timer);
    await this.display?.stop();
  }
}

/** How a Page does its work in Chromium. */
class View {
  constructor(page) { this.page = page; }

  async find({ role, name, css }) {
    if (css) return this.page.$$(css);
    const quoted = (text) => text.replace(/[\\"]/g, '\\$&');
    return this.page.$$(`::-p-aria(${name === undefined ? '' : `[name="${quoted(name)}"]`}[role="${role}"])`);
  }

  evaluate(fn, ...args) { return this.page.evaluate(fn, ...args); }

  evaluateOn(element, fn, ...args) { return element.evaluate(fn, ...args); }

  /** What `fn` gives for each element, in one call. */
  evaluateOnAll(elements, fn) { return this.page.evaluate(new Function('...elements', `return elements.map(${fn})`), ...elements); }

  inject(source) { return this.page.evaluate(source); }

  /** A click may close the page, and is then never answered. */
  async click(element, { button = 'left', shift = false }) {
    if (shift) await this.page.keyboard.down('Shift');
    const closed = new Promise((resolve) => this.page.once('close', resolve));
    const clicked = element.click({ button }).catch((error) => {
      if (!this.page.isClosed()) throw error;
    });
    await Promise.race([clicked, closed]);
    if (shift) await this.page.keyboard.up('Shift');
  }

  /** A press at the last place, or from the first to the last. */
  async point(places, drag) {
    const { mouse } = this.page;
    for (const [n, [x, y]] of places.entries()) {
      await mouse.move(x, y);
      if (drag && n === 0) await mouse.down();
    }
    if (!drag) await mouse.down();
    await mouse.up();
  }

  async wheel(x, y, deltaY) {
    await this.page.mouse.move(x, y);
    await this.page.mouse.wheel({ deltaY });
  }

  async press(keys) { for (const key of keys) await this.page.keyboard.press(key); }

  /** The keys that an `accesskey` has here. */
  async accessKey(key) {
    // Beside Alt, puppeteer's own keys have no letter, by which the browser knows the element.
    const cdp = await this.page.createCDPSession();
    const event = { modifiers: 1, key, unmodifiedText: key, windowsVirtualKeyCode: key.toUpperCase().charCodeAt(0) };
    await cdp.send('Input.dispatchKeyEvent', { ...event, type: 'keyDown' });
    await cdp.send('Input.dispatchKeyEvent', { ...event, type: 'keyUp' });
    await cdp.detach();
  }

  type(text) { return this.page.keyboard.type(text); }

  url() { return this.page.url(); }

  screenshot() { return this.page.screenshot(); }

  colours(scheme) { return this.page.emulateMediaFeatures(scheme ? [{ name: 'prefers-color-scheme', value: scheme }] : []); }

  isClosed() { return this.page.isClosed(); }

  close() { return this.page.close(); }
}
