// What does not work is found on the options page, step by step; and the log.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];

/** Has everything checked, and waits until it has come to an end. */
async function check(options) {
  const button = options.role('button', word('diagnosis_begin'));
  await button.click();
  await until('the checks end', () => button.evaluate((b) => !b.disabled));
}

/** How each step went, in their order. */
const steps = (options) => options.evaluate(() => [...document.querySelectorAll('.checks li')].map((li) => li.lastElementChild.textContent));

async function openLog(options) {
  await options.css('.log summary').click();
  return until('the log', async () => {
    const text = await options.css('.log pre').evaluate((pre) => pre.textContent);
    return text.includes('connected') && text;
  });
}

scenario('all is in order, a test Pin is made and gone again', {}, async (world) => {
  const options = await world.connect();
  await options.board('Garden').wait();
  await check(options);
  await options.shows(exactly(word('diagnosis_fine')));
  assert.deepEqual(await steps(options), Array(7).fill(word('check_fine')));
  await world.look(options, 'options-diagnosis-fine');
  const make = options.role('button', word('test_pin'));
  assert.ok(await make.evaluate((b) => b.disabled), 'no board is chosen for the person');
  const select = options.role('combobox', word('test_pin_board'));
  await select.evaluate((s) => {
    s.value = [...s.options].find((o) => o.text === 'Recipes').value;
    s.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await make.click();
  await options.shows(exactly(word('test_pin_done')));
  assert.deepEqual(await world.standin.pins(), []);
  const asked = (await world.standin.requests()).filter((r) => r.path.startsWith('/v5/pins'));
  assert.deepEqual(asked.map((r) => `${r.method} ${r.status}`), ['POST 201', 'DELETE 204']);
  await make.evaluate((b) => b.scrollIntoView({ block: 'center' }));
  await world.look(options, 'options-test-pin');
  await options.role('link', word('debugger')).wait();
});

scenario('a test Pin that Pinterest does not delete can be opened', { allow: NETWORK }, async (world) => {
  const options = await world.connect();
  // What is below the boards moves as they come.
  await options.board('Garden').wait();
  await check(options);
  await options.shows(exactly(word('diagnosis_fine')));
  await world.standin.fault({ match: { method: 'DELETE', path: '/v5/pins' }, times: 1, act: { status: 500 } });
  await options.role('combobox', word('test_pin_board')).evaluate((s) => {
    s.selectedIndex = 1;
    s.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await options.role('button', word('test_pin')).click();
  await options.role('alert').shows(problem('test_pin_left'));
  await options.css('#diagnosis .problem').evaluate((p) => p.scrollIntoView({ block: 'center' }));
  await world.look(options, 'options-test-pin-left');
  await options.role('button', word('view')).click();
  const [pin] = await world.standin.pins();
  await world.browser.tabAt(`https://www.pinterest.com/pin/${pin.id}/`);
});

scenario('a relay that stopped is the one thing to mend, and the log tells of it', { allow: NETWORK }, async (world) => {
  const options = await world.connect();
  await options.board('Garden').wait();
  await world.relay.stop();
  await check(options);
  await options.role('alert').shows(problem('relay_unreachable'));
  assert.deepEqual(await steps(options), [word('check_wrong'), ...Array(6).fill(word('check_untried'))]);
  const text = await openLog(options);
  assert.match(text.split('\n')[0], /^\d{4}-\d\d-\d\dT[\d:.]+Z authentication diagnosed relay_unreachable$/);
  await world.look(options, 'options-diagnosis-relay');
  await options.css('.log pre').evaluate((pre) => pre.scrollIntoView({ block: 'center' }));
  await world.look(options, 'options-log');
  // Taken along as it is.
  const saved = await options.evaluate(async (name) => {
    const make = URL.createObjectURL;
    let blob;
    URL.createObjectURL = (what) => { blob = what; return make.call(URL, what); };
    [...document.querySelectorAll('button')].find((b) => b.textContent === name).click();
    URL.createObjectURL = make;
    return blob.text();
  }, word('log_save'));
  assert.equal(saved.trim(), text.trim());
  assert.doesNotMatch(saved, /ada|garden|pina_|127\.0\.0\.1|pinterest\.com/i);
  await options.role('button', word('log_clear')).click();
  await options.shows(exactly(word('log_count', '0')));
});

scenario('before anything is connected, the first step says what to do', {}, async (world) => {
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.shows(exactly(word('relay_saved')));
  await check(options);
  await options.role('alert').shows(problem('not_connected'));
  assert.deepEqual(await steps(options), [...Array(3).fill(word('check_fine')), word('check_wrong'), ...Array(3).fill(word('check_untried'))]);
  await world.look(options, 'options-diagnosis-not-connected');
  // Its one button does it.
  await options.css('#diagnosis .problem button').click();
  await (await world.browser.consent()).css('#allow').click();
  await options.shows(/ada/);
});
