// The pages of a folder such as tests/pages (its README.md tells the form), put up at the stand-in one after the other,
// and what Tack offers on each beside what is right.
import fs from 'node:fs';
import path from 'node:path';
import { until } from './until.mjs';
import { problem, word } from './words.mjs';

/** All pages of a folder, by name. */
export function load(folder) {
  const names = fs.readdirSync(folder).filter((file) => file.endsWith('.json') && file !== 'open.json').map((file) => file.slice(0, -5)).sort();
  return names.map((name) => {
    const page = { name, ...JSON.parse(fs.readFileSync(path.join(folder, `${name}.json`), 'utf8')) };
    const read = (file) => fs.readFileSync(path.join(folder, file), 'utf8');
    page.html = Object.fromEntries(Object.entries(page.documents ?? {}).map(([address, file]) => [address, read(file)]));
    // A tab that is itself a picture has no document.
    if (!page.pictures?.[page.url]) page.html[page.url] = read(`${name}.html`);
    return page;
  });
}

/** The popup by the real context menu of an element. */
async function pointed({ browser }, tab, selector) {
  await browser.contextMenu(tab, selector, word('menu_choose_board'), 'last');
  return browser.popup();
}

/** What the popup is offered on that page: `{offer}` or `{problem}`. */
export async function offered(world, page) {
  const { browser, standin } = world;
  await standin.site({ documents: page.html, pictures: page.pictures ?? {}, cookie: page.cookie });
  const tab = await world.openTab(page.url);
  try {
    const evaluate = (expression) => tab.evaluate((code) => (0, eval)(code), expression);
    if (page.settled) await until(`${page.name} settles`, () => evaluate(`!!(${page.settled})`));
    if (page.scroll) await tab.css(page.scroll).evaluate((e) => e.scrollIntoView({ block: 'center', behavior: 'instant' }));
    if (page.select) await tab.css(page.select).evaluate((e) => getSelection().selectAllChildren(e));
    const popup = page.point ? await pointed(world, tab, page.point) : await browser.clickToolbar(tab);
    // The best source is known once it was loaded.
    const shown = await until('the picture or a problem', () => popup.evaluate(() => {
      const chip = document.querySelector('.chip-size');
      const alert = document.querySelector('[role=alert]');
      return alert ? { alert: alert.innerText } : chip && chip.getAttribute('aria-busy') !== 'true' && { url: chip.title, size: chip.textContent };
    }));
    // What the popup itself was told. Not before it: which picture was right-clicked is told but once.
    const reply = await until('an answer', () => popup.evaluate(() => globalThis.browser.runtime.sendMessage({ page: { tab: null } })));
    if (shown.alert && reply.Ok) {
      reply.Err = { kind: problem('picture_opted_out').test(shown.alert) ? 'picture_opted_out' : shown.alert };
      delete reply.Ok;
    }
    if (reply.Ok) {
      const { candidates } = reply.Ok.page;
      const chosen = Math.max(0, candidates.findIndex((c) => c.url === shown.url || c.larger.includes(shown.url)));
      candidates.unshift(...candidates.splice(chosen, 1));
      const [width, height] = shown.size.match(/\d+/g)?.map(Number) ?? [0, 0];
      Object.assign(candidates[0], { url: shown.url, width, height });
    }
    await browser.closePopup();
    return reply.Ok ? { offer: reply.Ok.page } : { problem: reply.Err };
  } finally {
    await tab.close();
  }
}

/** Of a picture that has no address, what it is says enough. */
const isInner = (right) => right.upload && !right.url.startsWith('http');

const FIELDS = ['needs_upload', 'url', 'width', 'height', 'link', 'title', 'description', 'alt'];
const SOURCE = ['needs_upload', 'url', 'width', 'height'];

function differences(candidate, written, fields) {
  const right = { ...written, needs_upload: Boolean(written.upload) };
  if (isInner(right) && candidate?.url.startsWith(right.url)) right.url = candidate.url;
  // A larger file is looked for once its picture is chosen.
  const promised = candidate?.larger.includes(right.url);
  return fields.filter((field) => right[field] !== undefined && candidate?.[field] !== right[field] && !(promised && SOURCE.includes(field)))
    .map((field) => `${field}: ${JSON.stringify(candidate?.[field])}, right: ${JSON.stringify(right[field])}`);
}

/** What differs from what is right: `first` (its source), `words` (and the link of it), `more` (all else). */
export function judged(page, { offer, problem }) {
  const said = { first: [], words: [], more: [] };
  if (page.problem) {
    if (problem?.kind !== page.problem) said.first.push(`problem: ${problem?.kind ?? offer.candidates[0].url}, right: ${page.problem}`);
    if (page.message && problem?.owner_message !== page.message) said.words.push(`message: ${JSON.stringify(problem?.owner_message)}, right: ${JSON.stringify(page.message)}`);
    return said;
  }
  const candidates = offer?.candidates ?? [];
  if (problem) said.first.push(`problem: ${problem.kind}`);
  if (page.first) {
    said.first.push(...differences(candidates[0], page.first, SOURCE));
    said.words.push(...differences(candidates[0], page.first, FIELDS.filter((f) => !SOURCE.includes(f))));
  }
  for (const [at, right] of (page.then ?? []).entries()) said.more.push(...differences(candidates[at + 1], right, FIELDS).map((d) => `${at + 2}. ${d}`));
  for (const address of page.also ?? []) {
    const times = candidates.filter((c) => c.url === address || c.larger.includes(address)).length;
    if (times !== 1) said.more.push(`${times} times: ${address}`);
  }
  for (const address of page.never ?? []) {
    if (candidates.some((c) => c.url === address || c.shown === address)) said.more.push(`offered: ${address}`);
  }
  return said;
}
