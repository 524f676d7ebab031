// What goes wrong at Pinterest, at the relay and on the way: what the person is told and may press, that nothing is lost,
// and that in a whole run of it no secret is found where it does not belong.
import assert from 'node:assert/strict';
import { Relay } from './harness/relay.mjs';
import { scenario } from './harness/scenario.mjs';
import { keepsNoSecret, kept, tellsNoSecret } from './harness/secrets.mjs';
import { until } from './harness/until.mjs';
import { Wire } from './harness/wire.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];
const PAGE = 'https://shop.example/one';
const ON_PINS = { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' };

/** Waits for the card of a problem: it has one thing to press, or none. */
async function card(page, kind, action) {
  const pressed = await until(`the card of ${kind}`, async () => {
    const cards = await page.evaluate(() => [...document.querySelectorAll('.problem')].map((shown) => ({
      title: shown.querySelector('.problem-title').innerText, press: [...shown.querySelectorAll('.problem-foot > .button')].map((b) => b.innerText),
    })));
    const found = cards.find(({ title }) => problem(kind).test(title));
    if (!found) throw new Error(`it shows: ${JSON.stringify(cards)}`);
    return found.press;
  });
  assert.deepEqual(pressed, action ? [word(action)] : [], `what ${kind} offers to press`);
}

scenario('each no of Pinterest has its card, and the draft stays', { allow: NETWORK }, async (world) => {
  const { standin } = world;
  await world.connect();
  const popup = await world.openPopup(await world.openTab(PAGE));
  await popup.board('Garden').click();
  const title = await popup.role('textbox', 'Title').value();
  for (const [row, kind, action] of [
    ['invalid_field', 'invalid_request', undefined],
    ['consumer_type', 'app_not_approved', 'save_on_pinterest'],
    ['under_review', 'account_suspended', 'view_board'],
    ['board_invalid', 'board_gone', 'choose_board'],
  ]) {
    await standin.fault({ match: ON_PINS, times: 1, act: { row } });
    await popup.role('button', 'Save').click();
    await card(popup, kind, action);
  }
  // Choosing again begins with the boards as they are now; and they cannot be read for the moment.
  await standin.fault({ match: { host: 'api.pinterest.com', path: '/v5/boards' }, times: 1, act: { row: 'down' } });
  await popup.css('[role=alert] .problem-foot > .button').click();
  await card(popup, 'pinterest_down', 'try_again');
  await popup.role('button', word('try_again')).click();
  await popup.board('Garden').click();
  assert.equal(await popup.role('textbox', 'Title').value(), title);
  assert.deepEqual(await standin.pins(), []);
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await standin.pins()).length, 1);
});

/** Notes each message that this page is sent, and each answer that it gets. Runs in a page of the extension. */
function hearMessages() {
  globalThis.heard = [];
  const note = (what) => { globalThis.heard.push(JSON.stringify(what)); };
  browser.runtime.onMessage.addListener(note);
  const send = browser.runtime.sendMessage;
  browser.runtime.sendMessage = async (...said) => {
    const answer = await send.apply(browser.runtime, said);
    note(answer);
    return answer;
  };
}

/** Notes each notice from now on. Runs in the background. */
function hearNotices() {
  globalThis.heard = [];
  const make = browser.notifications.create;
  browser.notifications.create = (...said) => {
    globalThis.heard.push(JSON.stringify(said));
    return make.apply(browser.notifications, said);
  };
}

/** The file that a button of the page offers. */
const offered = (page, name) => page.evaluate((label) => new Promise((resolve) => {
  const make = URL.createObjectURL;
  URL.createObjectURL = (blob) => {
    URL.createObjectURL = make;
    resolve(blob.text());
    return make.call(URL, blob);
  };
  [...document.querySelectorAll('button')].find((b) => b.textContent === label).click();
}), word(name));

/** A whole run: what it does again and again, and what it has seen and heard. */
class Run {
  texts = {};
  relays = [];

  constructor(world, wire) { Object.assign(this, { world, standin: world.standin, wire }); }

