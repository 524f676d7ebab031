// What popup and settings say of the connection, from none to one that was lost.
import assert from 'node:assert/strict';
import { Relay } from './harness/relay.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];

/** The hand-off is ready for a press, as soon as the page's picture is there. */
const handOff = (popup, what) => until(what, () => popup.role('button', 'Save on Pinterest').evaluate((b) => b.matches(':enabled')));

async function save(popup, board) {
  await popup.board(board).click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', board)));
}

scenario('without a relay the hand-off leads, and the settings are one click away', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.shows(exactly(word('no_relay_title')));
  await handOff(popup, 'the hand-off works');
  assert.ok(await popup.role('button', 'Save on Pinterest').evaluate((b) => b.matches('.primary')), 'the hand-off leads');
  assert.equal(await popup.role('button', 'Save').count(), 0);
  await popup.role('button', word('settings')).click();
  const options = await world.browser.tabAt(`${world.browser.origin}/options.html`);
  await options.shows(exactly(word('connect_needs_relay')));
  assert.ok(await options.role('button', 'Connect to Pinterest').evaluate((b) => b.disabled), 'nothing to connect through');
  await options.role('textbox', 'Relay address').wait();
  await world.look(options, 'options-no-relay');
});

scenario('a relay without app id and secret', { relay: false, allow: NETWORK }, async (world) => {
  world.relay = await Relay.start(world.standin, { env: { PINTEREST_APP_ID: '', PINTEREST_APP_SECRET: '' } });
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.role('alert').shows(problem('relay_not_configured'));
  await world.look(options, 'options-relay-not-configured');
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.role('button', 'Connect to Pinterest').click();
  await popup.role('alert').shows(problem('relay_not_configured'));
  await world.look(popup, 'popup-relay-not-configured');
  await handOff(popup, 'the hand-off needs none of it');
});

scenario('a relay is set, but no account connected', {}, async (world) => {
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.shows(exactly(word('relay_saved')));
  await world.look(options, 'options-not-connected');
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.shows(exactly(word('not_connected_title')));
  await popup.role('button', 'Connect to Pinterest').wait();
  await handOff(popup, 'the hand-off works meanwhile');
  await world.look(popup, 'popup-not-connected');
});

scenario('while the consent window is open, popup and settings say so', {}, async (world) => {
  const tab = await world.openTab('https://shop.example/one');
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.role('button', 'Connect to Pinterest').click();
  const consent = await world.browser.consent();
  await options.shows(exactly(word('connecting')));
  await world.look(options, 'options-connecting');
  const popup = await world.openPopup(tab);
  await popup.shows(exactly(word('connecting')));
  await world.look(popup, 'popup-connecting');
  await world.browser.closePopup();
  await consent.css('#allow').click();
  await options.shows(/ada/);
  await (await world.openPopup(tab)).board('Garden').wait();
});

scenario('an account that Pinterest signed out is connected again, and pins', { allow: NETWORK }, async (world) => {
  const { browser, standin } = world;
  // Closed, so that the one which opens after connecting is a new one.
  await (await world.connect()).close();
  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await standin.scripts({ refuse_tokens: true });
  await popup.role('button', 'Save').click();
  await popup.role('alert').shows(problem('needs_reconnecting'));
  await standin.scripts({ refuse_tokens: false });
  await popup.role('button', 'Connect to Pinterest').click();
  await (await browser.consent()).css('#allow').click();
  // Where the board to begin with is chosen.
  const options = await browser.tabAt(`${browser.origin}/options.html`);
  await options.board('Garden').wait();
  await browser.closePopup();
  // What waited goes by itself, once.
  await until('the Pin', async () => (await standin.pins()).length === 1);
  const again = await world.openPopup(tab);
  await again.role('button', 'Save').wait();
  assert.equal((await standin.pins()).length, 1);
});

scenario('settings of an account that Pinterest signed out', { allow: NETWORK }, async (world) => {
  const options = await world.connect();
  await options.board('Garden').wait();
  await world.standin.scripts({ refuse_tokens: true });
  await options.role('button', word('boards_refresh')).click();
  await options.shows(exactly(word('options_account_expired')));
  await options.role('button', 'Connect to Pinterest').wait();
  await world.look(options, 'options-reconnect');
});

