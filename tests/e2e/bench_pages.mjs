// Counts on how many pages of a corpus the first candidate is right.
// node tests/e2e/bench_pages.mjs [--pages DIR] [--browser firefox] [FILTER]     FILTER: a part of the pages' names
import path from 'node:path';
import { parseArgs } from 'node:util';
import { judged, load, offered } from './harness/corpus.mjs';
import { root } from './harness/paths.mjs';
import { World } from './harness/world.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { pages: { type: 'string', default: path.join(root, 'tests/pages') }, browser: { type: 'string', default: 'chromium' } },
});
const pages = load(path.resolve(values.pages)).filter((page) => page.name.includes(positionals[0] ?? ''));
const right = { first: 0, words: 0, more: 0 };
const world = await World.open(values.browser, 'pages', { relay: false, window: true });
try {
  for (const page of pages) {
    let said;
    try {
      said = judged(page, await offered(world, page));
    } catch (error) {
      // A page that cannot be judged is one that is not right, and keeps no other from being judged.
      const what = [`${error.message}`];
      said = { first: what, words: what, more: what };
      await world.browser.closePopup().catch(() => {});
    }
    for (const part of Object.keys(right)) right[part] += said[part].length === 0 ? 1 : 0;
    const wrong = Object.values(said).flat();
    console.log(wrong.length === 0 ? `✔ ${page.name}` : `✖ ${page.name}\n    ${wrong.join('\n    ')}`);
  }
} finally {
  await world.close();
}
console.log(`words and link of it right: ${right.words} of ${pages.length}`);
console.log(`other candidates right: ${right.more} of ${pages.length}`);
console.log(`first candidate right: ${right.first} of ${pages.length}`);
