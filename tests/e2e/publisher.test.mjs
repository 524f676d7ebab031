// Between the click on Save and the answer: what the publisher does when things go wrong.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];
const ON_PINS = { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' };

async function save(world) {
  await world.connect();
  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  return { tab, popup };
}

const sent = async (world) => (await world.standin.requests()).filter((r) => r.method === 'POST' && r.path === '/v5/pins').length;

scenario('a background killed between click and answer sends no second Pin', { allow: NETWORK }, async (world) => {
  const { browser, standin } = world;
  await world.connect();
  await standin.fault({ match: ON_PINS, times: 1, act: { hang: true } });
  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await until('the request left', async () => (await sent(world)) === 1);
  await browser.closePopup();
  await browser.killBackground();
  await standin.mend();
  const again = await world.openPopup(tab);
  await again.shows(exactly(word('earlier_unclear')));
  await world.look(again, 'popup-unclear');
  assert.equal(await sent(world), 1);
  assert.ok((await standin.pins()).length <= 1);
});

// Not `cut: "after"`: on a connection that was used before, both browsers then send a POST a second time by themselves.
for (const [name, act] of Object.entries({ 'is cut midway': { cut: 'midway' }, 'is an error though it was done': { done_but: { status: 500 } } })) {
  scenario(`an answer that ${name} makes no second Pin`, { allow: NETWORK }, async (world) => {
    await world.standin.fault({ match: ON_PINS, times: 1, act });
    const { popup } = await save(world);
    // Found on the board, or else told as unclear: both are true.
    const saved = exactly(word('saved', 'Garden'));
    await until('an outcome', async () => {
      const text = await popup.text();
      return saved.test(text) || problem('outcome_sought').test(text);
    });
    assert.equal(await sent(world), 1);
    assert.equal((await world.standin.pins()).length, 1);
  });
}

scenario('a closed popup changes nothing', {}, async (world) => {
  await world.standin.fault({ match: ON_PINS, times: 1, act: { delay_ms: 1_500 } });
  await save(world);
  await world.browser.closePopup();
  await until('the Pin', async () => (await world.standin.pins()).length === 1);
});

scenario('Trial access leads to the hand-off', { allow: NETWORK }, async (world) => {
  await world.standin.scripts({ trial: true });
  const { popup } = await save(world);
  await popup.role('alert').shows(problem('trial_access'));
  await world.look(popup, 'popup-trial');
  await popup.role('button', 'Save on Pinterest').click();
  await until('the hand-off', async () => (await world.standin.handoffs()).length === 1);
  // Where the sandbox is, for what failed.
  const options = await world.openOptions();
  await options.evaluate(() => { browser.tabs.create({ url: 'pins.html' }); });
  const pins = await world.browser.tabAt(`${world.browser.origin}/pins.html`);
  await pins.shows(exactly(word('problem_trial_access_how')));
  await pins.role('button', word('settings')).wait();
  await world.look(pins, 'pins-trial');
});

scenario('the spam block is told and nothing is sent again', { allow: NETWORK }, async (world) => {
  await world.standin.scripts({ spam_block: true });
  const { popup } = await save(world);
  await popup.role('alert').shows(problem('spam_block'));
  assert.equal(await sent(world), 1);
});

scenario('a token that ran out is renewed unseen', { allow: NETWORK }, async (world) => {
  await world.connect();
  await world.standin.scripts({ expire_tokens: true });
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await world.standin.pins()).length, 1);
});

scenario('a refused connection asks to connect again', { allow: NETWORK }, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.board('Garden').click();
  await world.standin.scripts({ refuse_tokens: true });
  await popup.role('button', 'Save').click();
  await popup.role('alert').shows(problem('needs_reconnecting'));
  await world.look(popup, 'popup-reconnect');
  assert.deepEqual(await world.standin.pins(), []);
});

scenario('of a Pin that may be there, the person says whether it is', {}, async (world) => {
  const { browser, standin } = world;
  const { popup } = await save(world);
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  await browser.closePopup();
  const [pin] = await standin.pins();
  // As after two readings, minutes apart, of a board that has several such Pins.
  await browser.inBackground(async (found, address) => {
    const all = await browser.storage.local.get(null);
    const key = Object.keys(all).find((name) => name.startsWith('journal.v1.'));
    const entry = JSON.parse(all[key]);
    Object.assign(entry, { state: { waiting: 'person' }, pin: null });
    entry.problem = { kind: 'outcome_unsure', detail: null, owner_message: null, not_before: null, details: null };
    await browser.storage.local.set({ [key]: JSON.stringify(entry) });
    const suspects = [{ pin: found.id, picture: address, title: found.title }];
    await browser.storage.session.set({ [`suspects.v1.${entry.id}`]: JSON.stringify(suspects) });
  }, pin, `https://cdn.example/pinned/${pin.sha256}`);
  const again = await world.openPopup(await world.openTab('https://shop.example/empty'));
  await again.shows(problem('outcome_unsure'));
  await again.role('button', word('unsure_is')).wait();
  await world.look(again, 'popup-unsure');
  await again.role('button', word('unsure_is')).click();
  await again.role('button', word('unsure_is')).gone();
  const stored = await browser.inBackground(async () => JSON.stringify(await browser.storage.local.get(null)));
  assert.match(stored, /\\"state\\":\\"done\\"/);
  assert.equal((await standin.pins()).length, 1);
});
