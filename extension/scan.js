// The page scan. Injected on a click (activeTab); what it resolves to are the raw facts that `src/page/facts.rs`
// reads, as JSON. It judges nothing: cleaning, ranking and choosing are Rust. It leaves nothing behind in the page.
//
// It is what the files before it are put together to: `bounds.js`, `spots.js`, `head.js`, `sightings.js`, `pictures.js`.
//
// Threats: a page shadows the properties of `document`: everything is read through the prototypes (`prototypes.js`).
// And a page may hold any number of pictures and texts of any length: everything is capped, in number, in length, in
// total and in time; and the page goes on after each piece.
(async () => {
  'use strict';

  const PICTURES_MAX = 10_000; // limits::FACTS_MAX
  const THUMBS_MAX = 80;
  const THUMB_SIDE = 320;
  const THUMB_MAX = 32_768; // limits::SHOWN_MAX
  const THUMBS_MAX_MS = 1_200;
  // For finding what may show a picture, and for looking at what was found; the first in any case.
  const FIND_MAX_MS = 1_000;
  const LOOK_MAX_MS = 1_500;
  const FIRST = 64;
  // Pictures from one look at the clock to the next.
  const STEP = 4;
  const WRITE_STEP = 16;

  const isGlance = Object.hasOwn(globalThis, 'tackGlance');
  delete globalThis.tackGlance;

  const { getter, method } = globalThis.tackPrototypes;
  const documentUrl = getter(Document, 'URL');
  const documentTitle = getter(Document, 'title');
  const windowOf = getter(Document, 'defaultView');
  const documentType = getter(Document, 'contentType');
  const documentElement = getter(Document, 'documentElement');
  const documentBody = getter(Document, 'body');
  const baseUri = getter(Node, 'baseURI');
  const attribute = method(Element, 'getAttribute');
  const rectangle = method(Element, 'getBoundingClientRect');
  const poster = getter(HTMLVideoElement, 'poster');

  const bounds = globalThis.tackBounds();
  const { isDue, pause, isLeft, isFull, text, address, attempt } = bounds;
  const draw = globalThis.tackDraw;
  const spots = globalThis.tackSpots();
  const head = globalThis.tackHead(bounds);
  const view = { width: window.innerWidth, height: window.innerHeight };
  const sightings = globalThis.tackSightings(bounds, head, view);

  const selection = () => {
    for (const { root } of sightings.roots) {
      const selected = attempt(() => windowOf(root).getSelection());
      if (selected && !selected.isCollapsed) return text(selected.toString().trim());
    }
  };
  const readsFromRight = () => [documentElement, documentBody].some((part) => getComputedStyle(part(document)).direction === 'rtl');

  // The files before this one have run in the same piece.
  await pause();
  bounds.begin(FIND_MAX_MS);
  const facts = {
    scan: spots.page,
    mark: globalThis.tackMark().mark,
    url: address(attempt(() => documentUrl(document))),
    base: address(attempt(() => baseUri(document))),
    title: text(attempt(() => documentTitle(document))),
    lang: text(attempt(() => attribute(documentElement(document), 'lang')), 40),
    rightToLeft: attempt(readsFromRight) || undefined,
    kind: text(attempt(() => documentType(document)), 100),
    metas: await head.metasOf(document).catch(() => []),
    canonical: attempt(() => head.canonicalOf(document)),
    things: await head.thingsOf(document).catch(() => undefined),
    viewportWidth: view.width,
    viewportHeight: view.height,
    scrolled: window.scrollY > 0 ? Math.round(window.scrollY) : undefined,
    frames: sightings.frames,
    foreign: sightings.foreign,
    pictures: [],
  };
  if (isDue()) await pause();
  await spots.sweep(bounds);
  // What the page has changed is laid out anew by the first question, in a piece of its own.
  attempt(() => rectangle(documentElement(document)));
  if (isDue()) await pause();

  if (isGlance && sightings.isVast()) {
    await sightings.glance();
    // Unlike any mark, so that the next question finds the page grown.
    facts.mark = '';
  } else await sightings.find();
  await Promise.all(sightings.reading);
  facts.selection = attempt(selection);

  // ---- What is known of each

  const inner = [];
  const pictures = globalThis.tackPictures(bounds, sightings, view);
  const look = (found) => {
    const fact = pictures.factsOf(found);
    fact.spot = spots.of(found.element, found.place);
    facts.pictures.push(fact);
    if (inner.length < THUMBS_MAX && pictures.isInner(found, fact)) inner.push({ found, fact });
  };
  bounds.begin(LOOK_MAX_MS);
  bounds.makeRoom();
  let looked = 0;
  for (const list of [sightings.inView, sightings.elsewhere]) {
    for (const found of list) {
      if (facts.pictures.length >= PICTURES_MAX) break;
      if (looked++ % STEP === 0 && isDue()) await pause();
      if (isFull() || (!isLeft() && facts.pictures.length >= FIRST)) break;
      try {
        look(found);
      } catch {
        // Left out.
      }
    }
  }

  const pointed = spots.pointed();
  if (pointed) {
    facts.wasPointed = true;
    facts.pointed = pointed;
  }

  // ---- Small copies of what has no address

  bounds.begin(THUMBS_MAX_MS);
  for (const { found, fact } of inner) {
    try {
      if (isDue()) await pause();
      const copy = isLeft() && (await draw.thumb(found.element, found.place, THUMB_SIDE, THUMB_MAX));
      if (copy) fact.thumb = copy;
    } catch {
      // Drawn from elsewhere, and so not to be read.
    }
    if (fact.thumb || found.place !== 'film' || !attempt(() => poster(found.element))) continue;
    // What plays cannot be had: then what it began with.
    Object.assign(fact, { place: 'video', src: address(poster(found.element)), loading: true, naturalWidth: 0, naturalHeight: 0 });
    fact.spot = spots.of(found.element, 'video');
  }

  // As one text: an object would be taken apart field by field on its way to the core, in one piece and on the page's time.
  const written = [];
  for (let at = 0; at < facts.pictures.length; at += WRITE_STEP) {
    if (isDue()) await pause();
    written.push(JSON.stringify(facts.pictures.slice(at, at + WRITE_STEP)).slice(1, -1));
  }
  return `${JSON.stringify({ ...facts, pictures: undefined }).slice(0, -1)},"pictures":[${written.join()}]}`;
})();
