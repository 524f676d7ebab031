// What waits, and what was: the list in the popup, and the page with the history.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];
const ON_PINS = { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' };

/** Saves the picture of a page, and waits until it is a Pin. */
async function pinned(world, address) {
  const tab = await world.openTab(address);
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  return { tab, popup };
}

/** Whoever uses the keyboard goes on where the button was that is gone. */
async function focusIsNear(page, selector) {
  assert.equal(await page.evaluate((near) => document.activeElement !== document.body && document.activeElement.closest(near) !== null, selector), true, `the focus is near ${selector}`);
}

async function openPins(world, popup) {
  await popup.role('button', word('pins_title')).click();
  return world.browser.tabAt(`${world.browser.origin}/pins.html`);
}

scenario('the history finds, takes back, and forgets', {}, async (world) => {
  await world.connect();
  await pinned(world, 'https://shop.example/one');
  await world.browser.closePopup();
  const { popup } = await pinned(world, 'https://blog.example/post');
  const page = await openPins(world, popup);
  await until('two rows', async () => (await page.css('.entry').count()) === 2);
  await world.look(page, 'pins');
  const search = page.role('searchbox', word('history_search'));
  await search.fill('red chair');
  await until('one row', async () => (await page.css('.entry').count()) === 1);
  await page.role('link', word('view')).wait();
  await search.fill('nothing of the kind');
  await page.shows(exactly(word('history_no_match', 'nothing of the kind')));
  await search.fill('red chair');
  await page.role('button', word('undo')).click();
  await page.role('button', word('undo_yes')).click();
  await until('the Pin is gone', async () => (await world.standin.pins()).length === 1);
  await page.shows(new RegExp(word('history_withdrawn', '').trim()));
  await page.role('button', word('history_again')).click();
  await until('it is there again', async () => (await world.standin.pins()).length === 2);
  await page.role('button', word('history_clear')).click();
  await page.role('button', word('history_clear_yes')).wait();
  await focusIsNear(page, '.form-line');
  await page.role('button', word('history_clear_yes')).click();
  await search.fill('');
  await page.shows(exactly(word('history_none')));
  assert.equal((await world.standin.pins()).length, 2);
});

scenario('a picture that was pinned before is said to be', {}, async (world) => {
  await world.connect();
  const { tab } = await pinned(world, 'https://shop.example/one');
  await world.browser.closePopup();
  const popup = await world.openPopup(tab);
  await popup.shows(exactly(word('known_done', 'Garden', 'DATE').split('DATE')[0]));
  await world.look(popup, 'popup-known');
});

scenario('what waits is changed, put off, and withdrawn', {}, async (world) => {
  await world.connect();
  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', word('later')).click();
  await world.look(popup, 'popup-later');
  await popup.role('button', word('later_tomorrow')).click();
  await popup.role('status').shows(new RegExp(word('entry_planned', '')));
  await world.browser.closePopup();
  const again = await world.openPopup(await world.openTab('https://shop.example/empty'));
  await again.role('button', word('entry_edit')).click();
  await again.css('#edit-board').evaluate((select) => {
    select.value = [...select.options].find((option) => option.text === 'Recipes').value;
    select.dispatchEvent(new Event('change', { bubbles: true }));
  });
  await again.css('#edit-title').fill('Tomorrow');
  await world.look(again, 'popup-edit');
  await again.role('button', word('entry_change')).click();
  await again.role('button', word('entry_change')).gone();
  await focusIsNear(again, '.entry');
  await world.look(again, 'popup-waiting');
  await again.role('button', word('entry_send')).click();
  await until('the Pin', async () => (await world.standin.pins()).length === 1);
  const [pin] = await world.standin.pins();
  assert.deepEqual([pin.title, pin.board_name], ['Tomorrow', 'Recipes']);
  await world.browser.closePopup();
  const third = await world.openPopup(tab);
  await third.board('Garden').click();
  await third.role('button', word('later')).click();
  await third.role('button', word('later_hour')).click();
  await third.role('button', word('saving_stop')).click();
  await third.role('status').shows(exactly(word('stopped')));
  assert.equal((await world.standin.pins()).length, 1);
});

scenario('a limit for the day holds what waits, and says until when', { allow: NETWORK }, async (world) => {
  await world.connect();
  await world.standin.fault({ match: ON_PINS, times: 1, act: { status: 429, code: 8, message: 'You have exceeded your rate limit. Try again later.', headers: { 'Retry-After': '36000' } } });
  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.shows(exactly(word('problem_daily_limit_title')));
  await world.look(popup, 'popup-daily');
  await world.browser.closePopup();
  const again = await world.openPopup(tab);
  await again.role('button', word('entry_send')).wait();
  await again.role('button', word('entry_send')).click();
  await until('the Pin', async () => (await world.standin.pins()).length === 1);
});
