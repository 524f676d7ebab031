// Without a connection: Pinterest's own Save dialog.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';

scenario('hand-off without a relay', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.role('button', 'Save on Pinterest').wait();
  await world.look(popup, 'popup-handoff');
  await popup.role('button', 'Save on Pinterest').click();
  const [handoff] = await until('the hand-off', async () => { const all = await world.standin.handoffs(); return all.length && all; });
  assert.equal(handoff.url, 'https://shop.example/product/spindle-chair');
  assert.match(handoff.media, /^https:\/\//);
  assert.ok(handoff.description.length > 0, 'it has words');
  assert.deepEqual(await world.standin.pins(), []);
});
