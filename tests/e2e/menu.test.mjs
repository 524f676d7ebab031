// The right-click menu on a picture, as the browser itself shows it.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, word } from './harness/words.mjs';

scenario('right-click pins to the last used board', { window: true }, async (world) => {
  const { browser, standin } = world;
  await world.connect();
  const first = await world.openTab('https://shop.example/one');
  const popup = await world.openPopup(first);
  await popup.board('Travel plans').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Travel plans')));
  await browser.closePopup();

  const tab = await world.openTab('https://blog.example/post');
  await browser.contextMenu(tab, 'img', 'Travel plans', 'first');
  const [, pin] = await until('the second Pin', async () => { const pins = await standin.pins(); return pins.length === 2 && pins; });
  assert.equal(pin.board_name, 'Travel plans');
  assert.equal(pin.link, 'https://blog.example/post');
});

scenario('right-click and choose a board opens the popup on that picture', { window: true }, async (world) => {
  const { browser, standin } = world;
  await world.connect();
  const tab = await world.openTab('https://shop.example/');
  // Not the one that the popup would choose by itself.
  const chosen = await tab.evaluate(() => {
    const pictures = [...document.images].filter((i) => i.naturalWidth >= 200 && !i.dataset.pinNopin && i.getBoundingClientRect().width > 50);
    const picture = pictures[3];
    picture.id = 'chosen-by-the-test';
    return { alt: picture.alt };
  });
  await browser.contextMenu(tab, '#chosen-by-the-test', word('menu_choose_board'), 'last');
  const popup = await world.popup();
  await popup.board('Recipes').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Recipes')));
  const [pin] = await standin.pins();
  assert.equal(pin.alt_text, chosen.alt);
  assert.equal(pin.board_name, 'Recipes');
});
