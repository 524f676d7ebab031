// Boards: many, none, and answers that are no boards.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];

scenario('600 boards are found by typing', {}, async (world) => {
  await world.standin.seed({ world: 'production', account: 'ada', boards: 600 });
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  const search = popup.role('searchbox', 'Search boards');
  await search.fill('board 599');
  await popup.board('Board 599').wait();
  await until('only what matches is left', async () => (await popup.role('listbox', 'Boards').evaluate((l) => l.querySelectorAll('[role=option]').length)) === 1);
  await world.look(popup, 'popup-searched');
  await popup.board('Board 599').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Board 599')));
  assert.equal((await world.standin.pins())[0].board_name, 'Board 599');
});

scenario('an account without boards', {}, async (world) => {
  await world.connect({ account: 'ben' });
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.role('alert').shows(problem('no_boards'));
  await world.look(popup, 'popup-no-boards');
});

scenario('a board without a name does no harm', {}, async (world) => {
  await world.standin.seed({ world: 'production', account: 'ada', board_without_name: true });
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await popup.board('Garden').click();
  await popup.role('button', 'Save').click();
  await popup.role('status').shows(exactly(word('saved', 'Garden')));
});

scenario('a bookmark that repeats ends', {}, async (world) => {
  await world.standin.seed({ world: 'production', account: 'ada', boards: 600, repeat_bookmark: true });
  await world.connect();
  const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
  await until('an end', async () => (await popup.role('alert').exists()) || popup.board('Board 1').exists());
  const asked = (await world.standin.requests()).filter((r) => r.path === '/v5/boards').length;
  assert.ok(asked < 30, `asked ${asked} times`);
});

for (const [name, act] of Object.entries({
  HTML: { body: '<html><body>Gateway</body></html>', status: 200, content_type: 'text/html' },
  nothing: { empty: 200 },
  '3 MB': { big: 3_000_000 },
})) {
  scenario(`boards answered with ${name}`, { allow: NETWORK }, async (world) => {
    // From the start, so that none are known from connecting.
    await world.standin.fault({ match: { host: 'api.pinterest.com', path: '/v5/boards' }, act });
    await world.connect();
    const popup = await world.openPopup(await world.openTab('https://shop.example/one'));
    await popup.role('alert').shows(problem('pinterest_garbled'));
    await world.look(popup, `popup-boards-${name.replace(' ', '-')}`);
    await world.standin.mend();
    await popup.role('button', word('try_again')).click();
    await popup.board('Garden').wait();
  });
}
