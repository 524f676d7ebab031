// What the person, or somebody else, does at the consent page.
import assert from 'node:assert/strict';
import { scenario } from './harness/scenario.mjs';
import { problem } from './harness/words.mjs';

async function toConsent(world) {
  const options = await world.openOptions();
  await world.setRelay(options);
  await options.role('button', 'Connect to Pinterest').click();
  return { options, consent: await world.browser.consent() };
}

scenario('deny at the consent page', {}, async (world) => {
  const { options, consent } = await toConsent(world);
  await consent.css('#deny').click();
  await options.role('alert').shows(problem('consent_denied'));
  await world.look(options, 'options-denied');
});

scenario('the window is closed', {}, async (world) => {
  const { options, consent } = await toConsent(world);
  await consent.close();
  await options.role('alert').shows(problem('auth_window_closed'));
});

scenario('a redirect with a wrong state connects nothing', {}, async (world) => {
  const { options, consent } = await toConsent(world);
  // As a page would that leads back with an answer of its own.
  await consent.evaluate(() => {
    const redirect = new URL(location.href).searchParams.get('redirect_uri');
    setTimeout(() => { location.href = `${redirect}?code=stolen&state=another`; });
  });
  await options.role('alert').shows(problem('state_mismatch'));
  const exchanged = (await world.standin.requests()).filter((r) => r.path === '/v5/oauth/token');
  assert.deepEqual(exchanged, [], 'nothing was exchanged');
});

scenario('a permission is unticked', {}, async (world) => {
  const { options, consent } = await toConsent(world);
  await consent.css('input[name=scope][value="pins:write"]').evaluate((box) => { box.checked = false; });
  await consent.css('#allow').click();
  await options.role('alert').shows(problem('scope_missing'));
});
