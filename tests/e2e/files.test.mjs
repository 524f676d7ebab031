// Pages and pictures that are files on this computer.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist } from './harness/paths.mjs';
import { scenario } from './harness/scenario.mjs';
import { exactly, problem, word } from './harness/words.mjs';

/** Writes a page with a picture of 128 × 128 beside it, and gives the addresses of both. */
function files(world) {
  const folder = path.join(world.folder, 'My page');
  fs.mkdirSync(folder);
  fs.copyFileSync(path.join(dist('chrome'), 'icons', 'icon-128.png'), path.join(folder, 'pin.png'));
  fs.writeFileSync(path.join(folder, 'page.html'), '<!doctype html><html lang="en"><title>My page</title><img src="pin.png" width="256" alt="A pin">');
  return Object.fromEntries(['page.html', 'pin.png'].map((name) => [name, pathToFileURL(path.join(folder, name)).href]));
}

// Firefox has no such switch.
scenario('a page that is a file, where the browser keeps those from Tack', { only: 'chromium' }, async (world) => {
  await world.browser.forbidFiles();
  await world.connect();
  const tab = await world.openTab(files(world)['page.html']);
  const popup = await world.openPopup(tab);
  await popup.role('alert').shows(problem('page_of_file'));
  await world.look(popup, 'popup-file');
  await popup.role('button', word('open_extension')).click();
  await world.browser.tabAt(`chrome://extensions/?id=${new URL(world.browser.origin).host}`);
});

scenario('pictures of a file are uploaded where the browser lets Tack see files', {}, async (world) => {
  const written = files(world);
  await world.connect();
  for (const [name, title] of [['page.html', 'My page'], ['pin.png', '']]) {
    const tab = await world.openTab(written[name]);
    const popup = await world.openPopup(tab);
    await popup.board('Garden').click();
    const shown = await popup.evaluate(() => document.querySelector('.preview img').naturalWidth);
    assert.equal(shown, 128, 'the person sees what is saved');
    await world.look(popup, `popup-${name}`);
    await popup.role('button', 'Save').click();
    await popup.role('status').shows(exactly(word('saved', 'Garden')));
    await world.browser.closePopup();
    const pin = (await world.standin.pins()).at(-1);
    assert.deepEqual([pin.media_source_type, pin.width, pin.height, pin.content_type], ['image_base64', 128, 128, 'image/png']);
    if (title) assert.deepEqual([pin.title, pin.alt_text], [title, 'A pin']);
    assert.ok(!pin.link, 'it leads nowhere');
    assert.ok(!JSON.stringify(pin).includes('My%20page'), 'nothing tells where it lies');
  }
});

scenario('a picture of a file that the browser hands to nobody is taken from the screen', { only: 'chromium' }, async (world) => {
  await world.connect();
  const tab = await world.openTab(files(world)['page.html']);
  const popup = await world.openPopup(tab);
  await popup.board('Garden').click();
  // Firefox has what it shows all the same.
  fs.rmSync(path.join(world.folder, 'My page', 'pin.png'));
  await popup.role('button', 'Save').click();
  await popup.role('alert').shows(problem('picture_of_file'));
  await world.look(popup, 'popup-kept');
  await popup.role('button', word('way_picture')).click();
  await popup.shows(exactly('256 × 256'));
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
  const [pin, ...more] = await world.standin.pins();
  assert.deepEqual([pin.width, pin.height, pin.alt_text, more.length], [256, 256, 'A pin', 0]);
});
