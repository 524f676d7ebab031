// Pages that no extension may read say why.
import { scenario } from './harness/scenario.mjs';
import { problem } from './harness/words.mjs';

scenario("an extension's own page", { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openOptions());
  await popup.shows(problem('page_of_extension'));
});

scenario('a page that did not load', { relay: false }, async (world) => {
  // Nobody listens there.
  const popup = await world.openPopup(await world.openFailingTab('http://127.0.0.1:59998/'));
  await popup.shows(problem('page_failed'));
});
