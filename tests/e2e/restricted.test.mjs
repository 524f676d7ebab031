// Pages that no extension may read say why.
import { scenario } from './harness/scenario.mjs';
import { problem } from './harness/words.mjs';

// Each browser's own: the other one's is a page like any other.
const STORES = { chromium: 'chromewebstore.google.com', firefox: 'addons.mozilla.org' };

scenario("an extension's own page", { relay: false }, async (world) => {
  const popup = await world.openPopup(await world.openOptions());
  await popup.shows(problem('page_of_extension'));
});

scenario('a page that did not load', { relay: false }, async (world) => {
  // Nobody listens there.
  const popup = await world.openPopup(await world.openFailingTab('http://127.0.0.1:59998/'));
  await popup.shows(problem('page_failed'));
});

for (const [only, host] of Object.entries(STORES)) {
  scenario('a store for extensions', { only, relay: false, hosts: [host] }, async (world) => {
    await world.standin.site({ pictures: {}, documents: { [`https://${host}/`]: '<!doctype html><title>Store</title><link rel="icon" href="data:,"><p>Store' } });
    const popup = await world.openPopup(await world.openTab(`https://${host}/`));
    await popup.shows(problem('page_of_store'));
  });
}
