// Private windows: what happens there leaves no trace.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { exactly, word } from './harness/words.mjs';

/** All that the extension keeps beyond the session, as one text. Runs in the background. */
async function kept() {
  const done = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const all = [await browser.storage.local.get(), await browser.storage.sync.get()];
  for (const { name } of await indexedDB.databases()) {
    const database = await done(indexedDB.open(name));
    for (const store of database.objectStoreNames) {
      const objects = database.transaction(store).objectStore(store);
      all.push(name, store, await done(objects.getAllKeys()), await done(objects.getAll()));
    }
    database.close();
  }
  return JSON.stringify(all);
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
  const text = await browser.inBackground(kept);
  for (const what of ['link', 'title', 'media_url', 'id']) {
    assert.ok(text.includes(open[what]), `an ordinary Pin's ${what} is kept`);
    assert.ok(!text.includes(secret[what]), `a private Pin's ${what} is kept`);
  }
});