// Without the permission, the browser asks Pinterest before it reads: a preflight, without the token.
scenario('the permission for Pinterest is withdrawn, and given back in the popup', { only: 'firefox', allow: NETWORK, violations: [/^OPTIONS /] }, async (world) => {
  const { browser } = world;
  const options = await world.connect();
  await browser.withdraw('https://api.pinterest.com/*');
  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.role('alert').shows(problem('host_permission_missing'));
  await world.look(popup, 'popup-host-permission');
  await popup.role('button', word('allow')).click();
  await browser.answerPermission(true);
  await popup.board('Garden').wait();
  await save(popup, 'Garden');
  await options.shows(exactly(word('access_granted')));
});

scenario('the permission for Pinterest is given back in the settings', { only: 'firefox', allow: NETWORK, violations: [/^OPTIONS /] }, async (world) => {
  const options = await world.connect();
  await world.browser.withdraw('https://api.pinterest.com/*');
  await options.shows(exactly(word('access_missing')));
  await world.look(options, 'options-host-permission');
  await options.role('button', word('allow')).click();
  await world.browser.answerPermission(true);
  await options.shows(exactly(word('access_granted')));
});

scenario('the sandbox is a world of its own', { hosts: ['api-sandbox.pinterest.com'] }, async (world) => {
  const { browser, standin } = world;
  const options = await world.openOptions();
  await world.setRelay(options);
  // The account's part is made anew then.
  await options.shows(exactly(word('relay_saved')));
  await options.css('.choice:has(input[name=environment]) + .choice').click();
  await options.role('button', 'Connect to Pinterest').click();
  await (await browser.consent()).css('#allow').click();
  await options.shows(/ada/);
  await options.shows(exactly(word('sandbox')));
  await world.look(options, 'options-sandbox');
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.shows(exactly(word('sandbox')));
  await save(popup, 'Garden');
  await world.look(popup, 'popup-sandbox');
  assert.equal((await standin.pins('sandbox')).length, 1);
  assert.deepEqual(await standin.pins('production'), []);
  assert.deepEqual((await standin.requests()).filter((r) => r.world === 'production'), [], 'production was never asked');
});

scenario('a popup that stands open while the account is connected gets its boards', {}, async (world) => {
  const tab = await world.openTab('https://shop.example/one');
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.role('button', 'Connect to Pinterest').click();
  const consent = await world.browser.consent();
  const popup = await world.openPopup(tab);
  await popup.shows(exactly(word('connecting')));
  await consent.css('#allow').click();
  await options.shows(/ada/);
  await popup.board('Garden').wait();
});

scenario('a connect that failed on the way is tried again from the settings', {}, async (world) => {
  await world.standin.fault({ match: { host: 'api.pinterest.com', path: '/v5/oauth/token' }, times: 1, act: { cut: 'before' } });
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.role('button', 'Connect to Pinterest').click();
  await (await world.browser.consent()).css('#allow').click();
  await options.role('alert').shows(problem('pinterest_unreachable'));
  await options.role('button', word('try_again')).click();
  await (await world.browser.consent()).css('#allow').click();
  await options.shows(/ada/);
});

scenario('a connection that cannot be renewed is told of before it ends, and mends itself', { allow: NETWORK }, async (world) => {
  const life = 60_000;
  await world.standin.seed({ world: 'production', account: 'ada', token_lifetime_s: life / 1000 });
  await world.connect();
  const connected = Date.now();
  const { address } = world.relay;
  await world.relay.stop();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.board('Garden').wait();
  await until('the token is due', () => Date.now() - connected > life / 2, { within: life });
  // It is good still, so the boards come.
  await popup.role('button', word('boards_refresh')).click();
  await popup.shows(exactly(word('ending_title', 'DATE').split('DATE')[0]));
  await world.look(popup, 'popup-ending');
  const options = await world.openOptions();
  await options.shows(exactly(word('ending_title', 'DATE').split('DATE')[0]));
  await world.look(options, 'options-ending');
  world.relay = await Relay.start(world.standin, { listen: new URL(address).host });
  await options.role('button', word('try_again')).click();
  await options.role('button', word('try_again')).gone();
  await options.shows(/ada/);
});
