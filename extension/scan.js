// The page scan. Injected on a click (activeTab); what it resolves to are the raw facts that `src/page/facts.rs`
// reads. It judges nothing: cleaning, ranking and choosing are Rust. It leaves nothing behind in the page.
//
// Threats: a page shadows the properties of `document`: everything is read through the prototypes (`prototypes.js`).
// And a page may hold any number of pictures and texts of any length: everything is capped, in number, in length, in
// total and in time.
(async () => {
  'use strict';

  const PICTURES_MAX = 10_000; // limits::FACTS_MAX
  const LOOKED_AT_MAX = 50_000;
  const DOCUMENTS_MAX = 20;
  const FOREIGN_MAX = 3; // limits::FOREIGN_MAX
  const ROOTS_MAX = 5_000;
  const METAS_MAX = 200;
  const SOURCES_MAX = 20;
  const SPARE_MAX = 12;
  const MARKUP_MAX = 50;
  const MEDIA_MAX = 200;
  const ADDRESS_MAX = 8_192; // limits::PICTURE_URL_MAX
  // Longer ones are cut to head and tail: see `gather.rs`, which does the same.
  const DATA_ADDRESS_MAX = 2_048;
  const DATA_HEAD = 64;
  const DATA_TAIL = 512;
  const THUMBS_MAX = 24;
  const THUMB_SIDE = 320;
  const THUMB_MAX = 32_768; // limits::SHOWN_MAX
  const THUMBS_MAX_MS = 600;
  const SRCSET_MAX = 131_072;
  const NOSCRIPT_MAX = 4_000;
  const JSON_MAX = 500_000;
  const TEXT_MAX = 2_000;
  const TOTAL_MAX = 16_000_000;
  // For finding what may show a picture, and for looking at what was found; the first in any case.
  const FIND_MAX_MS = 1_000;
  const LOOK_MAX_MS = 1_500;
  const FIRST = 64;
  const NAMES_MAX = 100;
  // The page goes on after each piece.
  const PIECE_MS = 10;
  // limits of `facts.rs`: CLOSED_MAX
  const CLOSED_MAX = 500;
  const OPT_OUTS = ['nopin', 'data-pin-nopin', 'data-nopin'];
  const NOPIN = OPT_OUTS.map((name) => `[${name}]`).join();
  // Elements, and `img`s among them, of a page of which only the view is looked at first (`glance.js`).
  const LARGE_PAGE = 8_000;
  const LARGE_GALLERY = 1_500;
  const GLANCE_ROWS = 6;
  const GLANCE_COLUMNS = 8;
  const GLANCE_DEPTH = 8;
  const GLANCE_MAX = 400;
  // A background or a frame that is smaller shows no picture to pin.
  const SIDE_MIN = 80;

  const { getter, method } = globalThis.tackPrototypes;

  const documentUrl = getter(Document, 'URL');
  const documentTitle = getter(Document, 'title');
  const documentType = getter(Document, 'contentType');
  const documentElement = getter(Document, 'documentElement');
  const queryDocument = method(Document, 'querySelectorAll');
  const queryFragment = method(DocumentFragment, 'querySelectorAll');
  const documentBody = getter(Document, 'body');
  const fromPoint = method(Document, 'elementFromPoint');
  const stackOf = method(Document, 'elementsFromPoint');
  const comparePosition = method(Node, 'compareDocumentPosition');
  const contains = method(Node, 'contains');
  const baseUri = getter(Node, 'baseURI');
  const parentElement = getter(Node, 'parentElement');
  const rootNode = method(Node, 'getRootNode');
  const textContent = getter(Node, 'textContent');
  const localName = getter(Element, 'localName');
  const attribute = method(Element, 'getAttribute');
  const attributeNames = method(Element, 'getAttributeNames');
  const hasAttribute = method(Element, 'hasAttribute');
  const closest = method(Element, 'closest');
  const queryElement = method(Element, 'querySelector');
  const firstChild = getter(Element, 'firstElementChild');
  const nextSibling = getter(Element, 'nextElementSibling');
  const previousSibling = getter(Element, 'previousElementSibling');
  const shadowRoot = getter(Element, 'shadowRoot');
  const shadowHost = getter(ShadowRoot, 'host');
  const rectangle = method(Element, 'getBoundingClientRect');
  const isVisible = method(Element, 'checkVisibility');
  const pictureSrc = getter(HTMLImageElement, 'src');
  const pictureCurrent = getter(HTMLImageElement, 'currentSrc');
  const naturalWidth = getter(HTMLImageElement, 'naturalWidth');
  const naturalHeight = getter(HTMLImageElement, 'naturalHeight');
  const isComplete = getter(HTMLImageElement, 'complete');
  const linkHref = getter(HTMLAnchorElement, 'href');
  const poster = getter(HTMLVideoElement, 'poster');
  const buttonSrc = getter(HTMLInputElement, 'src');
  const drawnHref = getter(SVGImageElement, 'href');
  const contentDocument = getter(HTMLIFrameElement, 'contentDocument');
  const frameSource = getter(HTMLIFrameElement, 'src');

  const draw = globalThis.tackDraw;

  let started = performance.now();
  let piece = started;
  let total = 0;

  /** Whether there is time and room for more; lets the page go on where a piece is over. */
  const mayGoOn = async (time) => {
    const now = performance.now();
    if (now - piece > PIECE_MS) {
      await (globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve)));
      piece = performance.now();
    }
    return total <= TOTAL_MAX && now - started <= time;
  };

  // The value, cut; never half of a surrogate pair, which no UTF-8 can hold.
  const text = (value, max = TEXT_MAX) => {
    if (!value) return undefined;
    const short = (value.length > max ? value.slice(0, max) : value).toWellFormed();
    total += short.length;
    return short;
  };
  // An address that is too long is no address: cut, it would be another one.
  const address = (value) => {
    if (!value) return undefined;
    const inline = value.startsWith('data:');
    const short = inline && value.length > DATA_ADDRESS_MAX ? value.slice(0, DATA_HEAD) + value.slice(-DATA_TAIL) : value;
    if (short.length > ADDRESS_MAX) return undefined;
    total += short.length;
    return short;
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

  // ---- What a document says of itself

  const WANTED =
    /^(?:pinterest|description|pin:(?:media|description|title|url)|og:(?:title|description|url|image(?::(?:url|secure_url|width|height|alt))?)|twitter:image(?::(?:src|alt))?)$/;

  const metasOf = (document) => {
    const found = [];
    const add = (fact) => found.push(lean(fact));
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
      const fact = { key, content: text(content, /image|media|url/.test(key) ? ADDRESS_MAX : TEXT_MAX) };
      if (key === 'pinterest') fact.description = text(attribute(meta, 'description'));
      // An opt-out behind a thousand other entries is still an opt-out.
      if (found.length < METAS_MAX || key === 'pinterest') add(fact);
      if (found.length >= 2 * METAS_MAX) break;
    }
    const named = 'link[rel~="image_src" i][href], link[rel~="preload" i][as="image" i], [itemprop~="image" i]';
    let left = METAS_MAX;
    for (const element of queryDocument(document, named)) {
      if (left-- === 0) break;
      const name = localName(element);
      const item = hasAttribute(element, 'itemprop') && /(?:^|\s)image(?:\s|$)/i.test(attribute(element, 'itemprop'));
      if (item && name === 'img') continue;
      const key = item ? 'itemprop:image' : /image_src/i.test(attribute(element, 'rel')) ? 'link:image_src' : 'link:preload';
      const content = address(attribute(element, 'content') ?? attribute(element, 'href'));
      const srcset = key === 'link:preload' ? text(attribute(element, 'imagesrcset'), SRCSET_MAX) : undefined;
      if (content || srcset) add({ key, content, srcset });
    }
    return found;
  };

  const canonicalOf = (document) => {
    for (const link of queryDocument(document, 'link[rel~="canonical" i][href]')) {
      return address(attribute(link, 'href'));
    }
    return undefined;
  };

  /** Things that the page describes in JSON-LD: of what type they are, their names and pictures, as written. */
  const thingsOf = (document) => {
    const things = [];
    let left = JSON_MAX;
    const picturesIn = (value, depth = 0) => {
      if (typeof value === 'string') return [address(value)];
      if (Array.isArray(value)) return depth > 2 ? [] : value.slice(0, SOURCES_MAX).flatMap((one) => picturesIn(one, depth + 1));
      if (value && typeof value === 'object' && depth <= 2) return picturesIn(value.contentUrl ?? value.url, depth + 1);
      return [];
    };
    const look = (value, depth) => {
      if (!value || typeof value !== 'object' || depth > 8 || things.length >= MARKUP_MAX) return;
      if (Array.isArray(value)) {
        for (const one of value.slice(0, 200)) look(one, depth + 1);
        return;
      }
      const types = [value['@type']].flat().filter((type) => typeof type === 'string').slice(0, 5).map((type) => type.slice(0, 60));
      if (types.length) {
        const say = (name) => (typeof value[name] === 'string' ? text(value[name]) : undefined);
        const pictures = ['image', 'thumbnailUrl', 'thumbnail', 'primaryImageOfPage', 'contentUrl'].flatMap((name) => {
          // A film's or a song's own file is no picture.
          if (name === 'contentUrl' && !types.includes('ImageObject')) return [];
          return picturesIn(value[name]);
        });
        things.push(lean({
          types: types.join(' '),
          name: say('headline') ?? say('name'),
          caption: say('caption'),
          pictures: pictures.filter(Boolean).slice(0, SOURCES_MAX).map((one) => ({ address: one })),
        }));
      }
      for (const [name, inner] of Object.entries(value).slice(0, 100)) {
        if (name !== 'image' || typeof inner === 'object') look(inner, depth + 1);
      }
    };
    for (const script of queryDocument(document, 'script[type="application/ld+json" i]')) {
      const said = textContent(script);
      // One that is too large hides no other.
      if (said.length > left) continue;
      left -= said.length;
      attempt(() => look(JSON.parse(said), 0));
    }
    return things.length ? things : undefined;
  };

  // ---- Documents, shadow roots, and what in them may show a picture

  // Where each picture was seen, should its bytes be wanted: held so weakly that nothing lives longer for it, and by the
  // same number at each look.
  // `??=` would take an element of that name for it.
  if (!Object.hasOwn(globalThis, 'tackSeen')) {
    globalThis.tackSeen = { page: `${Math.random()}`.slice(2) + `${Date.now()}`, last: 0, ids: new WeakMap(), places: new Map() };
  }
  const seen = globalThis.tackSeen;
  for (const [id, { element }] of seen.places) {
    if (!element.deref()) seen.places.delete(id);
  }
  const spotOf = ({ element, place }) => {
    // A film that plays is another picture than the poster before it.
    if (!seen.ids.has(element)) seen.ids.set(element, {});
    const ids = seen.ids.get(element);
    ids[place] ??= ++seen.last;
    const shown = place === '' ? attempt(() => pictureCurrent(element)) : undefined;
    seen.places.set(ids[place], { element: new WeakRef(element), kind: place, shown });
    return ids[place];
  };

  const width = window.innerWidth;
  const height = window.innerHeight;
  const facts = lean({
    scan: seen.page,
    mark: globalThis.tackMark().mark,
    url: address(attempt(() => documentUrl(document))),
    base: address(attempt(() => baseUri(document))),
    title: text(attempt(() => documentTitle(document))),
    lang: text(attempt(() => attribute(documentElement(document), 'lang')), 40),
    rightToLeft: attempt(() => getComputedStyle(documentElement(document)).direction === 'rtl' || getComputedStyle(documentBody(document)).direction === 'rtl') || undefined,
    kind: text(attempt(() => documentType(document)), 100),
    selection: attempt(selection),
    metas: attempt(() => metasOf(document)) ?? [],
    canonical: attempt(() => canonicalOf(document)),
    things: attempt(() => thingsOf(document)),
    pinched: (window.visualViewport?.scale ?? 1) !== 1 || undefined,
    viewportWidth: width,
    viewportHeight: height,
    scrolled: window.scrollY > 0 ? Math.round(window.scrollY) : undefined,
    frames: [],
    foreign: [],
    pictures: [],
  });

  // Roots still to be looked through: of which frame (0 is the page itself), and where that lies.
  const roots = [{ root: document, query: queryDocument, frame: 0, x: 0, y: 0, clip: undefined }];
  const inView = [];
  const elsewhere = [];
  let order = 0;

  const seenIn = (box, clip) => {
    const [left, top, right, bottom] = clip ?? [0, 0, width, height];
    return box.width > 0 && box.height > 0 && box.x + box.width > left && box.y + box.height > top && box.x < right && box.y < bottom;
  };

  const openFrame = (element, at, box) => {
    if (box.width < SIDE_MIN || box.height < SIDE_MIN) return;
    const inner = attempt(() => contentDocument(element));
    if (!inner) {
      const source = address(attempt(() => frameSource(element)));
      if (source && seenIn(box, at.clip) && facts.foreign.length < FOREIGN_MAX) facts.foreign.push({ address: source });
      return;
    }
    if (facts.frames.length >= DOCUMENTS_MAX) return;
    // What is in it begins behind its border.
    const [left, top] = [box.x + element.clientLeft, box.y + element.clientTop];
    facts.frames.push(lean({
      x: box.x,
      y: box.y,
      width: box.width,
      height: box.height,
      url: address(attempt(() => documentUrl(inner))),
      base: address(attempt(() => baseUri(inner))),
      metas: attempt(() => metasOf(inner)) ?? [],
    }));
    const [minX, minY, right, bottom] = at.clip ?? [0, 0, width, height];
    const clip = [Math.max(minX, box.x), Math.max(minY, box.y), Math.min(right, box.x + box.width), Math.min(bottom, box.y + box.height)];
    roots.push({ root: inner, query: queryDocument, frame: facts.frames.length, x: left, y: top, clip });
  };

  /** A drawing for its own sake; one around a picture of another file is that picture's frame. */
  const isSketch = (element, { width: across, height: down }) => across >= SIDE_MIN && down >= SIDE_MIN
    && !closest(parentElement(element) ?? element, 'svg, button, a[role="button"]') && !queryElement(element, 'image');

  const urls = /\burl\("?http|image-set\(/;
  /** The pictures that an element's style paints, as computed: of itself, and of what stands before and behind. */
  const painted = (element) => {
    let found;
    for (const part of [undefined, '::before', '::after']) {
      const style = getComputedStyle(element, part);
      for (const property of part ? ['backgroundImage', 'content'] : ['backgroundImage']) {
        const value = style[property];
        // What is painted from within the page has no address.
        if (value && value.length <= SRCSET_MAX && value.includes('http') && urls.test(value)) found = found ? `${found}, ${value}` : value;
      }
    }
    return text(found, SRCSET_MAX);
  };

  /** Pictures that are there for browsers without scripts, and of which nothing else is there. */
  const withoutScripts = (element, at) => {
    const markup = textContent(element);
    const holder = parentElement(element);
    if (!holder || !markup.includes('<img') || markup.length > NOSCRIPT_MAX) return;
    if (queryElement(holder, 'img')) return;
    const inner = rectangle(holder);
    const box = { x: inner.x + at.x, y: inner.y + at.y, width: inner.width, height: inner.height };
    for (const picture of [...queryDocument(new DOMParser().parseFromString(markup, 'text/html'), 'img')].slice(0, 3)) {
      (seenIn(box, at.clip) ? inView : elsewhere).push({ element: holder, inert: picture, place: 'noscript', order, box, frame: at.frame });
    }
  };

  /** Notes an element that shows a picture, and opens what may hold further ones. */
  const see = (element, at) => attempt(() => {
    const shadow = shadowRoot(element);
    if (shadow && roots.length < ROOTS_MAX) roots.push({ ...at, root: shadow, query: queryFragment });
    const name = localName(element);
    const inner = rectangle(element);
    const box = { x: inner.x + at.x, y: inner.y + at.y, width: inner.width, height: inner.height };
    let place;
    let css;
    let tiled;
    if (name === 'img') place = '';
    else if (name === 'noscript') {
      const neighbour = [nextSibling(element), previousSibling(element), parentElement(element)].some((node) => node && localName(node) === 'img');
      if (!neighbour) withoutScripts(element, at);
    } else if (name === 'iframe') openFrame(element, at, box);
    else if (name === 'video') {
      // What plays is looked at, whatever it began with.
      place = element.readyState >= 2 && element.videoWidth > 0 && (element.currentTime > 0 || !poster(element)) ? 'film' : poster(element) && 'video';
    } else if (name === 'canvas') place = box.width >= SIDE_MIN && box.height >= SIDE_MIN && element.width >= SIDE_MIN && element.height >= SIDE_MIN ? 'canvas' : undefined;
    else if (name === 'svg') place = isSketch(element, box) ? 'sketch' : undefined;
    else if (name === 'image') place = attempt(() => drawnHref(element)) ? 'svg' : undefined;
    else if (name === 'input') place = attribute(element, 'type')?.toLowerCase() === 'image' ? 'button' : undefined;
    else if (box.width >= SIDE_MIN && box.height >= SIDE_MIN && name !== 'html') {
      css = painted(element);
      if (css) {
        place = 'background';
        const style = getComputedStyle(element);
        // What repeats in its own size is a texture.
        tiled = style.backgroundSize === 'auto' && !/no-repeat/.test(style.backgroundRepeat) && style.backgroundImage !== 'none';
      }
    }
    if (place === undefined) return;
    (seenIn(box, at.clip) ? inView : elsewhere).push({ element, place, css, tiled, order, box, frame: at.frame });
  });

  /**
   * Of a page with very many elements, first only what is in view, so that nobody waits for the rest: the pictures there,
   * and what a press would meet at a few places. The scan after this one looks at all.
   */
  const glance = async () => {
    const [at] = roots;
    const found = new Set();
    let looked = 0;
    for (const picture of queryDocument(document, 'img')) {
      if (looked++ % 256 === 0 && !(await mayGoOn(FIND_MAX_MS))) break;
      if (seenIn(rectangle(picture))) found.add(picture);
    }
    for (let row = 1; row < GLANCE_ROWS; row++) {
      for (let column = 1; column < GLANCE_COLUMNS; column++) {
        const stack = stackOf(document, (width * column) / GLANCE_COLUMNS, (height * row) / GLANCE_ROWS);
        for (const element of stack.slice(0, GLANCE_DEPTH)) found.add(element);
      }
    }
    for (const element of seen.pointed ?? []) {
      const clicked = element.deref();
      if (clicked && rootNode(clicked) === document) found.add(clicked);
    }
    const inOrder = [...found].slice(0, GLANCE_MAX).sort((a, b) => (comparePosition(a, b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    for (const element of inOrder) {
      order++;
      see(element, at);
    }
    // Unlike any mark, so that the next question finds the page grown.
    facts.mark = '';
  };

  const isLarge = () => queryDocument(document, '*').length > LARGE_PAGE || queryDocument(document, 'img').length > LARGE_GALLERY;
  const isGlance = Object.hasOwn(globalThis, 'tackGlance') && isLarge();
  delete globalThis.tackGlance;
  if (isGlance) await glance();
  for (const at of isGlance ? [] : roots) {
    const all = attempt(() => at.query(at.root, '*')) ?? [];
    for (const element of all) {
      if (order >= LOOKED_AT_MAX) break;
      if (order % 64 === 0 && !(await mayGoOn(FIND_MAX_MS))) break;
      order++;
      see(element, at);
    }
  }

  // ---- What is known of each

  // Texts and answers that many pictures share are read once.
  const captions = new Map();
  const captionOf = (element) => {
    const figure = around(element, 'figure, [role="figure"]');
    if (!figure) return undefined;
    if (!captions.has(figure)) {
      const caption = queryElement(figure, 'figcaption, .wp-caption-text, .caption');
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

  /** The nearest of the selector, beyond the borders of shadow trees too. */
  function around(element, selector) {
    for (let node = element, steps = 0; node && steps < 20; steps++) {
      const found = closest(node, selector);
      if (found) return found;
      const root = rootNode(node);
      node = attempt(() => shadowHost(root));
    }
    return undefined;
  }

  const isOptedOut = (element) => OPT_OUTS.some((name) => hasAttribute(element, name));

  const sourcesOf = (picture) => {
    const sources = [];
    let steps = 0;
    for (let node = firstChild(picture); node && steps < 2 * SOURCES_MAX; node = nextSibling(node), steps++) {
      if (localName(node) !== 'source' || sources.length >= SOURCES_MAX) continue;
      const srcset = text(attribute(node, 'srcset') ?? attribute(node, 'data-srcset') ?? attribute(node, 'data-lazy-srcset'), SRCSET_MAX);
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

  /** What may name a larger file, or the real one: attributes for scripts, and what is there for those without. */
  const spareOf = (element) => {
    const spare = [];
    const add = (name, value) => {
      if (value && value.length <= SRCSET_MAX && spare.length < SPARE_MAX) spare.push({ name, value: text(value, SRCSET_MAX) });
    };
    for (const name of attributeNames(element).slice(0, NAMES_MAX)) {
      if (!name.startsWith('data-') || name.startsWith('data-pin')) continue;
      const value = attribute(element, name);
      if (value && value.length > 4 && /[./]/.test(value) && !value.startsWith('data:')) add(name, value.trim());
    }
    const parent = parentElement(element);
    const holder = parent && localName(parent) === 'picture' ? parent : element;
    for (const node of [nextSibling(holder), previousSibling(holder), firstChild(holder)]) {
      if (!node || localName(node) !== 'noscript') continue;
      const markup = textContent(node);
      if (!markup.includes('<img') || markup.length > NOSCRIPT_MAX) continue;
      const [inner, other] = queryDocument(new DOMParser().parseFromString(markup, 'text/html'), 'img');
      // One that stands between two pictures belongs to neither for sure.
      if (!inner || other) continue;
      if (isOptedOut(inner)) spare.noPin = true;
      add('noscript-src', attribute(inner, 'src') ?? attribute(inner, 'data-src'));
      add('noscript-srcset', attribute(inner, 'srcset'));
    }
    return spare.length || spare.noPin ? spare : undefined;
  };

  /** How the page's own style sheets and scripts call it: its classes and name, and those around it. */
  const marksOf = (element) => {
    let marks = '';
    for (let node = element, steps = 0; node && steps < 3; node = parentElement(node), steps++) {
      for (const name of ['class', 'id']) {
        const value = attribute(node, name);
        if (value) marks += `${marks && ' '}${value.slice(0, 100)}`;
      }
    }
    return text(marks, 300);
  };

  // Each question costs a look at the whole layout.
  let questions = 400;
  const lids = new Map();
  /** Whether a layer that is fixed over most of the view hides the picture: a dialog, or what dims the page under it. */
  const isCovered = ({ element, box, frame }) => {
    if (frame || box.width < SIDE_MIN || !seenIn(box) || questions-- <= 0) return false;
    const x = Math.min(Math.max(box.x + box.width / 2, 1), width - 1);
    const y = Math.min(Math.max(box.y + box.height / 2, 1), height - 1);
    const top = fromPoint(document, x, y);
    // In a shadow tree, its host is what is met.
    const outer = [element];
    for (let host = attempt(() => shadowHost(rootNode(element))); host && outer.length < 20; host = attempt(() => shadowHost(rootNode(host)))) outer.push(host);
    for (let node = top, steps = 0; node && steps < 40; node = parentElement(node), steps++) {
      if (outer.some((inside) => contains(node, inside))) return false;
      if (!lids.has(node)) {
        const { width: across, height: down } = rectangle(node);
        lids.set(node, across * down > (width * height) / 2 && getComputedStyle(node).position === 'fixed');
      }
      if (lids.get(node)) return true;
    }
    return false;
  };

  const shownBy = ({ element, place }) => {
    switch (place) {
      case 'video': return poster(element);
      case 'svg': return new URL(drawnHref(element).baseVal, baseUri(element)).href;
      case 'button': return buttonSrc(element);
      default: return undefined;
    }
  };

  const factsOf = (found) => {
    const { element, inert, place, css, tiled, order: position, box, frame } = found;
    const fact = {
      order: position,
      x: Math.round(box.x),
      y: Math.round(box.y),
      width: Math.round(box.width),
      height: Math.round(box.height),
    };
    // Only what is there is set: most pictures have few of these, and each costs its way to the core.
    const set = (name, value) => {
      if (value) fact[name] = value;
    };
    set('place', place);
    set('frame', frame);
    set('css', css);
    set('tiled', tiled);
    if (place === '') {
      fact.naturalWidth = naturalWidth(element);
      fact.naturalHeight = naturalHeight(element);
      const src = address(pictureSrc(element));
      const current = address(pictureCurrent(element));
      set('src', src);
      if (current !== src) set('current', current);
      set('srcset', text(attribute(element, 'srcset'), SRCSET_MAX));
      if (!isComplete(element)) fact.loading = true;
      const spare = attempt(() => spareOf(element));
      if (spare?.noPin) fact.noPin = true;
      set('spare', spare);
    } else if (inert) {
      set('src', address(attempt(() => new URL(attribute(inert, 'src'), baseUri(element)).href)));
      set('srcset', text(attribute(inert, 'srcset'), SRCSET_MAX));
      fact.loading = true;
    } else if (draw.draws(place)) {
      [fact.naturalWidth, fact.naturalHeight] = draw.sizeOf(element, place);
    } else {
      set('src', address(attempt(() => shownBy(found))));
      fact.loading = true;
      if (place === 'background') set('spare', attempt(() => spareOf(element)));
    }
    if (place === '' && attempt(() => isCovered(found))) fact.covered = true;
    if (!isVisible(element, { visibilityProperty: true, opacityProperty: true })) fact.hidden = true;
    set('alt', text(attribute(inert ?? element, 'alt')));
    set('title', text(attribute(element, 'title')));
    const region = attempt(() => around(element, 'header, footer, nav, aside, main, article, [role="banner"], [role="contentinfo"], [role="navigation"], [role="complementary"], [role="main"], dialog, [role="dialog"]'));
    if (region) set('region', text(attribute(region, 'role') ?? localName(region), 20));
    set('marks', attempt(() => marksOf(element)));
    const own = inert ?? element;
    set('pinMedia', address(attribute(own, 'data-pin-media')));
    set('pinUrl', address(attribute(own, 'data-pin-url')));
    set('pinDescription', text(attribute(own, 'data-pin-description')));
    const parent = parentElement(element);
    const inPicture = parent && localName(parent) === 'picture';
    if (inPicture) set('sources', sourcesOf(parent));
    if (isOptedOut(element) || (inert && isOptedOut(inert)) || (inPicture && isOptedOut(parent))) fact.noPin = true;
    const link = attempt(() => around(element, 'a[href]'));
    if (link) set('link', attempt(() => address(linkHref(link))));
    set('caption', attempt(() => captionOf(element)));
    return fact;
  };

  // Written into the page, or, as it seems, in a private network: who decides is `reach.rs`.
  const INNER = /^(?:data|blob):|^https?:\/\/(?:\[|[^./:]+[:/]|[\dx.a-f]+[:/]|[^/]+\.(?:localhost|local|internal|lan|intranet|arpa)[:/])/i;
  /** It has no address that means anything outside this page. */
  const isInner = ({ place, inert }, fact) => draw.draws(place)
    || (place === '' && !inert && INNER.test(fact.current ?? fact.src ?? '')
      && Math.min(fact.naturalWidth, fact.naturalHeight) >= SIDE_MIN);
  const inner = [];
  started = performance.now();
  total = Math.min(total, TOTAL_MAX / 2);
  for (const list of [inView, elsewhere]) {
    for (const found of list) {
      if (facts.pictures.length >= PICTURES_MAX) break;
      const wait = facts.pictures.length % 16 === 0 && !(await mayGoOn(LOOK_MAX_MS));
      if (total > TOTAL_MAX || (wait && facts.pictures.length >= FIRST)) break;
      const fact = attempt(() => factsOf(found));
      if (!fact) continue;
      facts.pictures.push(fact);
      fact.spot = spotOf(found);
      if (isInner(found, fact) && inner.length < THUMBS_MAX) inner.push({ found, fact });
    }
  }

  // Where the owner asks that nothing be pinned, whatever stands there: for what is taken from the screen.
  facts.closed = [];
  for (const at of roots) {
    for (const element of attempt(() => at.query(at.root, NOPIN)) ?? []) {
      const inner = attempt(() => rectangle(element));
      if (!inner) continue;
      const box = { x: inner.x + at.x, y: inner.y + at.y, width: inner.width, height: inner.height };
      if (!seenIn(box)) continue;
      if (facts.closed.length < CLOSED_MAX) facts.closed.push(box);
      // More than anybody counts: then all of it.
      else facts.closed[0] = { x: 0, y: 0, width, height };
    }
  }

  // What the person clicked (`point.js`), once.
  if (seen.pointed) {
    facts.wasPointed = true;
    facts.pointed = seen.pointed.flatMap((element) => Object.values(seen.ids.get(element.deref()) ?? {})).map((spot) => ({ spot }));
    delete seen.pointed;
  }

  // ---- Small copies of what has no address

  started = performance.now();
  for (const { found, fact } of inner) {
    try {
      const copy = (await mayGoOn(THUMBS_MAX_MS)) && (await draw.thumb(found.element, found.place, THUMB_SIDE, THUMB_MAX));
      if (copy) fact.thumb = copy;
    } catch {
      // Drawn from elsewhere, and so not to be read.
    }
    if (fact.thumb || found.place !== 'film' || !attempt(() => poster(found.element))) continue;
    // What plays cannot be had: then what it began with.
    Object.assign(fact, { place: 'video', src: address(poster(found.element)), loading: true, naturalWidth: 0, naturalHeight: 0 });
    fact.spot = spotOf({ ...found, place: 'video' });
  }
  return facts;
})();
