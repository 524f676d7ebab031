// Private windows: what happens there leaves no trace.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { kept } from './harness/secrets.mjs';
import { exactly, word } from './harness/words.mjs';

/** All that the extension keeps beyond the session, as one text. */
async function beyondSession(browser) {
  const stored = Object.entries(await kept(browser));
  return JSON.stringify(stored.filter(([name]) => !name.startsWith('session ')));
}

async function save(world, tab) {
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  await world.browser.closePopup();
}

scenario('a Pin from a private window leaves no trace', { privateWindows: true }, async (world) => {
  const { browser, standin } = world;
  await world.connect();
  // One from an ordinary window shows that the search below finds what is kept.
  await save(world, await world.openTab('https://shop.example/one'));
  await save(world, await world.openPrivateTab('https://blog.example/post'));
  const [open, secret, ...more] = await standin.pins();
  assert.deepEqual(more, []);
  assert.equal(secret.link, 'https://blog.example/post');
  const text = await beyondSession(browser);
  for (const what of ['link', 'title', 'media_url', 'id']) {
    assert.ok(text.includes(open[what]), `an ordinary Pin's ${what} is kept`);
    assert.ok(!text.includes(secret[what]), `a private Pin's ${what} is kept`);
  }
});
