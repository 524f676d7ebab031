// Pictures that nobody but their page can fetch: their bytes are taken there, and uploaded.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const REFUSED = [/Failed to load resource/, /CORS|Cross-Origin/i];
const PAGE = 'https://shop.example/page';
const html = (body) => `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><body>${body}</body></html>`;

/** Puts up a page, opens the popup on it and saves the first picture to Garden. */
async function save(world, site) {
  await world.connect();
  await world.standin.site({ pictures: {}, ...site });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  return { tab, popup };
}

/** The one Pin, with the bytes of its picture. */
async function pinned({ standin }) {
  const [pin, ...more] = await standin.pins();
  assert.deepEqual(more, []);
  const answer = await fetch(`${standin.proxy}/_standin/picture/${pin.sha256}`);
  assert.equal(answer.status, 200);
  return { pin, bytes: Buffer.from(await answer.arrayBuffer()) };
}

// Runs in the page: a photo as a camera makes it, 600 × 400 on its side, that tells where it was taken.
function photo() {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 600, height: 400 });
  const context = canvas.getContext('2d');
  context.fillStyle = '#2a6f4e';
  context.fillRect(0, 0, 300, 200);
  context.fillStyle = '#d9a441';
  context.fillRect(300, 200, 300, 200);
  const plain = atob(canvas.toDataURL('image/jpeg').split(',')[1]);
  const segment = (mark, text) => `\xff${mark}${String.fromCharCode((text.length + 2) >> 8, (text.length + 2) & 255)}${text}`;
  // TIFF, little-endian, one directory: orientation 6, and a maker's note behind it.
  const exif = 'Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 48.8583 N 2.2945 E';
  const file = plain.slice(0, 2) + segment('\xe1', exif) + segment('\xfe', 'by Anna Anders') + plain.slice(2);
  document.querySelector('#photo').src = `data:image/jpeg;base64,${btoa(file)}`;
}

scenario('a photo written into the page is uploaded without telling where it was taken', {}, async (world) => {
  const { popup } = await save(world, { documents: { [PAGE]: html(`<img id="photo" alt="The tower"><script>(${photo})()</script>`) } });
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const { pin, bytes } = await pinned(world);
  assert.equal(pin.media_source_type, 'image_base64');
  assert.equal(pin.alt_text, 'The tower');
  assert.deepEqual([pin.width, pin.height, pin.content_type], [600, 400, 'image/jpeg'], 'its pixels are as they were');
  assert.ok(!bytes.includes('GPS 48'), 'where it was taken');
  assert.ok(!bytes.includes('Anna'), 'by whom');
  // The tag Orientation (0x112) of type SHORT, once, with the value 6.
  const tags = [Buffer.from([0x12, 0x01, 0x03, 0, 1, 0, 0, 0, 6, 0]), Buffer.from([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6])];
  assert.ok(tags.some((tag) => bytes.includes(tag)), 'how it is turned');
});

// Runs in the page: a picture of its own, partly transparent.
function drawing(canvas) {
  const context = canvas.getContext('2d');
  context.fillStyle = '#b3261e';
  context.arc(300, 200, 150, 0, 7);
  context.fill();
}

scenario('a canvas is uploaded as it is', {}, async (world) => {
  const { popup } = await save(world, {
    documents: { [PAGE]: html(`<canvas width="600" height="400"></canvas><script>(${drawing})(document.querySelector('canvas'))</script>`) },
  });
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const { pin } = await pinned(world);
  assert.deepEqual([pin.width, pin.height, pin.content_type], [600, 400, 'image/png']);
  await world.look(popup, 'popup-uploaded');
});

// Runs in the page: the same as a picture of this session only, in a format that Pinterest does not take.
function result() {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: 900, height: 700 });
  const context = canvas.getContext('2d');
  context.fillStyle = '#eee';
  context.fillRect(0, 0, 900, 700);
  context.fillStyle = '#27408b';
  context.fillRect(100, 100, 300, 300);
  canvas.toBlob((blob) => { document.querySelector('#result').src = URL.createObjectURL(blob); }, 'image/webp');
}

scenario('a result that only this page has is uploaded as JPEG', {}, async (world) => {
  await world.connect();
  await world.standin.site({ pictures: {}, documents: { [PAGE]: html(`<img id="result" alt=""><script>(${result})()</script>`) } });
  const tab = await world.openTab(PAGE);
  await until('the result', () => tab.evaluate(() => document.querySelector('#result').naturalWidth === 900));
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  const handOff = popup.role('button', word('save_on_pinterest'));
  assert.equal(await handOff.evaluate((b) => b.disabled), true, 'Pinterest itself cannot fetch it');
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const { pin } = await pinned(world);
  assert.deepEqual([pin.width, pin.height, pin.content_type], [900, 700, 'image/jpeg']);
});

scenario('a drawing in the page keeps the colours that the page gives it', {}, async (world) => {
  const { popup } = await save(world, {
    documents: { [PAGE]: html('<style>.sky{fill:#123456}</style><figure><svg width="400" height="300" viewBox="0 0 400 300"><rect class="sky" width="400" height="300"/><circle cx="200" cy="150" r="60" fill="gold"/></svg></figure>') },
  });
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const { pin, bytes } = await pinned(world);
  assert.deepEqual([pin.width, pin.height], [1200, 900]);
  // What the file holds, a browser can tell.
  const look = await world.openTab(PAGE);
  const corner = await look.evaluate(async (data, type) => {
    const picture = new Image();
    picture.src = `data:${type};base64,${data}`;
    await picture.decode();
    const canvas = document.createElement('canvas');
    canvas.getContext('2d').drawImage(picture, 0, 0);
    return [...canvas.getContext('2d').getImageData(3, 3, 1, 1).data].slice(0, 3);
  }, bytes.toString('base64'), pin.content_type);
  assert.deepEqual(corner, [0x12, 0x34, 0x56]);
});

