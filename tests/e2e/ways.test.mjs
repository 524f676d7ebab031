// Other ways to a picture than the list of those that were found: a click on the page, an area drawn on it, and what the
// tab shows, taken from the screen.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { artifacts } from './harness/paths.mjs';
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
  // It is the picture of that address all the same.
  await world.browser.closePopup();
  const again = await world.openPopup(tab);
  await again.shows(exactly(word('known_done', 'Garden', 'DATE').split('DATE')[0]));
});

const cover = [0xd9, 0xd5, 0xca];
const around = [0x12, 0x34, 0x56];
const ground = `<div style="${box(0, 0, 1600, 2400)};background:#123456"></div>`;
const closed = (left, top, width, height) => `<div nopin style="${box(left, top, width, height)};background:#b3261e"></div>`;

/** Colours of the one Pin's picture at places of the view that it shows from its upper left corner. */
async function coloursOfPin(world, tab, places) {
  const pin = await saved(world);
  const bytes = Buffer.from(await (await fetch(`${world.standin.proxy}/_standin/picture/${pin.sha256}`)).arrayBuffer());
  return (await tab.evaluate(coloursOf, bytes.toString('base64'), pin.content_type, places)).colours;
}

/** Saves what the popup shows, and gives the colours of the Pin's picture there. */
async function savedColours(world, popup, tab, places) {
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  return coloursOfPin(world, tab, places);
}

