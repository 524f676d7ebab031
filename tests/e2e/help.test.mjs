// The help page: each problem, under its own words and under those of other tools.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

// What people have read elsewhere, and which of ours it is.
const ELSEWHERE = {
  'Authentication Failed': 'needs_reconnecting',
  'Authorization Failed': 'not_permitted',
  'Invalid Authorization/Authentication Level': 'scope_missing',
  'Not Authorized': 'not_permitted',
  'Permission Denied': 'not_permitted',
  'Update Required': 'scope_missing',
  'Session expired': 'needs_reconnecting',
  'No boards found': 'no_boards',
  'Invalid Parameters': 'invalid_request',
};

const shown = (help) => help.evaluate(() => [...document.querySelectorAll('.help-item:not([hidden])')].map((item) => item.id));

scenario('help is found by the words that people know', { relay: false }, async (world) => {
  const help = await world.openTab(`${world.browser.origin}/help.html`);
  const field = help.role('searchbox', word('help_search'));
  await field.wait();
  assert.ok((await shown(help)).length > 70, 'each problem is there');
  await world.look(help, 'help');
  for (const [words, name] of Object.entries(ELSEWHERE)) {
    await field.fill(words);
    await until(`${words} is found`, async () => (await shown(help)).length < 70);
    assert.ok((await shown(help)).includes(name), `${words} → ${name}`);
  }
  await field.fill('wombat');
  await help.shows(exactly(word('help_none')));
  assert.deepEqual(await shown(help), []);
});

scenario('a problem leads to what the help page says of it', { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openTab('https://shop.example/empty'));
  await popup.role('alert').shows(problem('no_pictures'));
  const address = await popup.css('.problem-help').attribute('href');
  assert.equal(address, 'help.html#no_pictures');
  await world.browser.closePopup();
  const help = await world.openTab(`${world.browser.origin}/${address}`);
  await help.css('#no_pictures[open]').wait();
  await help.shows(exactly(word('problem_no_pictures_how')));
});
