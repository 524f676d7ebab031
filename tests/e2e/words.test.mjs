// Long words, and from right to left: nothing is cut off, nothing overlaps.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { scenario } from './harness/scenario.mjs';

/** Every message half as long again, in brackets that show where one was cut; placeholders stay. */
function lengthen(extension) {
  const file = path.join(extension, '_locales/en/messages.json');
  const messages = JSON.parse(fs.readFileSync(file, 'utf8'));
  // Without a language of its own the page takes the browser's direction.
  messages.locale_tag.message = '-';
  for (const [key, entry] of Object.entries(messages)) {
    if (key === 'locale_tag' || key.startsWith('extension_')) continue;
    const more = entry.message.replace(/\$\w+\$/g, '').slice(0, Math.ceil(entry.message.length / 2));
    entry.message = `[${entry.message} ${more}]`;
  }
  fs.writeFileSync(file, JSON.stringify(messages));
}

async function fits(world, page, state) {
  const { wide, seen, direction } = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth, seen: innerWidth, direction: document.documentElement.dir,
  }));
  assert.equal(direction, world.browser.name === 'firefox' ? 'rtl' : 'ltr');
  assert.ok(wide <= seen, `${state} is ${wide} wide in ${seen}`);
  await world.look(page, state);
}

scenario('long words from right to left', { relay: false, rightToLeft: true, change: lengthen }, async (world) => {
  const options = await world.openOptions();
  await options.css('h1').wait();
  await fits(world, options, 'options-long');
  const welcome = await world.browser.welcome();
  await fits(world, welcome, 'welcome-long');
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.css('[role=listbox] [role=option]').wait();
  await fits(world, popup, 'popup-long');
});
