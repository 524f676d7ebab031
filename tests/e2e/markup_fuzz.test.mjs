// Whatever a page describes in JSON-LD: the shipped scan reads it in the page, in bounded time and room.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';

const PAGE = 'https://shop.example/page';
const SEEDS = 40;
// limits::PICTURE_URL_MAX, and what bounds.js and head.js say.
const MAX = { address: 8_192, text: 2_000, things: 50, pictures: 20, types: 5 * 61 };
const SCAN = ['glance.js', 'shared.js', 'scan.js'];

/** A block of JSON-LD as nobody should write it; the same for the same seed. */
function written(seed) {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1;
  const roll = (sides) => {
    state ^= state << 13; state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5; state >>>= 0;
    return (state >>> 8) % sides;
  };
  const pick = (...of) => of[roll(of.length)];
  const words = () => pick('', 'Product', 'Recipe', 'ImageObject', 'https://cdn.example/a.jpg', 'javascript:alert(1)', 'data:image/png;base64,AA', '\u202e\0\ud800', '/a b.png', roll(40) ? 'Thing' : 'x'.repeat(pick(9_000, 200_000)));
  const name = () => pick('@type', '@graph', 'image', 'thumbnailUrl', 'thumbnail', 'primaryImageOfPage', 'contentUrl', 'url', 'name', 'headline', 'caption', '__proto__', 'constructor', 'toString', 'then', 'length', words().slice(0, 30));
  const value = (depth) => {
    const kind = roll(depth > 6 ? 4 : 9);
    if (kind < 3) return words();
    if (kind === 3) return pick(null, true, -1, 1e308, 0);
    if (kind < 6) return Array.from({ length: pick(0, 1, 2, 3, roll(60)) }, () => value(depth + 2));
    return Object.fromEntries(Array.from({ length: roll(8) }, () => [name(), value(depth + 1)]));
  };
  const nested = (open, close, times) => open.repeat(times) + close.repeat(times);
  const text = pick(
    () => JSON.stringify(value(0)),
    () => JSON.stringify({ '@type': 'Product', image: value(0), name: value(3) }),
    () => JSON.stringify({ '@graph': Array.from({ length: 300 }, () => ({ '@type': words(), image: words() })) }),
    () => `${JSON.stringify(value(0)).slice(0, -1 - roll(5))}`,
    () => nested('[', ']', 100_000),
    () => nested('{"@graph":[', ']}', 20_000),
    () => `{"@type":"Product","image":${nested('{"url":', '}', 5_000)}}`,
    () => `{"__proto__":{"@type":"Product"},"@type":["${'a'.repeat(600_000)}"]}`,
  )();
  // As the parser of HTML would end the block there.
  return text.replaceAll('</', '<\\/');
}

scenario('whatever a page describes', { relay: false }, async (world) => {
  const body = '<img src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\' width=\'300\' height=\'200\'><rect width=\'150\' height=\'200\'/></svg>" alt="">';
  await world.standin.site({ pictures: {}, documents: { [PAGE]: `<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,"><body>${body}` } });
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  let described = 0;
  for (let seed = 1; seed <= SEEDS; seed++) {
    const blocks = [written(seed), written(seed + SEEDS)];
    await tab.evaluate((texts) => {
      for (const old of document.querySelectorAll('script')) old.remove();
      for (const text of texts) document.head.append(Object.assign(document.createElement('script'), { type: 'application/ld+json', textContent: text }));
    }, blocks);
    const [facts, took] = await popup.evaluate(async (files) => {
      const [{ id }] = await browser.tabs.query({ active: true, currentWindow: true });
      const began = performance.now();
      const [{ result }] = await browser.scripting.executeScript({ target: { tabId: id }, files });
      return [result, performance.now() - began];
    }, SCAN);
    const { things = [], pictures } = JSON.parse(facts);
    assert.equal(pictures.length, 1, `seed ${seed}: the page's own picture`);
    assert.ok(things.length <= MAX.things, `seed ${seed}: ${things.length} things`);
    described += things.length;
    for (const thing of things) {
      assert.ok(thing.types.length <= MAX.types, `seed ${seed}: types`);
      for (const said of [thing.name, thing.caption]) assert.ok(said === undefined || (typeof said === 'string' && said.length <= MAX.text), `seed ${seed}: ${typeof said}`);
      assert.ok(thing.pictures.length <= MAX.pictures, `seed ${seed}: ${thing.pictures.length} pictures`);
      for (const { address } of thing.pictures) assert.ok(typeof address === 'string' && address.length <= MAX.address, `seed ${seed}: an address`);
    }
    assert.ok(took < 5_000, `seed ${seed}: ${took} ms`);
  }
  assert.ok(described > SEEDS, `${described} things were read: the blocks are read at all`);
  // What was left of it is judged by the core.
  await world.browser.closePopup();
  const again = await world.openPopup(tab);
  await again.role('listbox', 'Pictures').wait();
});
