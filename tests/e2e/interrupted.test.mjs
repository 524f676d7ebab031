// What takes Tack away in the middle of its work, and gives it back: the work goes on by itself, and nothing twice.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];
const LIMIT = {
  match: { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' },
  times: 1,
  act: { status: 429, code: 8, message: 'You have exceeded your rate limit.', headers: { 'Retry-After': '8' } },
};
const PINS = 8;
const LONG = { within: 120_000 };

const posts = async (standin) => (await standin.requests()).filter((r) => r.method === 'POST' && r.path === '/v5/pins');
const made = (standin, least) => until(`${least} Pins`, async () => (await standin.pins()).length >= least, LONG);

/** Saves so many pictures of a page with one press, and closes the popup. */
async function save(world, count) {
  const popup = await world.openPopup(await world.openTab('https://shop.example/many?n=40'));
  await popup.board('Garden').click();
  await popup.role('button', word('several')).click();
  for (let place = 1; place < count; place++) await popup.css(`#picture-${place}`).click();
  await popup.role('button', word('several_save_other', `${count}`)).click();
  await made(world.standin, 1);
  await world.browser.closePopup();
}

/** The states of all entries of the journal. */
const states = (world) => world.browser.inBackground(async () => Object.entries(await browser.storage.local.get(null))
  .filter(([key]) => key.startsWith('journal.v1.')).map(([, text]) => JSON.parse(text).state));

const interruptions = {
  'the browser is quit and started again': (world) => world.restart(),
  'Tack is switched off and on again': (world) => world.browser.switchOffAndOn(),
  'Tack is updated': (world) => world.update(),
};

for (const [name, interrupt] of Object.entries(interruptions)) {
  scenario(`Pins that wait go when ${name}`, { allow: NETWORK, kept: true, timeout: 420_000 }, async (world) => {
    const { standin } = world;
    await world.connect();
    await save(world, PINS);

    // While they go out. From the sixth on there are seconds between two of them.
    await made(standin, 6);
    await standin.fault(LIMIT);
    await interrupt(world);

    // While they wait, as Pinterest has enough for a moment. Nobody presses anything from here on.
    await until('Pinterest has said no', async () => (await posts(standin)).some((r) => r.status === 429), LONG);
    assert.ok((await standin.pins()).length < PINS, 'some wait');
    await interrupt(world);
    await made(standin, PINS);

    await until('everything is done', async () => {
      const entries = await states(world);
      return entries.length === PINS && entries.every((state) => state === 'done');
    }, LONG);
    const pins = await standin.pins();
    assert.equal(pins.length, PINS);
    assert.equal(new Set(pins.map((pin) => pin.media_url)).size, PINS, 'each once');
    const statuses = (await posts(standin)).map((r) => r.status);
    assert.deepEqual(statuses.filter((status) => status !== 429), Array(PINS).fill(201), 'each asked for once');

    assert.equal(await world.browser.inBackground(() => browser.runtime.getManifest().version), world.version);
    const popup = await world.openPopup(await world.openTab('https://shop.example/empty'));
    await popup.role('button', word('pins_title')).click();
    const page = await world.browser.tabAt(`${world.browser.origin}/pins.html`);
    await page.shows(exactly(word('open_none')));
    assert.equal(await page.css('.entry').count(), PINS);
  });
}