scenario('whatever an owner closed is painted over, in frames and shadow trees of all kinds', {}, async (world) => {
  await world.connect();
  const inner = `<style>body{margin:0;background:#123456}</style>${closed(100, 100, 100, 100)}`;
  await world.standin.site({ pictures, documents: {
    [PAGE]: html(`${ground}
      <iframe src="/inner" style="${box(10, 10, 400, 400)};border:10px solid #123456;padding:6px;transform:scale(.5);transform-origin:0 0"></iframe>
      <div style="${box(260, 10, 200, 200)};transform:rotate(10deg)"><iframe src="/inner" style="width:200px;height:200px;border:0"></iframe></div>
      <x-closed></x-closed><section id="plain"></section><div id="host" nopin></div>
      <div nopin style="display:contents"><p style="${box(340, 260, 90, 90)};margin:0;background:#b3261e"></p></div>
      <picture nopin><img src="${picture('closed')}" alt="" style="${box(10, 260, 90, 90)}"></picture>
      <img src="${picture('hero')}" alt="" style="${box(500, 300, 300, 225)}">
      <script>
        const root = document.querySelector('x-closed').attachShadow({ mode: 'closed' });
        root.innerHTML = '${closed(120, 260, 90, 90)}';
        document.querySelector('#plain').attachShadow({ mode: 'closed' }).innerHTML = '${closed(230, 260, 90, 90)}';
        document.querySelector('#host').attachShadow({ mode: 'closed' }).innerHTML = '<p style="${box(10, 370, 90, 60)};margin:0;background:#b3261e"></p>';
      </script>`),
    'https://shop.example/inner': html(inner),
  } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  await popup.role('button', word('way_view')).click();
  // Of the frame that is turned, all.
  await popup.shows(exactly(word('aside_covered_other', '7')));
  const places = {
    'before what is in the scaled frame': [66, 66, around],
    'what is in the scaled frame, its upper corner': [70, 70, cover],
    'what is in the scaled frame, its lower corner': [116, 116, cover],
    'behind what is in the scaled frame': [122, 122, around],
    'in the frame that is turned': [290, 40, cover],
    'the picture in a picture': [50, 300, cover],
    "in a closed shadow tree of the page's own element": [160, 300, cover],
    'in one of a plain element': [270, 300, cover],
    'in an element that has no box': [380, 300, cover],
    'what stands beyond its host': [50, 400, cover],
    'beside it': [120, 400, around],
  };
  const wanted = Object.fromEntries(Object.entries(places).map(([what, [,, colour]]) => [what, colour]));
  const found = await savedColours(world, popup, tab, Object.values(places).map(([x, y]) => [x, y]));
  assert.deepEqual(Object.fromEntries(Object.keys(places).map((what, n) => [what, found[n]])), wanted);
});

scenario('of a page that moves nothing is taken until it stands still', {}, async (world) => {
  await world.connect();
  await world.standin.site({ pictures, documents: { [PAGE]: html(`${ground}${closed(50, 50, 60, 60)}<img src="${picture('hero')}" alt="" style="${box(0, 420, 200, 150)}">`) } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  await tab.evaluate(() => {
    const [box] = document.querySelectorAll('[nopin]');
    let at = 50;
    globalThis.timer = setInterval(() => { box.style.left = `${at = (at + 7) % 800}px`; }, 16);
  });
  await popup.css(`.other-ways [aria-label="${word('way_view')}"]`).click();
  await popup.role('alert').shows(problem('page_moved'));
  await world.look(popup, 'popup-moved');
  const left = await tab.evaluate(() => {
    clearInterval(globalThis.timer);
    return document.querySelector('[nopin]').getBoundingClientRect().x;
  });
  await popup.role('button', word('try_again')).click();
  await popup.shows(exactly(word('aside_covered_one')));
  assert.deepEqual(await savedColours(world, popup, tab, [[left + 30, 80], [left + 30, 130]]), [cover, around]);
});

scenario('a frame of another site is told where it is in what was taken, and nowhere else', { relay: false }, async (world) => {
  const frame = (style) => `<iframe src="https://frame.example/inside" style="${style};border:0"></iframe>`;
  await world.standin.site({ pictures, documents: {
    [PAGE]: html(`${ground}<img src="${picture('hero')}" alt="" style="${box(0, 0, 300, 225)}">${frame(box(400, 0, 200, 200))}${frame(box(0, 300, 1, 1))}`),
    'https://frame.example/inside': html('Elsewhere'),
  } });
  const tab = await world.openTab(PAGE);
  let popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  await popup.css(`.other-ways [aria-label="${word('way_view')}"]`).click();
  await popup.shows(exactly(word('aside_foreign', 'frame.example')));
  await world.look(popup, 'popup-foreign');
  await way(world, popup, tab, 'way_area');
  await tab.point([[10, 10], [150, 150], [350, 400]], { drag: true });
  popup = await world.popup();
  await popup.role('listbox', 'Pictures').wait();
  assert.equal(await popup.css('.aside').count(), 0, 'the frame is not in the area');
});

scenario('what came to nothing is tried again, and not something else', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: OVERLAID } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  // More than anybody looks through.
  await tab.evaluate(() => {
    const many = document.createElement('div');
    many.id = 'many';
    many.innerHTML = '<i nopin></i>'.repeat(5_001);
    document.body.append(many);
  });
  await popup.css(`.other-ways [aria-label="${word('way_area')}"]`).click();
  await popup.role('alert').shows(problem('capture_unsure'));
  await world.look(popup, 'popup-unsure');
  await tab.evaluate(() => document.querySelector('#many').remove());
  await popup.role('button', word('try_again')).click();
  await until('the popup closes', async () => popup.isClosed());
  assert.equal(await tab.evaluate(() => document.documentElement.lastElementChild.localName), 'div', 'an area can be drawn');
  await tab.press('Escape');
  await until('it is gone', () => tab.evaluate(() => document.documentElement.lastElementChild.localName === 'body'));
});

/** Runs in the background: where the button is that ends the pointing in the tab in front. */
const buttonInGlass = async () => {
  const [tab] = await browser.tabs.query({ active: true });
  const [{ result }] = await browser.scripting.executeScript({ target: { tabId: tab.id }, func: () => {
    const host = document.documentElement.lastElementChild;
    const root = host.openOrClosedShadowRoot ?? browser.dom.openOrClosedShadowRoot(host);
    const { x, y, width, height } = root.querySelector('button').getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  } });
  return result;
};

scenario('the glass has a button that ends it, whatever the page swallows', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: OVERLAID } });
  const tab = await world.openTab(PAGE);
  await tab.evaluate(() => {
    for (const type of ['keydown', 'keyup', 'click', 'pointerdown', 'pointerup', 'mousedown', 'mouseup', 'contextmenu']) {
      addEventListener(type, (event) => event.stopImmediatePropagation(), true);
    }
  });
  const before = await markup(tab);
  const popup = await world.openPopup(tab);
  await way(world, popup, tab, 'way_point');
  await tab.screenshot(path.join(artifacts, 'e2e', world.name, 'glass.png'));
  await tab.press('Escape');
  assert.notEqual(await markup(tab), before, 'the page keeps Escape to itself');
  await tab.point([await world.browser.inBackground(buttonInGlass)]);
  await until('it is gone', async () => (await markup(tab)) === before);
  // By the keyboard, where an area is drawn.
  await way(world, await world.openPopup(tab), tab, 'way_area');
  await tab.screenshot(path.join(artifacts, 'e2e', world.name, 'glass-area.png'));
  await tab.press('Tab');
  await tab.press('Enter');
  await until('it is gone again', async () => (await markup(tab)) === before);
});

