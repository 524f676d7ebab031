// The background: traps, and what popups miss because they are gone when it happens.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { exactly, problem, word } from './harness/words.mjs';

scenario('a core that trapped is replaced by a new one', { only: 'chromium' }, async (world) => {
  await world.connect();
  await world.browser.inBackground(() => {
    // What the dead instance would hold for ever.
    for (const name of ['journal', 'connections']) navigator.locks.request(name, () => new Promise(() => {})).catch(() => {});
    // As the browser reports a trap in a task that nobody waits for.
    self.dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') }));
  });
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await world.standin.pins()).length, 1);
});

scenario('a background killed under an open popup is back when it is needed', {}, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.board('Garden').wait();
  await world.browser.killBackground();
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await world.standin.pins()).length, 1);
});

scenario('a connect that failed while no popup was open is told by the next one', {}, async (world) => {
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.close();
  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.role('button', 'Connect to Pinterest').click();
  const consent = await world.browser.consent();
  await consent.css('#deny').click();
  await world.browser.closePopup();
  const again = await world.openPopup(tab);
  await again.shows(problem('consent_denied'));
  await world.look(again, 'popup-connect-denied');
});

scenario('Enter pressed twice pins once', {}, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.role('searchbox', 'Search boards').fill('gard');
  await popup.press('Enter');
  await popup.press('Enter');
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  await popup.press('Enter');
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const sent = (await world.standin.requests()).filter((r) => r.method === 'POST' && r.path === '/v5/pins');
  assert.equal(sent.length, 1);
});