// Runs in the page: whether a picture's corner is clear, and its middle is not.
const transparency = async (data) => {
  const picture = new Image();
  picture.src = `data:image/png;base64,${data}`;
  await picture.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: picture.naturalWidth, height: picture.naturalHeight });
  const context = canvas.getContext('2d');
  context.drawImage(picture, 0, 0);
  return [[2, 2], [canvas.width / 2, canvas.height / 2]].map(([x, y]) => context.getImageData(x, y, 1, 1).data[3]);
};

scenario('an SVG of another site is uploaded as PNG, clear where it is clear', { allow: REFUSED }, async (world) => {
  const LOGO = 'https://cdn.example/logo.svg';
  await world.standin.fault({ match: { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' }, times: 1, act: { status: 400, code: 1, message: 'Sorry, we could not fetch the image.' } });
  const { popup, tab } = await save(world, {
    documents: { [PAGE]: html(`<img src="${LOGO}" alt="" width="400" height="300">`) },
    pictures: { [LOGO]: { size: [400, 300], of: 'logo', type: 'svg', clear: true } },
  });
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const { pin, bytes } = await pinned(world);
  assert.deepEqual([pin.width, pin.height, pin.content_type], [1200, 900, 'image/png']);
  assert.deepEqual(await tab.evaluate(transparency, bytes.toString('base64')), [0, 255]);
});

scenario('a drawing is looked at without any part of it being loaded or run again', { relay: false }, async (world) => {
  const counted = 'globalThis.loads = (globalThis.loads ?? 0) + 1';
  const inside = `<foreignObject width="100" height="100"><img xmlns="http://www.w3.org/1999/xhtml" src="https://cdn.example/in.jpg" onload="${counted}"/></foreignObject>`;
  await world.standin.site({
    pictures: { 'https://cdn.example/in.jpg': { size: [100, 100], of: 'in' } },
    documents: { [PAGE]: html(`<figure><svg width="400" height="300" viewBox="0 0 400 300"><rect width="400" height="300" fill="#123456"/><circle cx="200" cy="150" r="60" fill="gold"/>${inside}</svg></figure>`) },
  });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.css('[role=option] img[src^="data:image/webp"]').wait();
  assert.equal(await tab.evaluate(() => globalThis.loads), 1);
});

const ALBUM = 'https://shop.example/album/1.jpg';
const album = {
  documents: { [PAGE]: html(`<img src="${ALBUM}" alt="At the lake">`) },
  pictures: { [ALBUM]: { size: [1200, 800], of: 'lake', needs: 'cookie' } },
  cookie: 'member=42',
};

scenario('what Pinterest may not fetch is uploaded in its stead, once', {}, async (world) => {
  const { popup } = await save(world, album);
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const { pin } = await pinned(world);
  assert.deepEqual([pin.media_source_type, pin.width, pin.height], ['image_base64', 1200, 800]);
  const asked = (await world.standin.requests()).filter((r) => r.method === 'POST' && r.path === '/v5/pins');
  assert.equal(asked.length, 2, 'first by its address, then by its bytes');
});

scenario('what Pinterest may not fetch of a page that was left is not lost', {}, async (world) => {
  const { standin } = world;
  await world.connect();
  await standin.site({ ...album, documents: { ...album.documents, 'https://shop.example/other': html('Another page') } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  await standin.fault({ match: { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' }, act: { hang: true } });
  await popup.role('button', 'Save').click();
  await until('Pinterest is asked', async () => (await standin.requests()).some((r) => r.method === 'POST' && r.path === '/v5/pins'));
  await tab.evaluate(() => { setTimeout(() => location.replace('https://shop.example/other')); });
  await until('the page is left', async () => (await tab.url()).endsWith('/other'));
  await standin.mend();
  await popup.role('alert').shows(problem('picture_page_gone'));
  await popup.role('button', word('open_page')).wait();
  await world.look(popup, 'popup-page-gone');
  assert.deepEqual(await standin.pins(), []);
});

const MEMBERS = 'https://img.shop.example/members/1.jpg';

scenario('a site that keeps its pictures to itself is asked for by name', { only: 'firefox', hosts: ['img.shop.example'], allow: REFUSED }, async (world) => {
  const site = {
    documents: { [PAGE]: html(`<img src="${MEMBERS}" alt="">`), 'https://img.shop.example/sign-in': html('Welcome') },
    pictures: { [MEMBERS]: { size: [1000, 750], of: 'garden', needs: 'cookie' } },
    cookie: 'member=42',
  };
  await world.standin.site(site);
  await (await world.openTab('https://img.shop.example/sign-in')).close();
  const { popup } = await save(world, site);
  const alert = popup.role('alert');
  await alert.shows(problem('picture_withheld'));
  await alert.shows(/img\.shop\.example/);
  await world.look(popup, 'popup-withheld');
  await popup.role('button', word('allow_site')).click();
  await world.browser.answerPermission(true);
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const { pin } = await pinned(world);
  assert.deepEqual([pin.width, pin.height], [1000, 750]);
});
