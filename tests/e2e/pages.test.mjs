// Pages that are not like the others.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const BROKEN_PICTURES = [/Failed to load resource/];

scenario('a page that opted out is respected, in its owner\'s words', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://blog.example/nopin'));
  const alert = popup.role('alert');
  await alert.shows(problem('page_opted_out'));
  await alert.shows(/Please ask me first: anna@blog\.example/);
  for (const name of ['Save', 'Save on Pinterest']) {
    const button = popup.role('button', name);
    const enabled = (await button.exists()) && (await button.evaluate((b) => !b.matches(':disabled, [aria-disabled=true]')));
    assert.ok(!enabled, `no way round it by "${name}"`);
  }
  await world.look(popup, 'popup-opted-out');
});

scenario('a page without pictures', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://shop.example/empty'));
  await popup.role('alert').shows(problem('no_pictures'));
  await popup.role('button', word('look_again')).wait();
  await world.look(popup, 'popup-no-pictures');
});

scenario('a page that no extension may read', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab(world.browser.restrictedPage));
  await popup.role('alert').shows(problem('page_of_browser'));
  await world.look(popup, 'popup-restricted');
});

scenario('a page of Pinterest without Pins', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://www.pinterest.com/settings/'));
  await popup.role('alert').shows(problem('pinterest_page'));
  await world.look(popup, 'popup-pinterest-page');
});

scenario('5,000 pictures', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://shop.example/many?n=5000&lazy=1'));
  await popup.role('listbox', 'Pictures').wait();
  assert.ok(await popup.role('option').count() > 1, 'several pictures to choose from');
  await world.look(popup, 'popup-many');
});

scenario('pictures that never load', { relay: false, allow: BROKEN_PICTURES }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://shop.example/broken', { loaded: false }));
  await popup.role('alert').shows(problem('no_pictures'));
});

scenario('a hostile page stays text', { allow: [/Content.Security.Policy/i, /Failed to load resource/] }, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://blog.example/hostile'));
  await popup.board('Garden').click();
  assert.equal(await popup.css('img[src="x"], [onerror]').count(), 0, 'no markup of the page became markup of the popup');
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  await world.look(popup, 'popup-hostile');
});

scenario('a Pin is saved to a board of one\'s own as it is', {}, async (world) => {
  const { standin } = world;
  await world.connect();
  const first = await world.openPopup(await world.openTab('https://shop.example/one'));
  await first.board('Garden').click();
  await first.role('button', 'Save').click();
  await first.role('status').shows(exactly(word('saved', 'Garden')));
  const [{ id }] = await standin.pins();
  await world.browser.closePopup();

  const popup = await world.openPopup(await world.openTab(`https://www.pinterest.com/pin/${id}/`));
  await popup.board('Recipes').click();
  await popup.shows(exactly(word('repin_note')));
  assert.equal(await popup.role('button', word('save_on_pinterest')).evaluate((b) => b.disabled), true);
  await world.look(popup, 'popup-repin');
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Recipes')));
  const repin = (await standin.pins()).find((pin) => pin.id !== id);
  assert.deepEqual([repin.parent_pin_id, repin.board_name], [id, 'Recipes']);
  await popup.role('button', 'Undo').click();
  await popup.shows(exactly(word('withdrawn')));
  assert.deepEqual((await standin.pins()).map((pin) => pin.id), [id]);
});