scenario('of several open dialogs, the one on top is pointed at', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: html(`
    <dialog id="over" style="width:500px;height:400px"><img src="${picture('painted')}" alt="" style="width:450px;height:350px"></dialog>
    <dialog id="under" style="width:700px;height:560px"><img src="${picture('hero')}" alt="" style="width:640px;height:480px"></dialog>`) } });
  const tab = await world.openTab(PAGE);
  await tab.evaluate(() => {
    document.querySelector('#under').showModal();
    document.querySelector('#over').showModal();
  });
  const before = await markup(tab);
  const popup = await world.openPopup(tab);
  await popup.css(`.other-ways [aria-label="${word('way_point')}"]`).click();
  await until('the popup closes', async () => popup.isClosed());
  await until('the page is ready', async () => (await markup(tab)) !== before);
  assert.ok(await tab.evaluate(() => document.querySelector('#over').lastElementChild.localName === 'div'), 'the glass is in the dialog on top');
  await tab.point([await tab.evaluate(() => {
    const { x, y, width, height } = document.querySelector('#over img').getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  })]);
  const again = await world.popup();
  await until('the picture that was clicked', async () => (await again.css('[aria-selected="true"] img').attribute('src')) === picture('painted'));
});

scenario('the wheel scrolls what lies under the pointer', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: {
    [PAGE]: html(`<div id="list" style="${box(20, 100, 300, 300)};overflow-y:auto"><div style="height:900px"></div><img src="${picture('painted')}" alt="" width="280" height="218"></div>
      <iframe src="/inner" style="${box(400, 100, 300, 300)};border:0"></iframe><div style="height:3000px"></div><img src="${picture('hero')}" alt="">`),
    'https://shop.example/inner': html('<div style="height:2000px">Long</div>'),
  } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await way(world, popup, tab, 'way_point');
  const scrolled = () => tab.evaluate(() => [document.querySelector('#list').scrollTop, document.querySelector('iframe').contentWindow.scrollY, scrollY]);
  assert.deepEqual(await scrolled(), [0, 0, 0]);
  await tab.wheel(150, 250, 240);
  await until('the list is scrolled', async () => (await scrolled())[0] > 0);
  await tab.wheel(550, 250, 240);
  await until('the frame is scrolled', async () => (await scrolled())[1] > 0);
  assert.equal((await scrolled())[2], 0, 'and not the page');
  await tab.wheel(800, 500, 240);
  await until('the page is scrolled', async () => (await scrolled())[2] > 0);
  await tab.evaluate(() => {
    scrollTo({ top: 0, behavior: 'instant' });
    document.querySelector('#list').scrollTo({ top: 5_000, behavior: 'instant' });
  });
  await tab.point([[150, 300]]);
  const again = await world.popup();
  await until('the picture that was scrolled to', async () => (await again.css('[aria-selected="true"] img').attribute('src')) === picture('painted'));
});

