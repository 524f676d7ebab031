// From the first install to a Pin on a board, and back.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, word } from './harness/words.mjs';

scenario('first install to a Pin', {}, async (world) => {
  const { browser, standin } = world;
  const welcome = await browser.welcome();
  await welcome.shows(/\S/);
  await world.look(welcome, 'welcome');

  const options = await world.openOptions();
  await world.look(options, 'options-new');
  await options.close();
  const connected = await world.connect();
  await world.look(connected, 'options-connected');

  const tab = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  assert.equal(await popup.role('textbox', 'Link').value(), 'https://shop.example/product/spindle-chair');
  await world.look(popup, 'popup-ready');
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  await world.look(popup, 'popup-saved');

  const [pin, ...more] = await standin.pins();
  assert.deepEqual(more, []);
  assert.equal(pin.board_name, 'Garden');
  assert.equal(pin.link, 'https://shop.example/product/spindle-chair');
  assert.equal(pin.alt_text, 'A red chair by a window');
  assert.ok(pin.title.length > 0, 'a title');
  assert.deepEqual([pin.width, pin.height], [1600, 1200], 'the picture was fetched in full');

  await popup.role('link', 'View').click();
  const seen = await browser.tabAt(`https://www.pinterest.com/pin/${pin.id}/`);
  await seen.shows(/\S/);
});

scenario('undo takes the Pin back', {}, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('button', 'Undo').click();
  await popup.shows(exactly(word('withdrawn')));
  assert.deepEqual(await world.standin.pins(), []);
});

scenario('words of the person reach the Pin, and the keyboard is enough', {}, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  // Nobody edits words before they are there.
  await until('the words of the page', () => popup.role('textbox', 'Title').value());
  await popup.role('textbox', 'Title').fill('A chair');
  await popup.role('textbox', 'Link').fill('https://shop.example/one?by=me');
  await popup.role('searchbox', 'Search boards').fill('trav');
  await until('one board is left', async () => (await popup.board('Garden').count()) === 0);
  await popup.press('Enter');
  await popup.role('status').shows(/Travel plans/);
  const [pin] = await until('the Pin', async () => { const pins = await world.standin.pins(); return pins.length && pins; });
  assert.deepEqual([pin.board_name, pin.title, pin.link], ['Travel plans', 'A chair', 'https://shop.example/one?by=me']);
});

scenario('what has the focus is seen', {}, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/'));
  await popup.board('Garden').wait();
  assert.deepEqual(await popup.obscuredFocus(), []);
});

scenario('the default board is preselected', {}, async (world) => {
  const options = await world.connect();
  await options.board('Garden').click();
  await options.role('button', word('options_board_use')).click();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await world.standin.pins())[0].board_name, 'Garden');
});
