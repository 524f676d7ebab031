// What a site's owner asks not to pin, where it is not easily seen: in closed shadow trees and small frames, out of view,
// and on pages that change after they were looked at.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const PAGE = 'https://shop.example/page';
const html = (body, head = '') => `<!doctype html><html lang="en"><head><title>A page</title><link rel="icon" href="data:,">${head}<style>body{margin:0}</style></head><body>${body}</body></html>`;
const picture = (name) => `https://cdn.example/${name}.jpg`;
const pictures = {
  [picture('hero')]: { size: [1200, 900], of: 'hero' },
  [picture('closed')]: { size: [600, 600], of: 'closed' },
};
const hero = `<img src="${picture('hero')}" alt="" width="400" height="300">`;
const closed = (attributes = '') => `<img src="${picture('closed')}" alt="" ${attributes}>`;
const offered = (popup) => popup.evaluate(() => [...document.querySelectorAll('[role=listbox] [role=option] img')].map((img) => img.src));

const HIDDEN = {
  'in a closed shadow tree': [`<x-closed></x-closed><script>document.querySelector('x-closed').attachShadow({ mode: 'closed' }).innerHTML = \`${closed('nopin width="200" height="200"')}\`</script>`, 'x-closed', ''],
  'in a small frame': ['<iframe src="/inside" width="60" height="60"></iframe>', 'iframe', closed('data-pin-nopin width="60" height="60"')],
  'in a small frame that asks it of all': ['<iframe src="/inside" width="60" height="60"></iframe>', 'iframe', `<meta name="pinterest" content="nopin">${closed('width="60" height="60"')}`],
  'in a frame whose owner says why': ['<iframe src="/inside" width="400" height="400"></iframe>', 'iframe', `<meta name="pinterest" content="nopin" description="Ask the painter">${closed('width="300" height="300"')}`],
};
for (const [where, [body, selector, inside]] of Object.entries(HIDDEN)) {
  scenario(`an opted-out picture is not pinned by the menu either, ${where}`, { window: true, relay: false }, async (world) => {
    await world.standin.site({ pictures, documents: { [PAGE]: html(`${hero}<p>${body}</p>`), 'https://shop.example/inside': html(inside) } });
    const tab = await world.openTab(PAGE);
    await world.browser.contextMenu(tab, selector, word('menu_choose_board'), 'last', { inFrame: selector === 'iframe' });
    const popup = await world.popup();
    await popup.role('alert').shows(problem('picture_opted_out'));
    if (inside.includes('description')) await popup.role('alert').shows(/Ask the painter/);
  });
}

scenario('what an open shadow tree shows whose host is opted out is not offered, nor what is in such a frame', { relay: false }, async (world) => {
  const large = 'width="300" height="300"';
  await world.standin.site({
    pictures: { ...pictures, [picture('other')]: { size: [600, 600], of: 'other' }, [picture('framed')]: { size: [600, 600], of: 'framed' } },
    documents: {
      [PAGE]: html(`${hero}<x-card nopin></x-card><object data="/inside" width="400" height="700"></object>
        <script>document.querySelector('x-card').attachShadow({ mode: 'open' }).innerHTML = \`${closed(large)}\`</script>`),
      'https://shop.example/inside': html(`<img src="${picture('other')}" nopin alt="" ${large}><img src="${picture('framed')}" alt="" ${large}>`),
    },
  });
  const popup = await world.openPopup(await world.openTab(PAGE));
  await popup.role('listbox', 'Pictures').wait();
  assert.deepEqual(await offered(popup), [picture('hero'), picture('framed')]);
});

scenario('a frame without an address of its own that may not be read is told of', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: html(`<iframe sandbox srcdoc='${hero}' width="500" height="400"></iframe>`) } });
  const popup = await world.openPopup(await world.openTab(PAGE));
  const alert = popup.role('alert');
  await alert.shows(problem('pictures_in_frame'));
  await alert.shows(/shop\.example/);
});

const LONG = `${hero}${'<i></i>'.repeat(8_100)}<div style="height:4000px"></div>${closed('nopin width="300" height="300"')}`;

scenario('of a very large page, nothing stays offered that turns out to be opted out', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: html(LONG, `<meta property="og:image" content="${picture('closed')}">`) } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  await until('it is withdrawn', async () => (await offered(popup)).join() === picture('hero'));
  assert.equal(await popup.css('[aria-selected="true"] img').attribute('src'), picture('hero'));
});

scenario('a picture, and a page, that is opted out while the popup is open is withdrawn', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: html(`${hero}${closed('width="300" height="300"')}`) } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await until('both are offered', async () => (await offered(popup)).length === 2);
  await tab.evaluate(() => document.images[1].setAttribute('data-pin-nopin', ''));
  await until('one is withdrawn', async () => (await offered(popup)).join() === picture('hero'));
  await tab.evaluate(() => {
    history.pushState(null, '', '/other');
    document.head.insertAdjacentHTML('beforeend', '<meta name="pinterest" content="nopin" description="Not these.">');
  });
  await popup.role('alert').shows(problem('page_opted_out'));
  await popup.role('alert').shows(/Not these\./);
});

// Runs in the page: colours of a picture at the given places.
const coloursOf = async (address, places) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  Object.assign(canvas, { width: image.naturalWidth, height: image.naturalHeight });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0);
  return places.map(([x, y]) => [...context.getImageData(x * image.naturalWidth, y * image.naturalHeight, 1, 1).data].slice(0, 3));
};

scenario('a tree of many parts whose host is opted out is painted over, and not the whole view', { relay: false }, async (world) => {
  await world.standin.site({ pictures, documents: { [PAGE]: html(`<div style="position:absolute;inset:0;background:#123456"></div>
    <x-card nopin style="position:absolute;left:10%;top:10%;width:30%;height:30%;overflow:hidden;background:#b3261e"></x-card>
    ${'<div nopin>'.repeat(300)}${'</div>'.repeat(300)}
    <script>document.querySelector('x-card').attachShadow({ mode: 'closed' }).innerHTML = '<p style="display:inline-block;width:5px;height:5px;margin:0">x</p>'.repeat(700)</script>`) } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.role('button', word('way_view')).click();
  await popup.shows(exactly(word('aside_covered_one')));
  const shown = await popup.css('[aria-selected="true"] img').attribute('src');
  const [inside, outside] = await tab.evaluate(coloursOf, shown, [[0.25, 0.25], [0.7, 0.7]]);
  const near = (found, wanted) => found.every((value, at) => Math.abs(value - wanted[at]) < 12);
  assert.ok(near(inside, [0xd9, 0xd5, 0xca]), `inside: ${inside}`);
  assert.ok(near(outside, [0x12, 0x34, 0x56]), `outside: ${outside}`);
});
