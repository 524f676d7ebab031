// Pages that no extension may read say why.
import { scenario } from './harness/scenario.mjs';
import { problem } from './harness/words.mjs';

const NETWORK = [/Failed to load resource/];

scenario('a page that did not load', { relay: false, allow: NETWORK }, async (world) => {
  const tab = await world.openTab('https://shop.example/empty');
  // Nobody listens there, and browsers ask no proxy for it.
  await tab.evaluate(() => { location.href = 'http://127.0.0.1:59998/'; });
  const popup = await world.openPopup(tab);
  await popup.shows(problem('page_failed'));
});

scenario("an extension's own page", { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openOptions());
  await popup.shows(problem('page_of_extension'));
});
