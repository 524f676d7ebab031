// Other ways to a picture than the list of those that were found: a click on the page, an area drawn on it, and what the
// tab shows, taken from the screen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const PAGE = 'https://shop.example/page';
const html = (body, head = '') => `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">${head}<style>body{margin:0}</style></head><body>${body}</body></html>`;
const picture = (name) => `https://cdn.example/${name}.jpg`;
const pictures = {
  [picture('hero')]: { size: [1200, 900], of: 'hero' },
  [picture('painted')]: { size: [900, 700], of: 'painted' },
  [picture('closed')]: { size: [400, 400], of: 'closed' },
};
const box = (left, top, width, height) => `position:absolute;left:${left}px;top:${top}px;width:${width}px;height:${height}px`;

/** Runs in the page: what the page itself can notice of what is done on it. */
const watched = () => {
  globalThis.noticed = [];
  for (const type of ['click', 'mousedown', 'mouseup', 'pointerdown', 'pointerup']) {
    document.querySelector('#overlay')?.addEventListener(type, (event) => { globalThis.noticed.push(event.type); event.preventDefault(); });
  }
};
const markup = (tab) => tab.evaluate(() => document.documentElement.outerHTML);

/** Presses a way in the popup, and waits until the popup is gone and the page is ready for it. */
async function way(world, popup, tab, name) {
  await popup.css(`.other-ways [aria-label="${word(name)}"]`).click();
  await until('the popup closes', async () => popup.isClosed());
  await until('the page is ready', () => tab.evaluate(() => document.documentElement.lastElementChild.localName === 'div'));
}

const saved = async (world) => {
  const pins = await until('the Pin', async () => { const all = await world.standin.pins(); return all.length > 0 && all; });
  assert.equal(pins.length, 1);
  return pins[0];
};

const OVERLAID = html(`<img src="${picture('hero')}" alt="" style="${box(0, 0, 600, 450)}">
  <div id="painted" style="${box(620, 40, 300, 233)};background:url(${picture('painted')}) 0 0/cover"></div>
  <a id="overlay" href="/elsewhere" style="${box(620, 40, 300, 233)}"></a>`);

scenario('a picture is clicked on the page, under what lies over it, and nothing stays there', {}, async (world) => {
  await world.connect();
  await world.standin.site({ pictures, documents: { [PAGE]: OVERLAID } });
  const tab = await world.openTab(PAGE);
  await tab.evaluate(watched);
  const before = await markup(tab);
  const popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  await world.look(popup, 'popup-ways');
  await way(world, popup, tab, 'way_point');
  await tab.point([[100, 100], [700, 120]]);
  const again = await world.popup();
  await again.css('[aria-selected="true"] img').wait();
  assert.equal(await again.css('[aria-selected="true"] img').attribute('src'), picture('painted'));
  assert.equal(await markup(tab), before, 'nothing stays in the page');
  assert.deepEqual(await tab.evaluate(() => globalThis.noticed), [], 'the page noticed nothing');
  await again.board('Garden').click();
  await again.role('button', 'Save').click();
  await again.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await saved(world)).width, 900);
});

scenario('a click beside every picture, and Escape', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: OVERLAID } });
  const tab = await world.openTab(PAGE);
  const before = await markup(tab);
  const popup = await world.openPopup(tab);
  await way(world, popup, tab, 'way_point');
  await tab.point([[800, 520]]);
  const again = await world.popup();
  await again.shows(exactly(word('aside_missed')));
  await world.look(again, 'popup-missed');
  await way(world, again, tab, 'way_point');
  await tab.press('Escape');
  await until('it is gone', async () => (await markup(tab)) === before);
});

