// What a test does on one page of Firefox, over WebDriver BiDi.
const KEYS = { Enter: '\uE007', Tab: '\uE004', Escape: '\uE00C', Backspace: '\uE003', ArrowLeft: '\uE012', ArrowUp: '\uE013', ArrowRight: '\uE014', ArrowDown: '\uE015', Home: '\uE011', End: '\uE010' };

/** Where an element of a role can be: what a role and a name are asked of. To ask all of a page takes a quarter of a second. */
const PLACES = {
  alert: '[role=alert]',
  button: 'button, summary, input, [role=button]',
  checkbox: 'input, [role=checkbox]',
  combobox: 'select, input, [role=combobox]',
  link: 'a, area, [role=link]',
  listbox: 'select, [role=listbox]',
  main: 'main, [role=main]',
  option: 'option, [role=option]',
  searchbox: 'input, [role=searchbox]',
  status: 'output, [role=status]',
  textbox: 'input, textarea, [role=textbox]',
};

const SHIFT = '\uE008';
const ALT = '\uE00A';

/** How a Page does its work in Firefox. */
export class View {
  constructor(firefox, context) { Object.assign(this, { firefox, bidi: firefox.bidi, context }); }

  async find({ role, name, css }) {
    if (css) return this.#locate({ type: 'css', value: css });
    const places = await this.#locate({ type: 'css', value: PLACES[role] });
    if (places.length === 0) return [];
    return this.#locate({ type: 'accessibility', value: name === undefined ? { role } : { role, name } }, places.map(({ sharedId }) => ({ sharedId })));
  }

  async #locate(locator, startNodes) {
    return (await this.bidi.send('browsingContext.locateNodes', { context: this.context, locator, startNodes, serializationOptions: { maxDomDepth: 0 } })).nodes;
  }

  evaluate(fn, ...args) { return this.bidi.call(this.context, fn, args); }

  evaluateOn(element, fn, ...args) { return this.bidi.call(this.context, fn, args, element); }

  /** What `fn` gives for each element, in one call. */
  evaluateOnAll(elements, fn) { return this.bidi.callOnAll(this.context, fn, elements); }

  async inject(source) {
    const answer = await this.bidi.send('script.evaluate', { expression: `${source}\n;0`, target: { context: this.context }, awaitPromise: false });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails.text);
  }

  async click(element, { button = 'left', shift = false }) {
    const key = (type) => this.#perform({ type: 'key', id: 'keyboard', actions: [{ type, value: SHIFT }] });
    if (shift) await key('keyDown');
    const number = button === 'right' ? 2 : 0;
    await this.#perform({ type: 'pointer', id: 'mouse', actions: [
      { type: 'pointerMove', x: 0, y: 0, origin: { type: 'element', element: { sharedId: element.sharedId } } },
      { type: 'pointerDown', button: number }, { type: 'pointerUp', button: number }] });
    if (shift) await key('keyUp');
  }

  /** A press at the last place, or from the first to the last. */
  point(places, drag) {
    const moves = places.map(([x, y]) => ({ type: 'pointerMove', x, y, duration: 50 }));
    const down = { type: 'pointerDown', button: 0 };
    const actions = drag ? [moves[0], down, ...moves.slice(1)] : [...moves, down];
    return this.#perform({ type: 'pointer', id: 'mouse', actions: [...actions, { type: 'pointerUp', button: 0 }] });
  }

  wheel(x, y, deltaY) {
    return this.#perform({ type: 'wheel', id: 'wheel', actions: [{ type: 'scroll', x, y, deltaX: 0, deltaY }] });
  }

  press(keys) { return this.#keys(keys.map((k) => KEYS[k] ?? k)); }

  /** The keys that an `accesskey` has here. */
  accessKey(key) {
    const held = [ALT, SHIFT, key.toUpperCase()];
    return this.#perform({ type: 'key', id: 'keyboard', actions: [
      ...held.map((value) => ({ type: 'keyDown', value })), ...held.reverse().map((value) => ({ type: 'keyUp', value }))] });
  }

  type(text) { return this.#keys([...text]); }

  #keys(values) {
    return this.#perform({ type: 'key', id: 'keyboard', actions: values.flatMap((value) => [{ type: 'keyDown', value }, { type: 'keyUp', value }]) });
  }

  #perform(actions) { return this.bidi.send('input.performActions', { context: this.context, actions: [actions] }); }

  async url() { return this.evaluate(() => location.href); }

  async screenshot() { return Buffer.from((await this.bidi.send('browsingContext.captureScreenshot', { context: this.context })).data, 'base64'); }

  colours(scheme) {
    return this.firefox.inWindow((context, wanted) => {
      const { NavigableManager } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
      NavigableManager.getBrowsingContextById(context).prefersColorSchemeOverride = wanted;
    }, this.context, scheme ?? 'none');
  }

  async isClosed() { return this.evaluate(() => false).catch(() => true); }

  close() { return this.bidi.send('browsingContext.close', { context: this.context }); }
}
