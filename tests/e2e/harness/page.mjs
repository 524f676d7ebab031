// A page as a test sees it, the same in both browsers: by roles and names, with a person's clicks and keys.
// The browser's part is a `view`: find, evaluate, click, press, type, screenshot, close.
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { until } from './until.mjs';

const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export class Page {
  constructor(view) {
    this.view = view;
  }

  /** What has that role and, if given, exactly that accessible name, or a text that matches a pattern. */
  role(role, name) {
    const query = name instanceof RegExp ? { role, pattern: name } : { role, name };
    return new Locator(this.view, query, name === undefined ? role : `${role} "${name}"`);
  }

  /** A board to choose: its option says more than its name. */
  board(name) { return this.role('option', new RegExp(`^${name}(\\n|$)`)); }

  css(selector) { return new Locator(this.view, { css: selector }, selector); }

  evaluate(fn, ...args) { return this.view.evaluate(fn, ...args); }

  url() { return this.view.url(); }

  text() { return this.evaluate(() => document.body?.innerText ?? ''); }

  /** Waits until the page's text matches. */
  shows(pattern, options) {
    return until(`the page shows ${pattern}`, async () => {
      const text = await this.text();
      if (!text.match(pattern)) throw new Error(`it shows: ${text}`);
      return text;
    }, options);
  }

  press(...keys) { return this.view.press(keys); }

  /** Presses the key of an element with that `accesskey`. */
  accessKey(key) { return this.view.accessKey(key); }

  type(text) { return this.view.type(text); }

  /** Goes with the pointer from place to place, `[x, y]` in its view, with the button held down in between if `drag`. */
  point(places, { drag = false } = {}) { return this.view.point(places, drag); }

  /** Turns the wheel at a place of its view, by so many pixels downwards. */
  wheel(x, y, down) { return this.view.wheel(x, y, down); }

  async screenshot(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, await this.view.screenshot());
  }

  /** Goes through the page by Tab, and tells what has the focus where nobody sees it (WCAG 2.4.11). */
  async obscuredFocus() {
    const found = [];
    for (let n = 0; n < 60; n++) {
      await this.press('Tab');
      const end = await this.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body || e.dataset.tabbed) return true;
        e.dataset.tabbed = 'yes';
        return false;
      });
      if (end) break;
      // Where a page is still growing, its view follows a moment later.
      await until('the focus is seen', async () => !(await this.evaluate(hiddenFocus)))
        .catch(async () => found.push(await this.evaluate(hiddenFocus)));
    }
    return found;
  }

  /** Shows the page in the given colour scheme ("light" or "dark"); without one, in the browser's own. */
  colours(scheme) { return this.view.colours(scheme); }

  /** What axe finds. */
  async axe() {
    if (!await this.evaluate(() => 'axe' in globalThis)) await this.view.inject(axeSource);
    return this.evaluate(async () => {
      const { violations } = await globalThis.axe.run();
      return violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.map((n) => `${n.html} ${n.failureSummary}`).join(' | ')}`);
    });
  }

  isClosed() { return this.view.isClosed(); }

  close() { return this.view.close(); }
}

/** The element that has the focus, if no part of its middle can be seen. Runs in the page. */
function hiddenFocus() {
  const element = document.activeElement;
  const { x, y, width, height } = element.getBoundingClientRect();
  const isSeen = [0.25, 0.5, 0.75].some((part) => {
    const top = document.elementFromPoint(x + width / 2, y + height * part);
    return top && (element.contains(top) || top.contains(element));
  });
  return isSeen ? undefined : element.outerHTML.slice(0, 120);
}

/** Brings an element into sight as a person would, and says what still keeps a click from it. Runs in the page. */
async function inTheWay(element) {
  if (element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true') return 'it is disabled';
  const cover = () => {
    const { x, y, width, height } = element.getBoundingClientRect();
    const top = document.elementFromPoint(x + width / 2, y + height / 2);
    return top && (element.contains(top) || top.contains(element)) ? undefined : `it lies under ${top?.outerHTML.slice(0, 120)}`;
  };
  for (const block of ['nearest', 'center']) {
    element.scrollIntoView({ block, behavior: 'instant' });
    if (!cover()) break;
  }
  // What moves is no place to press: it would be let go elsewhere.
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const before = place();
  // A page that is not in front paints nothing, and moves nothing.
  await new Promise((resolve) => {
    if (document.hidden) resolve();
    else requestAnimationFrame(resolve);
  });
  return place() === before ? cover() : 'it moves';
}

/** Something on a page; looked for anew at each use, so that a page may render anew in between. */
class Locator {
  constructor(view, query, words) {
    Object.assign(this, { view, query, words });
  }

  async #find() {
    const { pattern, ...query } = this.query;
    const found = await this.view.find(query);
    if (!pattern) return found;
    const texts = found.length > 0 ? await this.view.evaluateOnAll(found, (n) => n.innerText ?? '') : [];
    return found.filter((_, i) => pattern.test(texts[i]));
  }

  async count() { return (await this.#find()).length; }

  async exists() { return (await this.count()) > 0; }

  /** Waits for it, and hands it to `use`. What `use` throws is taken as "not yet". */
  #with(doing, use, options) {
    return until(`${doing} ${this.words}`, async () => {
      const found = await this.#find();
      if (found.length === 0) throw new Error('there is none');
      return { value: await use(found[0]) };
    }, options).then((r) => r.value, async (error) => {
      error.message += `; the page shows: ${await this.view.evaluate(() => document.body?.innerText.slice(0, 1_000)).catch(() => 'nothing any more')}`;
      throw error;
    });
  }

  wait(options) { return this.#with('wait for', () => true, options); }

  gone(options) { return until(`${this.words} goes`, async () => !(await this.exists()), options); }

  click(options = {}) {
    return this.#with('click', async (element) => {
      const hindrance = await this.view.evaluateOn(element, inTheWay);
      if (hindrance) throw new Error(hindrance);
      await this.view.click(element, options);
    }, options);
  }

  /** Types `text` in place of what is there. */
  async fill(text, options) {
    await this.click(options);
    await this.#with('select', (e) => this.view.evaluateOn(e, (input) => input.select()));
    await (text === '' ? this.view.press(['Backspace']) : this.view.type(text));
  }

  evaluate(fn, ...args) { return this.#with('look at', (e) => this.view.evaluateOn(e, fn, ...args)); }

  text() { return this.evaluate((e) => e.innerText ?? e.textContent); }

  value() { return this.evaluate((e) => e.value); }

  attribute(name) { return this.evaluate((e, n) => e.getAttribute(n), name); }

  /** Waits until its text (or its value) matches. */
  shows(pattern, options) {
    return this.#with(`${pattern} in`, async (element) => {
      const text = await this.view.evaluateOn(element, (e) => e.value || e.innerText || e.textContent);
      if (!text.match(pattern)) throw new Error(`it shows: ${text}`);
      return text;
    }, options);
  }

  /** The texts, or else the labels, of all that match. */
  async texts() {
    const found = await this.#find();
    return found.length > 0 ? this.view.evaluateOnAll(found, (n) => (n.innerText || n.getAttribute('aria-label') || n.querySelector('img')?.alt || '').trim()) : [];
  }
}
