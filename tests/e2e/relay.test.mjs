// Relays that are not there, not relays, too old, or not to be trusted.
import assert from 'node:assert/strict';
import { FakeRelay } from './harness/fake_relay.mjs';
import { Relay } from './harness/relay.mjs';
import { scenario } from './harness/scenario.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/, /Cross-Origin Request Blocked/];
// What Tack gives a relay (RELAY_TIMEOUT_MS of its limits), and a moment to say so.
const DEADLINE = { within: 20_000 + 20_000 };

scenario('a relay that is not reachable', { relay: false, allow: NETWORK }, async (world) => {
  const gone = await FakeRelay.start();
  await gone.stop();
  const options = await world.openOptions();
  await world.setRelay(options, gone.address);
  await options.role('alert').shows(problem('relay_unreachable'));
  await world.look(options, 'options-relay-unreachable');
});

async function answered(world, kind, answers) {
  const fake = await FakeRelay.start(answers);
  try {
    const options = await world.openOptions();
    await world.setRelay(options, fake.address);
    await options.role('alert').shows(problem(kind));
    await world.look(options, `options-${kind}`);
  } finally {
    await fake.stop();
  }
}

scenario('a relay that answers garbage', { relay: false, allow: NETWORK }, (world) => answered(world, 'relay_garbled', { '/v1/config': '<html>Welcome to nginx!</html>' }));

scenario('a relay that is too old', { relay: false, allow: NETWORK }, (world) => answered(world, 'relay_too_old', { '/v1/config': FakeRelay.config({ protocol: 0, oldest_protocol: 0 }) }));

scenario('a relay that is too new', { relay: false, allow: NETWORK }, (world) => answered(world, 'extension_too_old', { '/v1/config': FakeRelay.config({ protocol: 99, oldest_protocol: 99 }) }));

scenario('a relay that never says who it is', { allow: NETWORK }, async (world) => {
  const fake = await FakeRelay.start({ '/v1/config': FakeRelay.SILENCE });
  try {
    const options = await world.openOptions();
    await world.setRelay(options, fake.address);
    await options.shows(exactly(word('relay_checking')));
    await options.role('alert').shows(problem('relay_timeout'), DEADLINE);
    await world.look(options, 'options-relay-timeout');
    await world.setRelay(options);
    await options.shows(exactly(word('relay_saved')));
    await options.role('alert').gone();
  } finally {
    await fake.stop();
  }
});

scenario('a relay that falls silent when asked to connect', { allow: NETWORK }, async (world) => {
  const fake = await FakeRelay.start({ '/v1/authorize': FakeRelay.SILENCE });
  try {
    const options = await world.openOptions();
    await world.setRelay(options, fake.address);
    await options.role('button', 'Connect to Pinterest').click();
    await options.shows(exactly(word('connecting')));
    await options.role('alert').shows(problem('relay_timeout'), DEADLINE);
    await world.look(options, 'options-connect-timeout');
    await world.setRelay(options);
    await options.shows(exactly(word('relay_saved')));
    await options.role('button', 'Connect to Pinterest').click();
    await (await world.browser.consent()).css('#allow').click();
    await options.shows(/ada/);
    await options.role('alert').gone();
  } finally {
    await fake.stop();
  }
});

scenario('an address that is no relay\'s', { relay: false }, async (world) => {
  const options = await world.openOptions();
  await world.setRelay(options, 'http://relay.example');
  await options.role('alert').shows(problem('relay_address_invalid'));
});

scenario('a relay that names a foreign authorize page', { relay: false, allow: NETWORK }, async (world) => {
  const fake = await FakeRelay.start({ '/v1/authorize': { authorize_url: 'https://evil.example/oauth/?client_id=1', state: 'a'.repeat(64) } });
  try {
    const options = await world.openOptions();
    await world.setRelay(options, fake.address);
    await options.role('button', 'Connect to Pinterest').click();
    await options.role('alert').shows(problem('relay_foreign_authorize_page'));
    await world.look(options, 'options-foreign-page');
  } finally {
    await fake.stop();
  }
  const { refused } = await world.standin.hosts();
  assert.ok(!Object.keys(refused).some((h) => h.startsWith('evil.example')), 'it was never asked for');
});

scenario('a relay that does not know this extension says so', { relay: false, allow: NETWORK }, async (world) => {
  const others = 'https://ponmlkjihgfedcbaponmlkjihgfedcba.chromiumapp.org/';
  world.relay = await Relay.start(world.standin, { env: { TACK_RELAY_REDIRECT_URIS: others } });
  const options = await world.openOptions();
  await world.setRelay(options);
  // In Firefox, whose extensions' origins are random, it is noticed when an account is to be connected.
  if (world.browser.name === 'firefox') await options.role('button', 'Connect to Pinterest').click();
  await options.role('alert').shows(problem('relay_refuses_extension'));
  await world.look(options, 'options-relay-refuses');
});