/** Runs in a page: colours of a picture at the given places. */
const coloursOf = async (data, type, places) => {
  const image = new Image();
  image.src = `data:${type};base64,${data}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return { size: [canvas.width, canvas.height], colours: places.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3)) };
};

const AREA = html(`<div style="${box(0, 0, 900, 600)};background:#123456"></div>
  <img src="${picture('closed')}" data-pin-nopin alt="" style="${box(300, 200, 100, 100)}">
  <div nopin style="${box(430, 300, 40, 40)};background:#b3261e"></div>
  <img src="${picture('hero')}" alt="" style="${box(0, 620, 200, 150)}">`);

scenario('an area is drawn, without the picture whose owner said no', {}, async (world) => {
  await world.connect();
  await world.standin.site({ pictures, documents: { [PAGE]: AREA } });
  const tab = await world.openTab(PAGE);
  const before = await markup(tab);
  const popup = await world.openPopup(tab);
  await way(world, popup, tab, 'way_area');
  await tab.point([[200, 100], [300, 250], [500, 400]], { drag: true });
  const again = await world.popup();
  await again.shows(exactly(word('aside_covered_other', '2')));
  assert.equal(await again.role('textbox', 'Title').value(), 'A page');
  await world.look(again, 'popup-area');
  assert.equal(await markup(tab), before, 'nothing stays in the page');
  await again.board('Garden').click();
  await again.role('button', 'Save').click();
  await again.role('status').shows(exactly(word('saved', 'Garden')));
  const pin = await saved(world);
  assert.deepEqual([pin.media_source_type, pin.link], ['image_base64', PAGE]);
  const bytes = Buffer.from(await (await fetch(`${world.standin.proxy}/_standin/picture/${pin.sha256}`)).arrayBuffer());
  const { size, colours } = await tab.evaluate(coloursOf, bytes.toString('base64'), pin.content_type, [[10, 10], [150, 150], [103, 103], [290, 290], [250, 220]]);
  assert.deepEqual(size, [300, 300]);
  const [around, covered, corner, far, other] = colours;
  assert.deepEqual([around, far], [[0x12, 0x34, 0x56], [0x12, 0x34, 0x56]]);
  for (const colour of [covered, corner, other]) assert.deepEqual(colour, [0xd9, 0xd5, 0xca], 'it is painted over');
});

scenario('a page of the browser says why it is closed, and can be captured', {}, async (world) => {
  await world.connect();
  const tab = await world.openTab(world.browser.restrictedPage);
  const popup = await world.openPopup(tab);
  await popup.role('alert').shows(problem('page_of_browser'));
  await world.look(popup, 'popup-restricted');
  await popup.role('button', word('way_view')).click();
  await popup.role('listbox', 'Pictures').wait();
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const pin = await saved(world);
  assert.ok(pin.width >= 900 && pin.height >= 500, `${pin.width} × ${pin.height}`);
  assert.ok(!pin.link, 'it leads nowhere');
});

scenario('what the tab shows is captured beside the pictures of its page', {}, async (world) => {
  await world.connect();
  const tab = await world.openTab('https://shop.example/');
  const popup = await world.openPopup(tab);
  const options = popup.css('[role=listbox][aria-label=Pictures] [role=option]');
  await options.wait();
  const before = await options.count();
  await popup.role('button', word('way_view')).click();
  await until('the capture', async () => (await options.count()) === before + 1);
  assert.equal(await popup.css('[role=option]:nth-child(1)').attribute('aria-selected'), 'true');
  await world.look(popup, 'popup-captured');
  await popup.board('Garden').click();
  // Whoever is slow: the background is not needed meanwhile.
  await world.browser.killBackground();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await saved(world)).media_source_type, 'image_base64');
});

scenario('where the browser names no picture, the menu opens the popup, which leads on', { window: true, relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: OVERLAID.replace(/<a id="overlay".*<\/a>/, '') } });
  const tab = await world.openTab(PAGE);
  await world.browser.contextMenu(tab, '#painted', word('menu_choose_board'), 'last', { onPicture: false });
  const popup = await world.popup();
  await popup.shows(exactly(word('aside_unnamed')));
  await world.look(popup, 'popup-unnamed');
  await popup.css('.preview .link').click();
  await until('the page is ready', () => tab.evaluate(() => document.documentElement.lastElementChild.localName === 'div'));
  await tab.point([[700, 120]]);
  const again = await world.popup();
  await until('the picture that was clicked', async () => (await again.css('[aria-selected="true"] img').attribute('src')) === picture('painted'));
});

// The smallest document that a viewer shows: one blank page.
const PDF = '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj 3 0 obj<</Type/Page/MediaBox[0 0 300 300]/Parent 2 0 R>>endobj\ntrailer<</Root 1 0 R>>';

scenario('a page of a PDF is captured', {}, async (world) => {
  await world.connect();
  const file = path.join(world.folder, 'catalogue.pdf');
  fs.writeFileSync(file, PDF);
  const popup = await world.openPopup(await world.openTab(`file://${file}`, { loaded: false }));
  await popup.role('alert').shows(problem('page_pdf'));
  await popup.role('button', word('way_view')).click();
  await popup.role('listbox', 'Pictures').wait();
  assert.equal(await popup.role('textbox', 'Title').value(), 'catalogue.pdf');
  assert.equal(await popup.role('textbox', 'Link').value(), '', 'nobody else has this file');
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await saved(world)).media_source_type, 'image_base64');
});

