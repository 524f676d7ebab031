// The pages of tests/pages: on each, the picture that the person came for is the first one offered, at its best source.
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

for (let part = 0; part < PARTS; part++) {
  scenario(`the right picture first, ${part + 1} of ${PARTS}`, { relay: false, allow: BROKEN, hosts: PRIVATE }, async (world) => {
    const wrong = {};
    for (const page of load(folder).filter((page, at) => at % PARTS === part && !page.point)) {
      const { first } = judged(page, await offered(world, page));
      // What is mended leaves the list, so that it stays so.
      const isOpen = open[page.name] !== undefined;
      if (isOpen !== first.length > 0) wrong[page.name] = isOpen ? 'is right now: take it off open.json' : first;
    }
    assert.deepEqual(wrong, {});
  });
}