/** Keeps a file that is run in pages from going on until the page says so. */
const held = (name) => (extension) => {
  const file = path.join(extension, name);
  const wait = "while (!document.documentElement.hasAttribute('data-go')) await new Promise((resolve) => { setTimeout(resolve, 10); });";
  const source = fs.readFileSync(file, 'utf8');
  // Minified, it is one expression: an asynchronous function, called where it stands.
  const begin = /^\(async\s*\(\)\s*=>\s*\{/;
  assert.match(source, begin);
  fs.writeFileSync(file, source.replace(begin, (start) => `${start}${wait}`));
};

scenario('nothing is saved while a capture is coming', { change: held('shield.js') }, async (world) => {
  await world.connect();
  const tab = await world.openTab('https://shop.example/');
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  const save = popup.css('.popup-foot .button.primary');
  const isDisabled = () => save.evaluate((button) => button.disabled);
  await until('it can be saved', async () => !(await isDisabled()));
  await popup.css(`.other-ways [aria-label="${word('way_view')}"]`).click();
  await until('it is being taken', () => popup.css('.other-ways [aria-busy="true"]').exists());
  assert.equal(await isDisabled(), true);
  await popup.press('Enter');
  await tab.evaluate(() => document.documentElement.setAttribute('data-go', ''));
  await until('it can be saved again', async () => !(await isDisabled()));
  assert.deepEqual(await world.standin.pins(), []);
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal((await saved(world)).media_source_type, 'image_base64');
});

/** Runs in the background: files of the extension in the tab in front, then `func` there. */
const inTab = async (files, func, given) => {
  const [tab] = await browser.tabs.query({ active: true });
  const target = { tabId: tab.id };
  const told = await browser.scripting.executeScript({ target, files });
  if (!func) return told[0].result;
  return (await browser.scripting.executeScript({ target, func: self[func], args: [given] }))[0].result;
};

scenario('a click is remembered for whoever asks for it, and the glass ends in time by itself', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: OVERLAID } });
  const tab = await world.openTab(PAGE);
  const before = await markup(tab);
  // The press lets the extension into the page.
  await (await world.openPopup(tab)).role('listbox', 'Pictures').wait();
  await world.browser.closePopup();
  const scan = ['shared.js', 'scan.js'];
  const point = ['shared.js', 'point.js'];
  const begin = { begin: true, area: false, words: 'Click', cancel: 'Cancel', direction: 'ltr', patience: 60_000 };
  await world.browser.inBackground(inTab, scan);
  assert.deepEqual(await world.browser.inBackground(inTab, point, 'tackPointing', { ...begin, id: 'one' }), { waiting: true });
  await tab.point([[700, 120]]);
  await until('the click is taken', async () => (await markup(tab)) === before);
  const pointed = async (id) => {
    if (id) await world.browser.inBackground(inTab, ['shared.js'], 'tackRecalling', id);
    const { wasPointed, pointed: spots } = JSON.parse(await world.browser.inBackground(inTab, scan));
    return wasPointed ? spots.length > 0 : false;
  };
  assert.equal(await pointed(), false, 'a scan that was told nothing');
  assert.equal(await pointed('two'), false, 'one that asks for another');
  assert.equal(await pointed('one'), true);
  assert.equal(await pointed('one'), false, 'once');
  await world.browser.inBackground(inTab, point, 'tackPointing', { ...begin, id: 'three', patience: 50 });
  await until('it ends by itself', async () => (await markup(tab)) === before);
  const told = await world.browser.inBackground(inTab, point, 'tackPointing', { ...begin, begin: false, id: 'three' });
  assert.deepEqual(told, { ended: true });
});
