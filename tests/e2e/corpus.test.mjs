// The pages of tests/pages: on each, the picture that the person came for is the first one offered, at its best source,
// with the right words and link; what else is to be offered is, and what is not is not.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { judged, load, offered } from './harness/corpus.mjs';
import { root } from './harness/paths.mjs';
import { scenario } from './harness/scenario.mjs';

const folder = path.join(root, 'tests/pages');
const open = JSON.parse(fs.readFileSync(path.join(folder, 'open.json'), 'utf8'));
// Of these the browsers say on each page what could not be loaded.
const BROKEN = [/Failed to load resource/];
// One page shows a picture of a private network.
const PRIVATE = ['10.0.0.5'];
// A page for each browser would be many browsers, one browser for all a long test.
const PARTS = 4;

/** What is not as `open.json` has it, by page. */
async function wrongs(world, pages) {
  const wrong = {};
  for (const page of pages) {
    for (const [kind, differences] of Object.entries(judged(page, await offered(world, page)))) {
      // What is mended leaves the list, so that it stays so.
      const isOpen = open[page.name]?.includes(kind) ?? false;
      if (isOpen !== differences.length > 0) wrong[page.name] = { ...wrong[page.name], [kind]: isOpen ? 'is right now: take it off open.json' : differences };
    }
  }
  return wrong;
}

const pages = load(folder);

for (let part = 0; part < PARTS; part++) {
  scenario(`the right picture first, ${part + 1} of ${PARTS}`, { relay: false, allow: BROKEN, hosts: PRIVATE }, async (world) => {
    assert.deepEqual(await wrongs(world, pages.filter((page, at) => at % PARTS === part && !page.point)), {});
  });
}

scenario('the picture that was right-clicked first', { relay: false, window: true, allow: BROKEN }, async (world) => {
  assert.deepEqual(await wrongs(world, pages.filter((page) => page.point)), {});
});
