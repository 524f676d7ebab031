// What the page scan and the ranking cost on a page of 5,000 pictures.
import fs from 'node:fs';
import path from 'node:path';
import { dist } from './harness/paths.mjs';
import { until } from './harness/until.mjs';

const RUNS = 9;
const PAGE = 'https://shop.example/many?n=5000&lazy=1';
// As `src/browser/pages.rs` names them; `glance.js` goes before.
const SCAN = ['shared.js', 'scan.js'];

export const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

export function tell(what, values) { console.log(`${what.padEnd(58)} ${values}`); }

const spread = (values, digits = 1) => `median ${median(values).toFixed(digits)} ms, worst ${Math.max(...values).toFixed(digits)} ms`;

const code = (...names) => names.map((file) => fs.readFileSync(path.join(dist('chrome'), file), 'utf8')).join('\n;');

/**
 * The comparison: reads once, of each element, what the scan reads of each (shadow root, name, place; of those that may
 * paint a background their style and that of what stands before and behind), and of each picture what the core is told
 * of it (every attribute, addresses, sizes, whether it is visible, what is called how around it, what stands beside it, the
 * nearest link, figure with its caption, and part of the page). It keeps all of that, and neither judges, caps nor yields.
 */
const PLAIN = `(async () => {
  const REGIONS = 'header, footer, nav, aside, main, article, [role="banner"], [role="contentinfo"], [role="navigation"], [role="complementary"], [role="main"], dialog, [role="dialog"]';
  const found = [];
  for (const e of document.querySelectorAll('*')) {
    const { x, y, width, height } = e.getBoundingClientRect();
    if (e.shadowRoot) continue;
    if (e.localName !== 'img') {
      if (width >= 80 && height >= 80) found.push([undefined, '::before', '::after'].map((part) => getComputedStyle(e, part)).map((style) => [style.backgroundImage, style.content]));
      continue;
    }
    const parent = e.parentElement;
    const names = [e, parent, parent?.parentElement].map((n) => [n?.getAttribute('class'), n?.getAttribute('id')]);
    const attributes = e.getAttributeNames().map((name) => [name, e.getAttribute(name)]);
    const near = [e.nextElementSibling, e.previousElementSibling, e.firstElementChild, parent].map((n) => n?.localName);
    const around = [e.closest('a[href]')?.href, e.closest('figure, [role="figure"]')?.querySelector('figcaption, .wp-caption-text, .caption')?.textContent, e.closest(REGIONS)?.localName];
    found.push([x, y, width, height, e.src, e.currentSrc, e.naturalWidth, e.naturalHeight, e.complete, e.checkVisibility({ visibilityProperty: true, opacityProperty: true }), names, attributes, near, around]);
  }
  return found;
})()`;

/** The scan in the page, beside the plain loop: each as fresh source, as it is when it is injected. */
export async function scanning(world) {
  const tab = await world.openTab(PAGE, { loaded: false });
  const sources = { plain: PLAIN, view: code('glance.js', ...SCAN), scan: code(...SCAN) };
  const told = await tab.evaluate(async (sources, runs) => {
    // A piece ends where the scan lets the page go on.
    const goOn = scheduler.yield.bind(scheduler);
    const timed = async (source) => {
      const pieces = [];
      let from = performance.now();
      const end = () => { pieces.push(performance.now() - from); };
      scheduler.yield = async () => {
        end();
        await goOn();
        from = performance.now();
      };
      const value = await (0, eval)(source);
      end();
      return { took: pieces.reduce((sum, piece) => sum + piece, 0), longest: Math.max(...pieces), found: typeof value === 'string' && JSON.parse(value).pictures.length };
    };
    const told = {};
    for (let n = 0; n < runs; n++) {
      for (const [name, source] of Object.entries(sources)) (told[name] ??= []).push(await timed(source));
    }
    return { ...told, elements: document.querySelectorAll('*').length };
  }, sources, RUNS);
  const of = (name, what = 'took') => told[name].map((run) => run[what]);
  const beside = (name) => {
    const ratios = of(name).map((took, n) => took / of('plain')[n]);
    return `${spread(of(name), 0)}; beside a plain loop over the same facts median ${median(ratios).toFixed(2)} ×, worst ${Math.max(...ratios).toFixed(2)} ×`;
  };
  tell(`scan of ${told.scan[0].found} pictures in ${told.elements} elements`, beside('scan'));
  tell('… that plain loop', spread(of('plain'), 0));
  tell(`… the ${told.view[0].found} pictures in view`, beside('view'));
  tell('… longest piece of a scan', spread(of('scan', 'longest')));
  tell('… longest piece of a look at the view', spread(of('view', 'longest')));
}

/**
 * The core in its worker: what it takes to read the facts of that page, and to rank them and answer. The browser's part
 * of a scan, injection and the facts' way, is measured with the real one; then the same facts are handed over by a stand-in
 * for `executeScript`: parsed, as the core would, with a last fact that tells when it is read. The answer is there when the
 * worker has nothing left to do.
 */
export async function ranking(world) {
  const tab = await world.openTab(PAGE, { loaded: false });
  const popup = await world.openPopup(tab);
  await popup.role('listbox', 'Pictures').wait();
  const { browser } = world;
  await browser.inBackground((runs) => {
    const { scripting } = globalThis.browser;
    const own = scripting.executeScript.bind(scripting);
    globalThis.measured = { browser: [], read: [], rank: [], whole: undefined };
    scripting.executeScript = async (injection) => {
      if (!injection.files?.includes('scan.js')) return own(injection);
      const { measured } = globalThis;
      if (measured.browser.length < runs) {
        // The whole page, whatever was asked for.
        const begun = performance.now();
        const results = await own({ ...injection, files: injection.files.filter((file) => file !== 'glance.js') });
        measured.browser.push(performance.now() - begun);
        measured.whole = results[0].result;
        return results;
      }
      const { port1, port2 } = new MessageChannel();
      let read;
      const begun = performance.now();
      const result = JSON.parse(measured.whole);
      Object.defineProperty(result.pictures.at(-1), 'caption', { get: () => { read = performance.now(); return undefined; } });
      port1.onmessage = () => {
        measured.read.push(read - begun);
        measured.rank.push(performance.now() - read);
      };
      port2.postMessage(0);
      return [{ result }];
    };
    return true;
  }, RUNS);
  const ask = () => popup.evaluate(() => globalThis.browser.runtime.sendMessage({ page: { tab: null } }).then((reply) => Object.keys(reply)[0]));
  for (let n = 0; n < 2 * RUNS; n++) await until('an answer', async () => (await ask()) === 'Ok');
  const { browser: way, read, rank } = await browser.inBackground(() => ({ ...globalThis.measured, whole: undefined }));
  tell('… scan as the core sees it: injected, run, brought over', spread(way, 0));
  tell('… facts read by the core', spread(read));
  tell('… ranked and answered by the core', spread(rank));
  await browser.closePopup();
}
