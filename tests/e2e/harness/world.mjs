// What one test lives in: a stand-in for Pinterest, a relay, and a browser with a fresh profile. And what must hold
// after every test, whatever it was about.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import timers from 'node:timers/promises';
import { Chromium } from './chromium.mjs';
import { Firefox } from './firefox.mjs';
import { artifacts, dist, scratch } from './paths.mjs';
import { Relay } from './relay.mjs';
import { tellsNoSecret } from './secrets.mjs';
import { StandIn } from './standin.mjs';

const PAGE_HOSTS = ['shop.example', 'blog.example', 'cdn.example', 'frame.example'];

export class World {
  #pages = [];
  // What earlier runs of the browser have said.
  #said = [];
  #output = '';
  #launch;
  #extension;

  /**
   * `change`: what to do to a copy of the extension; without it, the shipped one runs as it is. `kept`: it is installed
   * as a person has it, to stay when the browser is quit and to be updated; else it goes with the browser.
   */
  static async open(browser, name, { relay = true, window = false, rightToLeft = false, privateWindows = false, kept = false, change } = {}) {
    const world = new World();
    world.name = `${name.replace(/\W+/g, '-')}-${browser}`;
    world.folder = scratch();
    try {
      world.standin = await StandIn.start(world.folder);
      if (relay) world.relay = await Relay.start(world.standin);
      world.#extension = dist(browser === 'firefox' ? 'firefox' : 'chrome');
      if (change || kept) {
        fs.cpSync(world.#extension, path.join(world.folder, 'extension'), { recursive: true });
        world.#extension = path.join(world.folder, 'extension');
        change?.(world.#extension);
      }
      const launch = { standin: world.standin, folder: world.folder, extension: world.#extension, kept, window, rightToLeft, privateWindows };
      world.#launch = () => (browser === 'firefox' ? Firefox : Chromium).launch(launch);
      world.browser = await world.#launch();
    } catch (error) {
      await world.close();
      throw error;
    }
    return world;
  }

  /** Quits the browser, and starts it again with the same profile. Needs `kept`. */
  async restart() {
    this.#said.push(...await this.browser.console());
    this.#output += this.browser.process?.output ?? '';
    await this.browser.quit();
    this.#pages = [];
    this.browser = await this.#launch();
  }

  get #manifest() { return path.join(this.#extension, 'manifest.json'); }

  /** The extension's version that the browser was given last. */
  get version() { return JSON.parse(fs.readFileSync(this.#manifest, 'utf8')).version; }

  /** Gives the browser the extension's next version, the same but for its number. Needs `kept`. */
  async update() {
    const manifest = JSON.parse(fs.readFileSync(this.#manifest, 'utf8'));
    manifest.version = manifest.version.replace(/\d+$/, (last) => Number(last) + 1);
    fs.writeFileSync(this.#manifest, JSON.stringify(manifest));
    await this.browser.update(this.#extension, manifest.version);
  }

  async openTab(url, options) { return this.#keep(await this.browser.openTab(url, options)); }

  async openFailingTab(url) { return this.#keep(await this.browser.openFailingTab(url)); }

  async openPrivateTab(url) { return this.#keep(await this.browser.openPrivateTab(url)); }

  async openOptions() { return this.#keep(await this.browser.openOptions()); }

  async openPopup(tab) { return this.#keep(await this.browser.clickToolbar(tab)); }

  /** The popup that something else than the toolbar button opened. */
  async popup() { return this.#keep(await this.browser.popup()); }

  #keep(page) {
    if (!this.#pages.includes(page)) this.#pages.push(page);
    return page;
  }

  /** Gives the relay's address on the options page. */
  async setRelay(options, address = this.relay.address) {
    await options.role('textbox', 'Relay address').fill(address);
    await options.press('Enter');
  }

  /** Connects as a person does: relay address, consent. Leaves the options page open. */
  async connect({ account = 'ada' } = {}) {
    const options = await this.openOptions();
    await this.setRelay(options);
    await options.role('button', 'Connect to Pinterest').click();
    const consent = await this.browser.consent();
    await consent.css('#account').evaluate((select, value) => { select.value = value; }, account);
    await consent.css('#allow').click();
    await options.shows(new RegExp(account, 'i'));
    return options;
  }

  /** axe in both colour schemes, and in each a picture for people. */
  async look(page, state) {
    await page.role('main').wait();
    for (const scheme of ['light', 'dark']) {
      await page.colours(scheme);
      assert.deepEqual(await page.axe(), [], `axe on ${state} in ${scheme}`);
      await page.screenshot(path.join(artifacts, 'e2e', this.name, `${state}-${scheme}.png`));
    }
    await page.colours(undefined);
  }

  /**
   * What must hold after every test. `allow`: patterns of console lines for what the test itself breaks;
   * `hosts`: what it asks for beside Pinterest's production and the sample sites.
   */
  async check({ allow = [], violations = [], hosts: more = [] } = {}) {
    const said = [...this.#said, ...await this.browser.console()];
    const wrong = said.filter((m) => ['error', 'exception', 'assert'].includes(m.level) && !allow.some((a) => a.test(m.text)));
    assert.deepEqual(wrong, [], 'errors in the console');

    assert.deepEqual((await this.standin.violations()).filter((v) => !violations.some((a) => a.test(v.what))), [], 'violations of what Pinterest documents');

    const { answered, refused } = await this.standin.hosts();
    const hosts = ['www.pinterest.com', 'api.pinterest.com', ...PAGE_HOSTS, ...more];
    assert.deepEqual(Object.keys(answered).filter((h) => !hosts.includes(h)), [], 'hosts that answered');
    assert.deepEqual(Object.keys(refused).filter((h) => !this.browser.ownHosts.test(h)), [], 'hosts that were refused');

    const logs = { browser: JSON.stringify(said), standin: this.standin.process.output, relay: this.relay?.process.output ?? '', output: this.#output + (this.browser.process?.output ?? '') };
    await tellsNoSecret(this.standin, logs);
  }

  /** Keeps what whoever looks into a failed test wants to see; the end of it is told. */
  async keepEvidence() {
    const folder = path.join(artifacts, 'e2e', this.name);
    fs.mkdirSync(folder, { recursive: true });
    for (const [n, page] of this.#pages.entries()) {
      // A page that is not in front may never be painted.
      await Promise.race([page.screenshot(path.join(folder, `failed-${n}.png`)), timers.setTimeout(5_000)]).catch(() => {});
    }
    const note = (name, what) => fs.writeFileSync(path.join(folder, name), typeof what === 'string' ? what : JSON.stringify(what, null, 1));
    note('console.json', [...this.#said, ...await this.browser.console().catch((error) => [`${error}`])]);
    const requests = await this.standin.requests();
    note('requests.json', requests);
    note('relay.log', this.relay?.process.output ?? '');
    note('standin.log', this.standin.process.output);
    const last = requests.slice(-3).map(({ method, path: at, status }) => `${method} ${at} ${status}`);
    return `requests: ${last.join(', ')}; the relay said: ${this.relay?.process.output.trim().split('\n').slice(-3).join('\n')}`;
  }

  async close() {
    await this.browser?.close();
    await this.relay?.stop();
    await this.standin?.stop();
    fs.rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
