// Whoever pressed Save may forget about it: twenty Pins, while everything is taken from under them.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];
const ON_PINS = { host: 'api.pinterest.com', method: 'POST', path: '/v5/pins' };
const LONG = { within: 120_000 };

scenario('twenty Pins outlast network, background, quota and browser', { allow: NETWORK, kept: true, timeout: 420_000 }, async (world) => {
  const { standin } = world;
  const made = async (least) => until(`${least} Pins`, async () => (await standin.pins()).length >= least, LONG);
  const settled = () => until('nothing under way', async () => {
    const posts = (await standin.requests()).filter((r) => r.method === 'POST' && r.path === '/v5/pins');
    return posts.every((r) => r.status !== 0);
  });
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/many?n=40'));
  await popup.board('Garden').click();
  await popup.role('button', word('several')).click();
  await popup.role('button', word('several_all')).click();
  await popup.role('button', word('several_save_other', '20')).click();
  await made(1);
  await world.browser.closePopup();

  // The network goes, and comes back. By now Pins are some seconds apart: none is on its way right after another.
  await made(6);
  await world.browser.setOffline(true);
  await settled();
  const before = (await standin.pins()).length;
  await world.browser.setOffline(false);
  await made(before + 2);

  // The answer to one gets lost on its way, though Pinterest has made the Pin.
  await standin.fault({ match: ON_PINS, times: 1, act: { done_but: { status: 503 } } });
  await made(before + 4);

  // The background is gone in the middle of it.
  await world.browser.killBackground();
  const blank = await world.openTab('https://shop.example/empty');
  const again = await world.openPopup(blank);
  await again.role('button', new RegExp(word('open_other', '\\d+'))).wait();
  await world.browser.closePopup();
  await made(before + 6);

  // Pinterest has enough for a moment.
  await standin.fault({ match: ON_PINS, times: 1, act: { status: 429, code: 8, message: 'You have exceeded your rate limit.', headers: { 'Retry-After': '3' } } });
  await made(before + 8);

  // The browser is quit, and started again: it goes on by itself.
  await world.restart();
  await made(20);
  await until('everything is done', async () => {
    const entries = await world.browser.inBackground(async () => Object.entries(await browser.storage.local.get(null))
      .filter(([key]) => key.startsWith('journal.v1.')).map(([, text]) => JSON.parse(text).state));
    return entries.length === 20 && entries.every((state) => state === 'done');
  }, LONG);
  const pins = await standin.pins();
  assert.equal(pins.length, 20);
  assert.equal(new Set(pins.map((pin) => pin.media_url)).size, 20, 'each once');
});