scenario('the reading view says so', { only: 'firefox', relay: false }, async (world) => {
  const tab = await world.openTab(`about:reader?url=${encodeURIComponent('https://blog.example/post')}`, { loaded: false });
  const popup = await world.openPopup(tab);
  await popup.role('alert').shows(problem('page_reader'));
  const taken = await popup.evaluate(() => browser.runtime.sendMessage({ capture: { tab: null } }));
  assert.equal(taken.Err?.kind, 'page_reader', 'what its owner says is not to be read there');
});

scenario('a page whose owner said no is not captured either', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://blog.example/nopin'));
  await popup.role('alert').shows(problem('page_opted_out'));
  const taken = await popup.evaluate(() => browser.runtime.sendMessage({ capture: { tab: null } }));
  assert.equal(taken.Err?.kind, 'page_opted_out');
  const drawn = await popup.evaluate(() => browser.runtime.sendMessage({ point: { tab: null, area: true } }));
  assert.equal(drawn.Err?.kind, 'page_opted_out');
});

scenario('of a picture in a frame that may not be read, the popup says so', { window: true, relay: false }, async (world) => {
  const inner = `<img src="${picture('hero')}" alt="Inside" width="400" height="300">`;
  await world.standin.site({ pictures, documents: { [PAGE]: html(`<iframe src="https://frame.example/inside" style="${box(0, 0, 500, 400)};border:0"></iframe>`), 'https://frame.example/inside': html(inner) } });
  const tab = await world.openTab(PAGE);
  await world.browser.contextMenu(tab, 'iframe', word('menu_choose_board'), 'last', { inFrame: true });
  const popup = await world.popup();
  await popup.shows(exactly(word('aside_unread', 'frame.example')));
  assert.equal(await popup.css('[aria-selected="true"] img').attribute('src'), picture('hero'));
  await world.look(popup, 'popup-unread');
});

const MEMBERS = 'https://img.shop.example/members/1.jpg';

scenario('a picture whose site is not allowed is taken from the screen', { only: 'firefox', hosts: ['img.shop.example'], allow: [/Failed to load resource/, /CORS|Cross-Origin/i] }, async (world) => {
  await world.connect();
  const site = {
    documents: { [PAGE]: html(`<div style="height:2000px"></div><img src="${MEMBERS}" alt="" width="500" height="375">`), 'https://img.shop.example/sign-in': html('Welcome') },
    pictures: { [MEMBERS]: { size: [1000, 750], of: 'garden', needs: 'cookie' } },
    cookie: 'member=42',
  };
  await world.standin.site(site);
  await (await world.openTab('https://img.shop.example/sign-in')).close();
  const tab = await world.openTab(PAGE);
  await tab.evaluate(() => scrollTo({ top: 100, behavior: 'instant' }));
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('alert').shows(problem('picture_withheld'));
  await popup.role('button', word('allow_site')).click();
  await world.browser.answerPermission(false);
  await popup.role('alert').shows(problem('site_not_allowed'));
  await world.look(popup, 'popup-not-allowed');
  await popup.role('button', word('way_picture')).click();
  await popup.css('.chip-size').shows(/500\D+375/);
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const pin = await saved(world);
  assert.deepEqual([pin.media_source_type, pin.width, pin.height], ['image_base64', 500, 375]);
  assert.equal(await tab.evaluate(() => scrollY), 100, 'the page is where it was');
});
