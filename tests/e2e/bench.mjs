// Measures, each beside something plain within the same run. Nothing here passes or fails.
// node tests/e2e/bench.mjs [scan]; `scan`: of the page scan and the ranking alone
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { version } from '../../tools/manifest.mjs';
import { Chromium } from './harness/chromium.mjs';
import { dist, root } from './harness/paths.mjs';
import { until } from './harness/until.mjs';
import { World } from './harness/world.mjs';
import { median, ranking, scanning, tell } from './bench_scan.mjs';

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

function sizes() {
  for (const file of ['core/tack_bg.wasm', 'core/tack.js', 'ui/tack_ui_bg.wasm', 'ui/tack_ui.js']) {
    tell(file, `${(zlib.gzipSync(fs.readFileSync(path.join(dist('chrome'), file)), { level: 9 }).length / 1024).toFixed(1)} KB gzipped`);
  }
  for (const browser of ['chrome', 'firefox']) {
    const file = path.join(root, 'dist', `tack-${browser}-${version()}.zip`);
    if (fs.existsSync(file)) tell(path.basename(file), `${(fs.statSync(file).size / 1024).toFixed(1)} KB`);
  }
}

async function all(folder) {
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
  } finally {
    await plain?.close();
    await world?.close();
  }
}

async function scan() {
  const world = await World.open('chromium', 'bench-scan', { relay: false });
  try {
    await scanning(world);
    await ranking(world);
  } finally {
    await world.close();
  }
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tack-bench-'));
try {
  if (process.argv[2] !== 'scan') await all(folder);
  await scan();
} finally {
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