  /** Another relay takes the place of the one behind the wire. */
  async anotherRelay(env) {
    await this.world.relay.stop();
    this.relays.push(this.world.relay.process);
    this.world.relay = this.wire.relay = await Relay.start(this.standin, { env });
  }

  /** Remembers a page as it is: its address, what it says and what its elements hold. */
  async note(page, name) {
    this.texts[name] = await page.evaluate(() => [location.href, document.title, document.body.innerText, document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input, textarea, select')].map((field) => field.value)].join('\n'));
  }

  /** Remembers what the extension keeps just now, but for the record that has its tokens. */
  async noteStorage(name) {
    const stored = Object.entries(await kept(this.world.browser));
    this.texts[name] = JSON.stringify(stored.filter(([key]) => !key.startsWith('local connection.v1.')));
  }

  /** Waits for a card, and remembers the page that has it. */
  async told(page, kind, action) {
    await card(page, kind, action);
    await this.note(page, `the page with ${kind}`);
  }

  /** Saves to a board, while Pinterest answers the Pin so. */
  async save(popup, board, act) {
    if (act) await this.standin.fault({ match: ON_PINS, times: 1, act });
    await popup.board(board).click();
    await popup.role('button', 'Save').click();
  }

  async saved(popup, board, act) {
    await this.save(popup, board, act);
    await popup.role('status').shows(exactly(word('saved', board)));
  }

  /** Reads the boards anew with a token that has ended. */
  async renew(options) {
    await this.standin.scripts({ expire_tokens: true });
    await options.role('button', word('boards_refresh')).click();
  }

  /** Lets Pinterest's window connect that account. */
  async consent(account = 'ada', untick) {
    const page = await this.world.browser.consent();
    await page.css('#account').evaluate((select, value) => { select.value = value; }, account);
    if (untick) await page.css(`input[name=scope][value="${untick}"]`).evaluate((box) => { box.checked = false; });
    await page.css('#allow').click();
  }

  /** Presses what the card offers. */
  press(page) { return page.css('[role=alert] .problem-foot > .button').click(); }

  /** Has had so many Pins made. */
  pins(count) { return until(`${count} Pins`, async () => (await this.standin.pins()).length === count); }

  /** Once all is over: all texts that this run has left, and no secret in any of them. */
  async sweep(options) {
    const { browser } = this.world;
    for (const [n, tab] of (await browser.tabs()).entries()) await this.note(tab, `tab ${n}`);
    const heard = { messages: await options.evaluate(() => globalThis.heard), notices: await browser.inBackground(() => globalThis.heard) };
    for (const [what, texts] of Object.entries(heard)) {
      assert.ok(texts.length > 0, `${what} were heard`);
      this.texts[what] = texts.join('\n');
    }
    this.texts['the requests at Pinterest'] = JSON.stringify(await this.standin.requests());
    this.texts['the requests at the relay'] = this.wire.asked.join('\n');
    this.texts['the relays'] = [...this.relays, this.world.relay.process].map((relay) => relay.output).join('\n');
    this.texts['the console'] = JSON.stringify(await browser.console()) + (browser.process?.output ?? '');
    const secrets = [...this.wire.secrets];
    await tellsNoSecret(this.standin, this.texts, secrets);
    await keepsNoSecret(this.world, secrets);
  }
}

scenario('a whole run with all faults leaves no secret anywhere', { allow: NETWORK }, async (world) => {
  const { browser, standin } = world;
  const wire = await Wire.start(world.relay);
  try {
    const run = new Run(world, wire);
    const options = await world.openOptions();
    await options.evaluate(hearMessages);
    await browser.inBackground(hearNotices);
    await world.setRelay(options, wire.address);
    await options.role('button', 'Connect to Pinterest').click();
    await run.consent('ada', 'pins:write');
    await run.told(options, 'scope_missing', 'connect');
    await run.press(options);
    await run.consent();
    await options.board('Garden').click();
    await options.role('button', word('options_board_use')).click();

    // At Save: what is mended unseen, what waits, what the person has to know.
    const tab = await world.openTab(PAGE);
    const popup = await world.openPopup(tab);
    await popup.board('Recipes').wait();
    await standin.scripts({ expire_tokens: true });
    await run.saved(popup, 'Garden');
    await run.saved(popup, 'Recipes', { row: 'rate_limited', headers: { 'Retry-After': '1' } });
    await run.save(popup, 'Travel plans', { row: 'trial' });
    await run.told(popup, 'trial_access', 'save_on_pinterest');
    await run.save(popup, 'Travel plans', { done_but: { status: 500 } });
    await run.told(popup, 'outcome_sought', 'view_board');
    await run.pins(3);

    // The app is removed at Pinterest: what is saved waits.
    const settings = await world.openTab('https://www.pinterest.com/settings/');
    await settings.css('#remove-ada').click();
    await settings.shows(/No app is connected/);
    await settings.close();
    const next = await world.openPopup(tab);
    await run.save(next, 'Garden');
    await run.told(next, 'needs_reconnecting', 'connect');
    await browser.closePopup();
    await browser.toFront(options);
    await options.css('.account .primary').click();
    await browser.consent();
    await run.noteStorage('the storage while Pinterest is asked');
    await run.consent('ben');
    await run.told(options, 'other_account', 'connect');
    await run.press(options);
    await run.consent();
    await run.pins(4);

    // The relay: it gives no answer of its own, opens by other keys, or does not know the app's new secret.
    wire.instead['/v1/refresh'] = '<html>Welcome to nginx!</html>';
    await run.renew(options);
    await run.told(options, 'relay_garbled', 'settings');
    wire.instead = {};
    await run.anotherRelay({ TACK_RELAY_SEAL_KEYS: Buffer.alloc(32, 8).toString('base64') });
    await run.renew(options);
    await options.shows(exactly(word('options_account_expired')));
    await standin.scripts({ reset_secret: 'the-secret-that-was-made-anew' });
    await options.css('.account .primary').click();
    await run.consent();
    await run.told(options, 'sign_in_refused', 'connect');
    await run.anotherRelay({ PINTEREST_APP_SECRET: 'the-secret-that-was-made-anew' });
    await run.press(options);
    await run.consent();
    await options.board('Garden').wait();

    // The browser has lost its key.
    await browser.inBackground(() => new Promise((resolve, reject) => {
      const opened = indexedDB.open('tack');
      opened.onerror = () => reject(opened.error);
      opened.onsuccess = () => {
        const lost = opened.result.transaction('keys', 'readwrite');
        lost.objectStore('keys').clear();
        lost.oncomplete = () => { opened.result.close(); resolve(true); };
      };
    }));
    await run.renew(options);
    await options.shows(exactly(word('options_account_expired')));
    await run.note(options, 'the page after the key was lost');
    await options.css('.account .primary').click();
    await run.consent();
    await options.board('Garden').wait();

    // Spam, last: nothing is sent after it.
    const last = await world.openPopup(tab);
    await run.save(last, 'Recipes', { row: 'spam' });
    await run.told(last, 'spam_block');
    await browser.closePopup();

    await browser.toFront(options);
    await options.role('button', word('diagnosis_begin')).click();
    await options.shows(exactly(word('diagnosis_fine')));
    await options.role('combobox', word('test_pin_board')).evaluate((select) => {
      select.selectedIndex = 1;
      select.dispatchEvent(new Event('change', { bubbles: true }));
    });
    await options.role('button', word('test_pin')).click();
    await options.shows(exactly(word('test_pin_done')));
    run.texts['the log'] = await offered(options, 'log_save');
    assert.match(run.texts['the log'], /connect_failed scope_missing/);
    await options.evaluate(() => { browser.tabs.create({ url: 'pins.html' }); });
    const pins = await browser.tabAt(`${browser.origin}/pins.html`);
    await pins.css('.entry').wait();
    for (const form of ['export_csv', 'export_json']) run.texts[form] = await offered(pins, form);
    assert.match(run.texts.export_json, /shop\.example/);
    assert.equal((await standin.pins()).length, 4, 'none was lost, and none was made twice');
    await run.sweep(options);
  } finally {
    await wire.stop();
  }
});
