// Several pictures with one press.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];
const ON_PINS = { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' };

/** The popup on the shop front, where several are being chosen. */
async function choosing(world) {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/'));
  await popup.board('Garden').click();
  await popup.role('button', word('several')).click();
  await popup.css('[data-grid="true"]').wait();
  return popup;
}

const picture = (popup, place) => popup.css(`#picture-${place - 1}`);

const chosen = (popup) => popup.evaluate(() => [...document.querySelectorAll('[role="option"].picture[aria-selected="true"]')].map((e) => Number(e.dataset.place) + 1));

scenario('several pictures are chosen, and each is saved', {}, async (world) => {
  const popup = await choosing(world);
  assert.deepEqual(await chosen(popup), [1]);
  await picture(popup, 3).click();
  await picture(popup, 4).click();
  await picture(popup, 3).click();
  assert.deepEqual(await chosen(popup), [1, 4]);
  await picture(popup, 7).click();
  await picture(popup, 9).click({ shift: true });
  assert.deepEqual(await chosen(popup), [1, 4, 7, 8, 9]);
  for (const place of [7, 8, 9]) await picture(popup, place).click();
  await world.look(popup, 'popup-several');
  await popup.role('button', word('several_save_other', '2')).click();
  await popup.shows(exactly(word('several_progress', '2', '2')));
  await world.look(popup, 'popup-several-saved');
  const pins = await world.standin.pins();
  assert.equal(pins.length, 2);
  assert.ok(pins.every((pin) => pin.board_name === 'Garden'));
  assert.notEqual(pins[0].media_url, pins[1].media_url);
});

scenario('with the keyboard: a range, all of them, and out again', {}, async (world) => {
  const popup = await choosing(world);
  await popup.role('listbox', 'Pictures').evaluate((list) => list.focus());
  await popup.press('ArrowRight', ' ', 'ArrowRight', ' ', ' ');
  assert.deepEqual(await chosen(popup), [1, 2]);
  await popup.role('button', word('several_all')).click();
  const count = await popup.css('.picture').count();
  assert.deepEqual(await chosen(popup), Array.from({ length: Math.min(20, count) }, (_, n) => n + 1));
  await world.look(popup, 'popup-several-grid');
  await popup.role('button', word('cancel')).click();
  assert.deepEqual(await chosen(popup), [3]);
});

scenario('each has words and a board of its own', {}, async (world) => {
  const popup = await choosing(world);
  await picture(popup, 2).click();
  await popup.role('checkbox', word('several_each_board')).click();
  await popup.role('checkbox', word('several_each_words')).click();
  // The grid goes, so that board and words are there.
  await popup.role('button', new RegExp(word('pictures_all'))).click();
  await popup.board('Recipes').click();
  await popup.role('textbox', 'Title').fill('My own words');
  await world.look(popup, 'popup-several-each');
  await popup.role('listbox', 'Pictures').evaluate((list) => list.focus());
  await popup.press('ArrowLeft');
  await popup.role('textbox', 'Title').fill('Others');
  await popup.role('button', word('several_save_other', '2')).click();
  await popup.shows(exactly(word('several_progress', '2', '2')));
  const pins = await world.standin.pins();
  assert.deepEqual(pins.map((pin) => [pin.title, pin.board_name]).sort(), [['My own words', 'Recipes'], ['Others', 'Garden']]);
});

scenario('a closed popup changes nothing, and what failed is tried again alone', { allow: NETWORK }, async (world) => {
  const popup = await choosing(world);
  for (const place of [2, 3]) await picture(popup, place).click();
  // The second of three.
  await world.standin.fault({ match: ON_PINS, times: 1, act: { delay_ms: 500 } });
  await world.standin.fault({ match: ON_PINS, times: 1, act: { status: 400, code: 1, message: 'Invalid request' } });
  await popup.role('button', word('several_save_other', '3')).click();
  await until('the first has left', async () => (await world.standin.requests()).some((r) => r.method === 'POST' && r.path === '/v5/pins'));
  await world.browser.closePopup();
  await until('two Pins', async () => (await world.standin.pins()).length === 2);
  const again = await world.openPopup(await world.openTab('https://shop.example/empty'));
  await again.role('button', word('entry_send')).wait();
  await world.look(again, 'popup-failed');
  await again.role('button', word('entry_send')).click();
  await again.role('button', word('entry_send')).gone();
  await until('three Pins', async () => (await world.standin.pins()).length === 3);
  assert.equal(new Set((await world.standin.pins()).map((pin) => pin.media_url)).size, 3);
});

scenario('the failed ones are tried again, and no others', { allow: NETWORK }, async (world) => {
  const popup = await choosing(world);
  for (const place of [2, 3, 4]) await picture(popup, place).click();
  await world.standin.fault({ match: ON_PINS, times: 2, act: { status: 400, code: 1, message: 'Invalid request' } });
  await popup.role('button', word('several_save_other', '4')).click();
  await popup.role('button', word('entry_failed_all')).wait();
  await until('two Pins', async () => (await world.standin.pins()).length === 2);
  await world.look(popup, 'popup-several-failed');
  await popup.role('button', word('entry_failed_all')).click();
  await popup.shows(exactly(word('several_progress', '4', '4')));
  await popup.role('button', word('entry_failed_all')).gone();
  assert.equal(new Set((await world.standin.pins()).map((pin) => pin.media_url)).size, 4);
  const sent = (await world.standin.requests()).filter((r) => r.method === 'POST' && r.path === '/v5/pins');
  assert.equal(sent.length, 6, 'four, and two of them once more');
});
