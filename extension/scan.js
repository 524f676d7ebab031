// The page scan. Injected on a click (activeTab); its completion value is the raw facts that `src/page/facts.rs`
// reads. It judges nothing: cleaning, ranking and choosing are Rust. It leaves nothing behind in the page.
//
// Threats: a page names elements and form fields `title`, `images`, `querySelectorAll`, … and so shadows the
// properties of `document`: everything is read through the getters of the prototypes. And a page may hold any
// number of pictures and texts of any length: everything is capped, in number, in length, in total and in time.
(() => {
  'use strict';

  const PICTURES_MAX = 10_000; // limits::FACTS_MAX
  const LOOKED_AT_MAX = 50_000;
  const METAS_MAX = 200;
  const SOURCES_MAX = 20;
  const MEDIA_MAX = 200;
  const ADDRESS_MAX = 8_192; // limits::PICTURE_URL_MAX
  const DATA_ADDRESS_MAX = 2_048;
  const SRCSET_MAX = 16_384;
  const TEXT_MAX = 2_000;
  const TOTAL_MAX = 16_000_000;
  const TIME_MAX_MS = 2_000;

  const getter = (type, name) => {
    const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (object) => get.call(object);
  };
  const method = (type, name) => {
    const { value } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (object, argument) => value.call(object, argument);
  };

  const documentUrl = getter(Document, 'URL');
  const documentTitle = getter(Document, 'title');
  const documentType = getter(Document, 'contentType');
  const documentElement = getter(Document, 'documentElement');
  const queryDocument = method(Document, 'querySelectorAll');
  const baseUri = getter(Node, 'baseURI');
  const parentElement = getter(Node, 'parentElement');
  const textContent = getter(Node, 'textContent');
  const localName = getter(Element, 'localName');
  const attribute = method(Element, 'getAttribute');
  const hasAttribute = method(Element, 'hasAttribute');
  const closest = method(Element, 'closest');
  const queryElement = method(Element, 'querySelector');
  const firstChild = getter(Element, 'firstElementChild');
  const nextSibling = getter(Element, 'nextElementSibling');
  const rectangle = method(Element, 'getBoundingClientRect');
  const isVisible = method(Element, 'checkVisibility');
  const pictureSrc = getter(HTMLImageElement, 'src');
  const pictureCurrent = getter(HTMLImageElement, 'currentSrc');
  const naturalWidth = getter(HTMLImageElement, 'naturalWidth');
  const naturalHeight = getter(HTMLImageElement, 'naturalHeight');
  const isComplete = getter(HTMLImageElement, 'complete');
  const linkHref = getter(HTMLAnchorElement, 'href');

  const started = performance.now();
  let total = 0;

  // The value, cut; never half of a surrogate pair, which no UTF-8 can hold.
  const text = (value, max = TEXT_MAX) => {
    if (!value) return undefined;
    const short = value.length > max ? value.slice(0, max).toWellFormed() : value;
    total += short.length;
    return short;
  };
  // An address that is too long is no address: cut, it would be another one.
  const address = (value) => {
    if (!value) return undefined;
    const max = value.startsWith('data:') ? DATA_ADDRESS_MAX : ADDRESS_MAX;
    if (value.length > max) return value.startsWith('data:') ? 'data:' : undefined;
    total += value.length;
    return value;
  };
  // What throws is left out; a hostile page gets no further than that.
  const attempt = (read) => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };

  // Without what is not there: browsers differ in what they make of `undefined` on its way to the core.
  const lean = (fact) => {
    for (const name of Object.keys(fact)) {
      if (fact[name] === undefined) delete fact[name];
    }
    return fact;
  };

  const selection = () => {
    const selected = window.getSelection();
    return selected && !selected.isCollapsed ? text(selected.toString().trim()) : undefined;
  };

  const WANTED =
    /^(?:pinterest|description|pin:(?:media|description|title|url)|og:(?:title|description|url|image(?::(?:url|secure_url|width|height|alt))?)|twitter:image(?::(?:src|alt))?)$/;

  const metas = () => {
    const found = [];
    for (const meta of queryDocument(document, 'meta[name], meta[property]')) {
      let key;
      for (const name of ['property', 'name']) {
        const value = attribute(meta, name);
        if (!value || value.length > 40) continue;
        const folded = value.trim().toLowerCase();
        if (WANTED.test(folded)) key = folded;
        // An opt-out in either attribute counts.
        if (folded === 'pinterest') break;
      }
      if (!key) continue;
      const content = attribute(meta, 'content');
      const fact = { key, content: text(content, key.includes('image') ? ADDRESS_MAX : TEXT_MAX) };
      if (key === 'pinterest') fact.description = text(attribute(meta, 'description'));
      // An opt-out behind a thousand other entries is still an opt-out.
      if (found.length < METAS_MAX || key === 'pinterest') found.push(lean(fact));
      if (found.length >= 2 * METAS_MAX) break;
    }
    return found;
  };

  const canonical = () => {
    for (const link of queryDocument(document, 'link[rel~="canonical" i][href]')) {
      return address(attribute(link, 'href'));
    }
    return undefined;
  };

  // Texts and answers that many pictures share are read once.
  const captions = new Map();
  const captionOf = (picture) => {
    const figure = closest(picture, 'figure');
    if (!figure) return undefined;
    if (!captions.has(figure)) {
      const caption = queryElement(figure, 'figcaption');
      captions.set(figure, caption ? textContent(caption).trim() : undefined);
    }
    return text(captions.get(figure));
  };
  const media = new Map();
  const matches = (query) => {
    if (!media.has(query)) {
      if (media.size >= MEDIA_MAX) return false;
      media.set(query, window.matchMedia(query).matches);
    }
    return media.get(query);
  };

  const sourcesOf = (picture) => {
    const sources = [];
    let steps = 0;
    for (let node = firstChild(picture); node && steps < 2 * SOURCES_MAX; node = nextSibling(node), steps++) {
      if (localName(node) !== 'source' || sources.length >= SOURCES_MAX) continue;
      const srcset = text(attribute(node, 'srcset'), SRCSET_MAX);
      if (!srcset) continue;
      const query = attribute(node, 'media');
      sources.push(lean({
        srcset,
        kind: text(attribute(node, 'type') ?? '', 100),
        unmatched: query && !matches(query) ? true : undefined,
        width: Number.parseInt(attribute(node, 'width'), 10) || undefined,
        height: Number.parseInt(attribute(node, 'height'), 10) || undefined,
      }));
    }
    return sources.length ? sources : undefined;
  };

  const factsOf = (picture, order, box) => {
    const fact = {
      order,
      x: Math.round(box.x),
      y: Math.round(box.y),
      width: Math.round(box.width),
      height: Math.round(box.height),
      naturalWidth: naturalWidth(picture),
      naturalHeight: naturalHeight(picture),
    };
    // Only what is there is set: most pictures have few of these, and each costs its way to the core.
    const set = (name, value) => {
      if (value) fact[name] = value;
    };
    const src = address(pictureSrc(picture));
    const current = address(pictureCurrent(picture));
    set('src', src);
    if (current !== src) set('current', current);
    set('srcset', text(attribute(picture, 'srcset'), SRCSET_MAX));
    if (!isComplete(picture)) fact.loading = true;
    if (!isVisible(picture, { visibilityProperty: true })) fact.hidden = true;
    set('alt', text(attribute(picture, 'alt')));
    set('title', text(attribute(picture, 'title')));
    set('pinMedia', address(attribute(picture, 'data-pin-media')));
    set('pinUrl', address(attribute(picture, 'data-pin-url')));
    set('pinDescription', text(attribute(picture, 'data-pin-description')));
    const parent = parentElement(picture);
    const inPicture = parent && localName(parent) === 'picture';
    if (inPicture) set('sources', sourcesOf(parent));
    for (const name of ['nopin', 'data-pin-nopin', 'data-nopin']) {
      if (hasAttribute(picture, name) || (inPicture && hasAttribute(parent, name))) fact.noPin = true;
    }
    const link = closest(picture, 'a[href]');
    if (link) set('link', attempt(() => address(linkHref(link))));
    set('caption', attempt(() => captionOf(picture)));
    return fact;
  };

  const width = window.innerWidth;
  const height = window.innerHeight;
  const facts = lean({
    url: address(attempt(() => documentUrl(document))),
    base: address(attempt(() => baseUri(document))),
    title: text(attempt(() => documentTitle(document))),
    lang: text(attempt(() => attribute(documentElement(document), 'lang')), 40),
    kind: text(attempt(() => documentType(document)), 100),
    selection: attempt(selection),
    metas: attempt(metas) ?? [],
    canonical: attempt(canonical),
    viewportWidth: width,
    viewportHeight: height,
    pixelRatio: window.devicePixelRatio,
    pictures: [],
    partial: false,
  });

  // All boxes in one pass, so that layout is computed once; then what is in view, then the rest.
  const all = attempt(() => queryDocument(document, 'img')) ?? [];
  const inView = [];
  const elsewhere = [];
  const count = Math.min(all.length, LOOKED_AT_MAX);
  for (let order = 0; order < count; order++) {
    const picture = all[order];
    const box = attempt(() => rectangle(picture));
    if (!box) continue;
    const seen = box.width && box.height && box.right > 0 && box.bottom > 0 && box.x < width && box.y < height;
    (seen ? inView : elsewhere).push({ picture, order, box });
  }
  facts.partial = all.length > LOOKED_AT_MAX || inView.length + elsewhere.length > PICTURES_MAX;
  for (const list of [inView, elsewhere]) {
    for (const { picture, order, box } of list) {
      if (facts.pictures.length >= PICTURES_MAX) break;
      if (total > TOTAL_MAX || performance.now() - started > TIME_MAX_MS) {
        facts.partial = true;
        break;
      }
      const fact = attempt(() => factsOf(picture, order, box));
      if (fact) facts.pictures.push(fact);
    }
  }
  return facts;
})();
