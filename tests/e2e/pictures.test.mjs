// Choosing among a page's pictures, and the words of the one that is chosen.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { exactly, word } from './harness/words.mjs';

scenario('a picture is chosen in the grid of all', {}, async (world) => {
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/'));
  await popup.board('Garden').click();
  const all = popup.role('button', exactly(word('pictures_all')));
  await all.click();
  assert.equal(await all.attribute('aria-expanded'), 'true');
  const fifth = popup.css('[role=listbox][aria-label=Pictures] [role=option]:nth-child(5)');
  await world.look(popup, 'popup-grid');
  const name = await fifth.attribute('aria-label');
  await fifth.click();
  assert.equal(await all.attribute('aria-expanded'), 'false');
  assert.equal(await fifth.attribute('aria-selected'), 'true');

  // Down to the last of the words, as the keyboard brings them into sight.
  const alt = popup.role('textbox', word('field_alt_text'));
  await alt.fill('A thing on a shelf');
  await popup.role('textbox', word('field_title')).fill('For the shelf');
  await alt.click();
  await world.look(popup, 'popup-words');
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const [pin] = await world.standin.pins();
  assert.deepEqual([pin.title, pin.alt_text], ['For the shelf', 'A thing on a shelf']);
  assert.match(name, new RegExp(`${pin.width}\\D+${pin.height}`), 'it is the picture that was chosen');
});
