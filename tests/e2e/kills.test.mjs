// The background is killed while Pinterest keeps a connect or a renewal waiting.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { until } from './harness/until.mjs';
import { exactly, problem, word } from './harness/words.mjs';

const PAGE = 'https://shop.example/one';
const TOKEN = { path: '/v5/oauth/token' };
// The browser's own lines for the answer 401, and for what ended with the background.
const NETWORK = [/Failed to load resource/];

const ACCOUNT = { path: '/v5/user_account' };

/** Waits until Pinterest holds such a request. */
async function held({ standin }, { path }) {
  const isHeld = (request) => request.path === path && request.status === 0;
  await until(`Pinterest holds the request for ${path}`, async () => (await standin.requests()).some(isHeld));
}

scenario('a background that is killed while it renews', { allow: NETWORK }, async (world) => {
  await (await world.connect()).close();
  const tab = await world.openTab(PAGE);
  const popup = await world.openPopup(tab);
  await popup.board('Garden').wait();
  await world.standin.scripts({ expire_tokens: true, rotation: 'keep' });
  await world.standin.fault({ match: TOKEN, act: { hang: true } });
  await popup.role('button', word('boards_refresh')).click();
  await held(world, TOKEN);
  await world.browser.killBackground();
  await world.browser.closePopup();
  await world.standin.mend();
  // Another one renews, with what the first has left.
  const again = await world.openPopup(tab);
  await again.role('button', word('boards_refresh')).click();
  await again.board('Garden').click();
  await again.role('button', 'Save').click();
  await again.role('status').shows(exactly(word('saved', 'Garden')));
  assert.equal(await again.css('[role=alert]').count(), 0);
  assert.equal((await world.standin.pins()).length, 1);
});

// The second time, the only copy of the tokens dies with the background.
for (const [at, match] of [['asks for tokens', TOKEN], ['asks whose they are', ACCOUNT]]) {
  scenario(`a background that is killed while it connects, and ${at}`, { allow: NETWORK }, async (world) => {
    const options = await world.openOptions();
    await world.setRelay(options);
    await options.shows(exactly(word('relay_saved')));
    await world.standin.fault({ match, act: { hang: true } });
    await options.role('button', word('connect')).click();
    await (await world.browser.consent()).css('#allow').click();
    await held(world, match);
    await world.browser.killBackground();
    await world.standin.mend();
    const again = await world.openOptions();
    await again.role('alert').shows(problem('auth_window_closed'));
    await world.look(again, 'options-interrupted');
    await again.css('[role=alert] .problem-foot .button').click();
    await (await world.browser.consent()).css('#allow').click();
    await again.shows(/ada · /);
    assert.equal(await again.css('[role=alert]').count(), 0);
  });
}
