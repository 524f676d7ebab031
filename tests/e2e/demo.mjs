// Tack in Chromium, with a Pinterest of its own on this machine.
// node tests/e2e/demo.mjs [--headless]
// With a window: prints what to click, and stays until the window is closed. Without: does the whole job itself, and
// ends well only if the stand-in holds the Pin.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Chromium } from './harness/chromium.mjs';
import { artifacts, dist } from './harness/paths.mjs';
import { Relay } from './harness/relay.mjs';
import { tellsNoSecret } from './harness/secrets.mjs';
import { StandIn } from './harness/standin.mjs';
import { exactly, word } from './harness/words.mjs';

const PAGE = 'https://shop.example/one';
// The picture there leads on to its product.
const LINK = 'https://shop.example/product/spindle-chair';
const headless = process.argv.includes('--headless') || !process.env.DISPLAY;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'tack-demo-'));
const started = [];

function say(step) { console.log(`demo: ${step}`); }

async function picture(page, name) {
  const file = path.join(artifacts, 'demo', `${name}.png`);
  await page.screenshot(file);
  say(`  (${path.relative(process.cwd(), file)})`);
}

/** Everything that a person would click, one after the other. */
async function wholeJob(browser, standin, relay) {
  const options = await browser.openOptions();
  await options.role('textbox', 'Relay address').fill(relay.address);
  await options.press('Enter');
  say(`settings: the relay's address is ${relay.address}`);
  await options.role('button', 'Connect to Pinterest').click();
  const consent = await browser.consent();
  await picture(consent, '1-consent');
  await consent.css('#allow').click();
  await options.shows(/ada/i);
  await picture(options, '2-connected');
  say('consent window: pressed Allow; connected as ada');

  const tab = await browser.openTab(PAGE);
  const popup = await browser.clickToolbar(tab);
  await popup.board('Garden').click();
  await picture(popup, '3-popup');
  say(`toolbar button on ${PAGE}: the popup opened; chose the board Garden`);
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  await picture(popup, '4-saved');
  const [pin] = await standin.pins();
  if (pin?.board_name !== 'Garden' || pin.link !== LINK) throw new Error(`the stand-in holds no such Pin: ${JSON.stringify(pin)}`);
  say(`pressed Save: https://www.pinterest.com/pin/${pin.id}/ is on the board ${pin.board_name}, links to ${pin.link}, "${pin.title}"`);
}

async function forAPerson(browser, standin, relay) {
  await browser.openTab('https://shop.example/');
  await browser.openOptions();
  say(`1. On the page that opened with Tack's settings, enter the relay address ${relay.address}, press "Connect to Pinterest", then Allow.`);
  say('2. Go to the shop, press the Tack button in the toolbar (under the puzzle piece, unless pinned), choose a board, press Save.');
  say(`3. Press View, or see all boards and Pins at ${standin.proxy}/_standin/ . Close the window to end.`);
  await new Promise((resolve) => browser.browser.once('disconnected', resolve));
}

try {
  const standin = await StandIn.start(folder, { listen: '127.0.0.1:9400' });
  started.push(standin);
  const relay = await Relay.start(standin, { listen: '127.0.0.1:8787' });
  started.push(relay);
  say(`stand-in for Pinterest at ${standin.proxy}/_standin/, relay at ${relay.address}`);
  const browser = await Chromium.launch({ standin, folder, extension: dist('chrome'), window: !headless, display: process.env.DISPLAY });
  started.push(browser);
  if (headless) await wholeJob(browser, standin, relay);
  else await forAPerson(browser, standin, relay);
  await tellsNoSecret(standin, { browser: JSON.stringify(await browser.console()), standin: standin.process.output, relay: relay.process.output });
  say('no code, token or secret is in a log of browser, stand-in or relay');
} finally {
  for (const one of started.reverse()) await (one.close?.() ?? one.stop()).catch(() => {});
  fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
