// Measures, each beside something plain within the same run. Nothing here passes or fails.
// node tests/e2e/bench.mjs
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { version } from '../../tools/manifest.mjs';
import { Chromium } from './harness/chromium.mjs';
import { dist, root } from './harness/paths.mjs';
import { until } from './harness/until.mjs';
import { World } from './harness/world.mjs';

const RUNS = 15;
const BOARDS = 500;
const PAGE = 'https://shop.example/many?n=60';

/** Notes when what a person waits for is there, as a wall time. First in the head of the popup. */
const PROBE = `
const noted = {};
const look = () => {
  const now = performance.timeOrigin + performance.now();
  if (document.querySelector('[role=searchbox], input[type=search]')) noted.usable ??= now;
  if (document.querySelector('[role=listbox] [role=option] img')) noted.filled ??= now;
};
new MutationObserver(look).observe(document, { childList: true, subtree: true });
addEventListener('load', look);
globalThis.noted = noted;
`;

const STATIC = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Static</title><script src="probe.js"></script>
<link rel="stylesheet" href="tack.css"><body data-page="popup"><input type="search"><ul role="listbox"><li role="option"><img src="icons/icon-128.png" alt=""></li></ul>
<script src="five.js"></script>`;

const FIVE_LINES = `for (const box of document.querySelectorAll("input")) {
  box.addEventListener("input", () => {
    document.title = box.value;
  });
}
`;

const median = (values) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Puts the probe into the popup of a copy of the extension; `plain` in place of the popup if given. */
function probe(copy, plain) {
  fs.writeFileSync(path.join(copy, 'probe.js'), PROBE);
  fs.writeFileSync(path.join(copy, 'five.js'), FIVE_LINES);
  const page = plain ?? fs.readFileSync(path.join(copy, 'popup.html'), 'utf8').replace('<head>', '<head><script src="probe.js"></script>');
  fs.writeFileSync(path.join(copy, 'popup.html'), page);
}

async function opened(browser, tab, stopped) {
  if (stopped) await browser.killBackground();
  await tab.view.page.bringToFront();
  const clicked = Date.now();
  await browser.extension.triggerAction(tab.view.page);
  const popup = await browser.popup();
  const times = await until('the popup is filled', () => popup.evaluate(() => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const { usable, filled } = globalThis.noted;
    return paint && usable && filled && { paint: performance.timeOrigin + paint.startTime, usable, filled };
  }));
  await browser.closePopup();
  return Object.fromEntries(Object.entries(times).map(([name, at]) => [name, at - clicked]));
}

async function medians(browser, tab, stopped) {
  const runs = [];
  await opened(browser, tab, stopped); // the first one warms caches up
  for (let i = 0; i < RUNS; i++) runs.push(await opened(browser, tab, stopped));
  return Object.fromEntries(['paint', 'usable', 'filled'].map((name) => [name, median(runs.map((r) => r[name]))]));
}

function tell(what, values) { console.log(`${what.padEnd(58)} ${values}`); }

async function popups(world, plain, plainTab) {
  const tab = await world.openTab(PAGE);
  for (const stopped of [false, true]) {
    const [own, floor] = [await medians(world.browser, tab, stopped), await medians(plain, plainTab, stopped)];
    for (const name of ['paint', 'usable', 'filled']) {
      tell(`popup, click to ${name}, worker ${stopped ? 'stopped' : 'alive'}`, `${own[name].toFixed(0)} ms, static ${floor[name].toFixed(0)} ms: +${(own[name] - floor[name]).toFixed(0)} ms`);
    }
  }
}

async function typing(world) {
  const popup = await world.openPopup(await world.openTab(PAGE));
  await popup.role('searchbox', 'Search boards').wait();
  const times = await popup.evaluate(async () => {
    const box = document.querySelector('[role=searchbox], input[type=search]');
    const runs = [];
    for (const text of ['b', 'bo', 'boa', 'board 1', 'board 19', 'board 199', '', 'b', 'board 4', '']) {
      const start = performance.now();
      box.value = text;
      box.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); });
      document.body.getBoundingClientRect();
      runs.push(performance.now() - start);
    }
    return runs;
  });
  tell(`keystroke to filtered and laid out list, ${BOARDS} boards`, `median ${median(times).toFixed(1)} ms, worst ${Math.max(...times).toFixed(1)} ms`);
  await world.browser.closePopup();
}

/** What is scanned, and with which files. */
const files = (...names) => names.map((file) => fs.readFileSync(path.join(dist('chrome'), file), 'utf8')).join('\n;');

async function scanning(world) {
  const tab = await world.openTab('https://shop.example/many?n=5000&lazy=1', { loaded: false });
  const whole = files('prototypes.js', 'mark.js', 'draw.js', 'scan.js');
  const glance = files('prototypes.js', 'mark.js', 'draw.js', 'glance.js', 'scan.js');
  const { scan, view, plain, pieces, elements, found } = await tab.evaluate(async (whole, glance) => {
    // A piece ends where the scan lets the page go on.
    const goOn = scheduler.yield.bind(scheduler);
    const timed = async (work) => {
      const start = performance.now();
      let from = start;
      let longest = 0;
      const end = () => { longest = Math.max(longest, performance.now() - from); };
      scheduler.yield = async () => {
        end();
        await goOn();
        from = performance.now();
      };
      const value = await work();
      end();
      return { took: performance.now() - start, longest, value };
    };
    // For each picture, what the scan tells the core of it, and what it has to look at for that.
    const REGIONS = 'header, footer, nav, aside, main, article, [role="banner"], [role="contentinfo"], [role="navigation"], [role="complementary"], [role="main"], dialog, [role="dialog"]';
    const read = async () => [...document.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().width >= 0 && e.localName === 'img').map((i) => {
      const r = i.getBoundingClientRect();
      const names = [i, i.parentElement, i.parentElement?.parentElement].map((e) => [e?.getAttribute('class'), e?.getAttribute('id')]);
      const attributes = i.getAttributeNames().map((name) => i.getAttribute(name));
      const near = [i.nextElementSibling, i.previousElementSibling, i.firstElementChild].map((e) => e?.localName);
      const around = [i.closest('a[href]')?.href, i.closest('figure, [role="figure"]')?.textContent, i.closest(REGIONS)?.localName];
      return [i.src, i.currentSrc, i.naturalWidth, i.naturalHeight, i.complete, r.x, r.y, r.width, r.height, i.checkVisibility({ visibilityProperty: true, opacityProperty: true }), names, attributes, near, around];
    }).length;
    const result = { scan: [], view: [], plain: [], pieces: [] };
    for (let n = 0; n < 5; n++) {
      result.plain.push((await timed(read)).took);
      const view = await timed(() => (0, eval)(glance));
      result.view.push(view.took);
      const scan = await timed(() => (0, eval)(whole));
      result.scan.push(scan.took);
      result.pieces.push(Math.max(scan.longest, view.longest));
      result.found = [view.value.pictures.length, scan.value.pictures.length];
    }
    return { ...result, elements: document.querySelectorAll('*').length };
  }, whole, glance);
  const beside = (name, values) => tell(name, `${median(values).toFixed(0)} ms, a plain loop over the same facts ${median(plain).toFixed(0)} ms: ${(median(values) / median(plain)).toFixed(2)} ×`);
  beside(`scan of 5,000 pictures in ${elements} elements`, scan);
  beside(`… the pictures in view, ${found[0]} of ${found[1]}`, view);
  tell('… longest piece', `median ${median(pieces).toFixed(1)} ms, worst ${Math.max(...pieces).toFixed(1)} ms`);
}

function sizes() {
  for (const file of ['core/tack_bg.wasm', 'core/tack.js', 'ui/tack_ui_bg.wasm', 'ui/tack_ui.js']) {
    tell(file, `${(zlib.gzipSync(fs.readFileSync(path.join(dist('chrome'), file)), { level: 9 }).length / 1024).toFixed(1)} KB gzipped`);
  }
  for (const browser of ['chrome', 'firefox']) {
    const file = path.join(root, 'dist', `tack-${browser}-${version()}.zip`);
    if (fs.existsSync(file)) tell(path.basename(file), `${(fs.statSync(file).size / 1024).toFixed(1)} KB`);
  }
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tack-bench-'));
let world;
let plain;
try {
  sizes();
  world = await World.open('chromium', 'bench', { window: true, change: (copy) => probe(copy) });
  await world.standin.seed({ world: 'production', account: 'ada', boards: BOARDS });
  await world.connect();
  const extension = path.join(folder, 'static');
  fs.cpSync(dist('chrome'), extension, { recursive: true });
  probe(extension, STATIC);
  plain = await Chromium.launch({ standin: world.standin, folder, extension, window: true });
  await popups(world, plain, await plain.openTab(PAGE));
  await typing(world);
  await scanning(world);
} finally {
  await plain?.close();
  await world?.close();
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
