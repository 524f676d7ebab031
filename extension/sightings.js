// What on a page may show a picture, and where: in the page itself, in open shadow trees, and in frames of the same
// origin. Injected before the scan.
//
// Threat: a page may hold any number of elements, frames and shadow trees: what is looked at is capped, in number and
// in time.
globalThis.tackSightings = (bounds, head, view) => {
  'use strict';

  const LOOKED_AT_MAX = 50_000;
  const DOCUMENTS_MAX = 20;
  const FOREIGN_MAX = 3; // limits::FOREIGN_MAX
  const ROOTS_MAX = 5_000;
  const NOSCRIPT_MAX = 4_000;
  // A background or a frame that is smaller shows no picture to pin.
  const SIDE_MIN = 80;
  // Elements from one look at the clock to the next.
  const STEP = 8;
  // Elements, and `img`s among them, of a page of which only the view is looked at first (`glance.js`).
  const LARGE_PAGE = 8_000;
  const LARGE_GALLERY = 1_500;
  const GLANCE_ROWS = 6;
  const GLANCE_COLUMNS = 8;
  const GLANCE_DEPTH = 8;
  const GLANCE_MAX = 400;

  const { SRCSET_MAX, isDue, pause, isLeft, text, address, attempt } = bounds;
  const { getter, method, documentOf } = globalThis.tackPrototypes;
  const documentUrl = getter(Document, 'URL');
  const queryDocument = method(Document, 'querySelectorAll');
  const queryFragment = method(DocumentFragment, 'querySelectorAll');
  const stackOf = method(Document, 'elementsFromPoint');
  const comparePosition = method(Node, 'compareDocumentPosition');
  const baseUri = getter(Node, 'baseURI');
  const parentElement = getter(Node, 'parentElement');
  const textContent = getter(Node, 'textContent');
  const localName = getter(Element, 'localName');
  const attribute = method(Element, 'getAttribute');
  const matches = method(Element, 'matches');
  const closest = method(Element, 'closest');
  const queryElement = method(Element, 'querySelector');
  const nextSibling = getter(Element, 'nextElementSibling');
  const previousSibling = getter(Element, 'previousElementSibling');
  const shadowRoot = getter(Element, 'shadowRoot');
  const rectangle = method(Element, 'getBoundingClientRect');
  const poster = getter(HTMLVideoElement, 'poster');
  const drawnHref = getter(SVGImageElement, 'href');

  const inView = [];
  const elsewhere = [];
  const frames = [];
  const foreign = [];
  // What the heads of frames say: on its way.
  const reading = [];
  // Roots still to be looked through: of which frame (0 is the page itself), where that lies, and of a shadow tree what
  // it hangs on (`host`) and the root of that (`outer`); and whether its owner asks that nothing in it be pinned.
  const page = { root: document, query: queryDocument, frame: 0, x: 0, y: 0, clip: [0, 0, view.width, view.height], host: undefined, outer: undefined, noPin: false };
  const roots = [page];
  let order = 0;
  // Whether something may lie over most of the view: nobody knows before the page was looked at.
  let hasLid = true;
  const LID_MIN = (view.width * view.height) / 2;
  let lids = 0;

  const seenIn = ({ x, y, width, height }, [left, top, right, bottom]) =>
    width > 0 && height > 0 && x + width > left && y + height > top && x < right && y < bottom;

  const isLarge = ({ width, height }) => width >= SIDE_MIN && height >= SIDE_MIN;

  /** Where an element of that root is in the view. */
  const boxOf = (element, at) => {
    const { x, y, width, height } = rectangle(element);
    return { x: x + at.x, y: y + at.y, width, height };
  };

  const note = (element, place, box, at, more) => {
    (seenIn(box, at.clip) ? inView : elsewhere).push({ element, place, box, at, order, css: more?.css, tiled: more?.tiled, inert: more?.inert });
  };

  const NOPIN = '[nopin], [data-pin-nopin], [data-nopin]';
  // What is asked of an element is asked of the tree, or the document, that it shows.
  const isClosed = (element, at) => at.noPin || matches(element, NOPIN);

  const openFrame = (element, name, at, box) => {
    if (!isLarge(box)) return;
    const inner = documentOf(element);
    if (!inner) {
      // An `object` or `embed` may be a picture.
      const isForeign = name.endsWith('frame') && seenIn(box, at.clip) && foreign.length < FOREIGN_MAX;
      // One without an address of its own, or with one that no address can be, is the page's.
      if (isForeign) foreign.push({ address: address(attempt(() => element.src)) });
      return;
    }
    if (frames.length >= DOCUMENTS_MAX) return;
    // What is in it begins behind its border.
    const [left, top] = [box.x + element.clientLeft, box.y + element.clientTop];
    const frame = {
      x: box.x,
      y: box.y,
      width: box.width,
      height: box.height,
      url: address(attempt(() => documentUrl(inner))),
      base: address(attempt(() => baseUri(inner))),
      metas: [],
    };
    frames.push(frame);
    reading.push(head.metasOf(inner).then((metas) => { frame.metas = metas; }, () => {}));
    const [minX, minY, right, bottom] = at.clip;
    const clip = [Math.max(minX, box.x), Math.max(minY, box.y), Math.min(right, box.x + box.width), Math.min(bottom, box.y + box.height)];
    roots.push({ ...page, root: inner, frame: frames.length, x: left, y: top, clip, noPin: isClosed(element, at) });
  };

  /** A drawing for its own sake; one around a picture of another file is that picture's frame. */
  const isSketch = (element, box) => isLarge(box)
    && !closest(parentElement(element) ?? element, 'svg, button, a[role="button"]') && !queryElement(element, 'image');

  const URLS = /\burl\("?http|image-set\(/;
  // What is painted from within the page has no address.
  const namesFile = (value) => value !== 'none' && value.includes('http') && value.length <= SRCSET_MAX && URLS.test(value);
  /** The pictures that an element's style paints, as computed: of itself, and of what stands before and behind. */
  const painted = (element) => {
    const style = getComputedStyle(element);
    const found = [];
    if (namesFile(style.backgroundImage)) found.push(style.backgroundImage);
    for (const part of ['::before', '::after']) {
      const around = getComputedStyle(element, part);
      const { content } = around;
      // Then it is not there, whatever a style sheet says of it.
      if (content === 'none' || content === 'normal') continue;
      found.push(...[around.backgroundImage, content].filter(namesFile));
    }
    if (!found.length) return undefined;
    // What repeats in its own size is a texture.
    const tiled = style.backgroundSize === 'auto' && !/no-repeat/.test(style.backgroundRepeat) && style.backgroundImage !== 'none';
    return { css: text(found.join(', '), SRCSET_MAX), tiled };
  };

  /** Pictures that are there for browsers without scripts, and of which nothing else is there. */
  const withoutScripts = (element, at) => {
    for (const node of [nextSibling(element), previousSibling(element), parentElement(element)]) {
      if (node && localName(node) === 'img') return;
    }
    const markup = textContent(element);
    const holder = parentElement(element);
    if (!holder || !markup.includes('<img') || markup.length > NOSCRIPT_MAX) return;
    if (queryElement(holder, 'img')) return;
    const box = boxOf(holder, at);
    for (const picture of [...queryDocument(new DOMParser().parseFromString(markup, 'text/html'), 'img')].slice(0, 3)) {
      // What counts visitors is as small as that.
      if (!(Number.parseInt(attribute(picture, 'width'), 10) < 16)) note(holder, 'noscript', box, at, { inert: picture });
    }
  };

  const placeOf = (element, name, box, at) => {
    switch (name) {
      case 'noscript': return withoutScripts(element, at);
      case 'iframe': case 'frame': case 'object': case 'embed': return openFrame(element, name, at, box);
      case 'video':
        // What plays is looked at, whatever it began with.
        if (element.readyState >= 2 && element.videoWidth > 0 && (element.currentTime > 0 || !poster(element))) return 'film';
        return poster(element) ? 'video' : undefined;
      case 'canvas': return isLarge(box) && isLarge(element) ? 'canvas' : undefined;
      case 'svg': return isSketch(element, box) ? 'sketch' : undefined;
      case 'image': return drawnHref(element) ? 'svg' : undefined;
      case 'input': return attribute(element, 'type')?.toLowerCase() === 'image' ? 'button' : undefined;
      default: return undefined;
    }
  };
  const OTHERS = new Set(['noscript', 'iframe', 'frame', 'object', 'embed', 'video', 'canvas', 'svg', 'image', 'input']);

  /** Something large that is fixed: a dialog, or what dims the page under it. */
  const isLid = (element, { width, height }) => width * height > LID_MIN && getComputedStyle(element).position === 'fixed';

  /** Notes an element that shows a picture, and opens what may hold further ones. */
  const see = (element, at) => {
    order++;
    try {
      const shadow = shadowRoot(element);
      if (shadow && roots.length < ROOTS_MAX) roots.push({ ...at, root: shadow, query: queryFragment, host: element, outer: at, noscripts: undefined, noPin: isClosed(element, at) });
      const name = localName(element);
      const box = boxOf(element, at);
      if (at === page && isLid(element, box)) lids++;
      if (name === 'img') note(element, '', box, at);
      else if (OTHERS.has(name)) {
        const place = placeOf(element, name, box, at);
        if (place) note(element, place, box, at);
      } else if (isLarge(box) && name !== 'html') {
        const style = painted(element);
        if (style?.css) note(element, 'background', box, at, style);
      }
    } catch {
      // A hostile page gets no further than that.
    }
  };

  /** Looks at everything. */
  const find = async () => {
    for (const at of roots) {
      const all = attempt(() => at.query(at.root, '*')) ?? [];
      for (const element of all) {
        if (order >= LOOKED_AT_MAX) return;
        if (order % STEP === 0) {
          if (isDue()) await pause();
          if (!isLeft()) return;
        }
        see(element, at);
      }
      if (at === page) hasLid = lids > 0;
    }
  };

  /** Whether a page has very many elements. */
  const isVast = () => queryDocument(document, '*').length > LARGE_PAGE || queryDocument(document, 'img').length > LARGE_GALLERY;

  /**
   * Of such a page, looks only at what is in view, so that nobody waits for the rest: the pictures there, and what a press
   * would meet at a few places. The scan after this one looks at all.
   */
  const glance = async () => {
    const found = new Set();
    let looked = 0;
    for (const picture of queryDocument(document, 'img')) {
      if (looked++ % STEP === 0) {
        if (isDue()) await pause();
        if (!isLeft()) break;
      }
      if (seenIn(rectangle(picture), page.clip)) found.add(picture);
    }
    const met = new Set();
    for (let row = 1; row < GLANCE_ROWS; row++) {
      for (let column = 1; column < GLANCE_COLUMNS; column++) {
        if (isDue()) await pause();
        const stack = stackOf(document, (view.width * column) / GLANCE_COLUMNS, (view.height * row) / GLANCE_ROWS);
        for (const element of stack.slice(0, GLANCE_DEPTH)) found.add(element);
        for (const element of stack) {
          // What lets presses through is met by what it holds.
          for (let node = element; node && !met.has(node); node = parentElement(node)) met.add(node);
        }
      }
    }
    hasLid = [...met].some((element) => isLid(element, rectangle(element)));
    const inOrder = [...found].slice(0, GLANCE_MAX).sort((a, b) => (comparePosition(a, b) & Node.DOCUMENT_POSITION_FOLLOWING ? -1 : 1));
    for (const element of inOrder) {
      if (isDue()) await pause();
      see(element, page);
    }
  };

  return { NOPIN, inView, elsewhere, frames, foreign, reading, roots, seenIn, find, glance, isVast, isLid, hasLid: () => hasLid };
};
