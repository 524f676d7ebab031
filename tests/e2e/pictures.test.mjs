// Choosing among a page's pictures, and the words of the one that is chosen.
import assert from 'node:assert/strict';
import path from 'node:path';
import { load } from './harness/corpus.mjs';
import { root } from './harness/paths.mjs';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
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

scenario('what a page shows later is offered behind the rest, and the choice stays', { relay: false, allow: [/Failed to load resource/] }, async (world) => {
  const page = load(path.join(root, 'tests/pages')).find(({ name }) => name === 'gallery-grows');
  await world.standin.site({ documents: page.html, pictures: page.pictures });
  const tab = await world.openTab(page.url);
  const popup = await world.openPopup(tab);
  const pictures = popup.css('[role=listbox][aria-label=Pictures] [role=option]');
  await popup.css('[role=option]:nth-child(2)').click();
  const before = await pictures.count();
  await tab.evaluate((grow) => (0, eval)(grow), page.grow);
  await until('the new ones', async () => (await pictures.count()) === before + page.late.length);
  assert.equal(await popup.css('[role=option]:nth-child(2)').attribute('aria-selected'), 'true', 'the choice stays');
  const last = popup.css('.later [role=option]:last-child');
  await last.click();
  assert.equal(await last.attribute('aria-selected'), 'true');
  await popup.css('.chip-button').shows(new RegExp(`${before + page.late.length}\\D+${before + page.late.length}`));
  await world.look(popup, 'popup-grown');
});

scenario('what is known of a picture, and what was left out of its link', { relay: false }, async (world) => {
  const tab = await world.openTab('https://blog.example/framed?utm_source=letter&id=7#top');
  await tab.css('img').evaluate((picture) => picture.scrollIntoView({ block: 'center', behavior: 'instant' }));
  const popup = await world.openPopup(tab);
  await popup.shows(exactly(word('pictures_in_frame', 'frame.example')));
  await popup.shows(exactly(word('link_left_out', 'utm_source, #…')));
  assert.equal(await popup.role('textbox', 'Link').value(), 'https://blog.example/framed?id=7');
  const about = popup.css('summary');
  await about.shows(exactly(word('about_picture')));
  await about.click();
  await popup.shows(exactly(word('why_looked_at')));
  await world.look(popup, 'popup-about');
  // What the person writes is not what was left out.
  await popup.role('textbox', 'Link').fill('https://blog.example/mine');
  await until('the note goes', async () => !(await popup.text()).includes('utm_source'));
});

const PAGE = 'https://shop.example/page';
const html = (body) => `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,"></head><body>${body}</body></html>`;
const boat = (name) => `https://cdn.example/${name}.jpg`;

scenario('of several larger files the largest is pinned', { relay: false }, async (world) => {
  const sizes = { 'boat-small': [600, 450], 'boat-middle': [1200, 900], 'boat-large': [2400, 1800] };
  await world.standin.site({
    pictures: Object.fromEntries(Object.entries(sizes).map(([name, size]) => [boat(name), { size, of: 'boat' }])),
    documents: { [PAGE]: html(`<a href="${boat('boat-large')}"><img src="${boat('boat-small')}" data-large="${boat('boat-middle')}" alt="" width="400" height="300"></a>`) },
  });
  const popup = await world.openPopup(await world.openTab(PAGE));
  await popup.shows(/2400\D+1800/);
});

scenario('what is selected in a frame of the page\'s own site is the description', { relay: false }, async (world) => {
  await world.standin.site({
    pictures: { [boat('boat')]: { size: [1200, 900], of: 'boat' } },
    documents: {
      [PAGE]: html(`<img src="${boat('boat')}" alt="A boat" width="400" height="300"><iframe src="/inside" width="400" height="200"></iframe>`),
      'https://shop.example/inside': html('<p>She was built on the beach.</p>'),
    },
  });
  const tab = await world.openTab(PAGE);
  await tab.evaluate(() => frames[0].getSelection().selectAllChildren(frames[0].document.querySelector('p')));
  const popup = await world.openPopup(tab);
  await until('the words', async () => (await popup.role('textbox', word('field_description')).value()) === 'She was built on the beach.');
});
