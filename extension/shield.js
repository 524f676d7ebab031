// What of a page its owner does not want pinned, and where that shows. Run right before and right after the tab is taken
// from the screen: what differs has moved in between; and before a picture is pinned that the browser named. What it
// resolves to is read by `src/page/sight.rs`.
//
// Threats: a page hides what it asks for in shadow trees and frames, or has more of it than anybody looks at. All that is
// within reach is looked through, in closed shadow trees too, what is in view first; where that comes to no end in time, it
// says so (of the view: `unsure`; of all: `partly`), and nothing is taken.
(async () => {
  'use strict';

  const ELEMENTS_MAX = 300_000;
  const ROOTS_MAX = 20_000;
  const DOCUMENTS_MAX = 100;
  const FOUND_MAX = 5_000;
  const CLOSED_MAX = 500; // sight.rs
  const NAMED_MAX = 2_000; // sight.rs
  const FRAMES_MAX = 20; // facts.rs
  const FOREIGN_MAX = 50; // sight.rs
  const METAS_MAX = 20;
  const TEXT_MAX = 2_000;
  const TIME_MS = 1_500;
  // The page goes on after each piece.
  const PIECE_MS = 10;
  // A frame of which less shows is not seen.
  const SIDE_MIN = 8;
  const NOPIN = '[nopin], [data-pin-nopin], [data-nopin]';
  const PICTURES = 'img, image, input, object, embed, video';
  const NOWHERE = [0, 0, 0, 0];

  const { getter, method, documentOf } = globalThis.tackPrototypes;
  const { address, attempt, isFull, ADDRESS_MAX } = globalThis.tackBounds();
  const { top, boxIn, within, painted } = globalThis.tackPlaces;
  const documentUrl = getter(Document, 'URL');
  const queryDocument = method(Document, 'querySelectorAll');
  const queryFragment = method(DocumentFragment, 'querySelectorAll');
  const queryElement = method(Element, 'querySelectorAll');
  const parentElement = getter(Node, 'parentElement');
  const textContent = getter(Node, 'textContent');
  const localName = getter(Element, 'localName');
  const attribute = method(Element, 'getAttribute');
  const closest = method(Element, 'closest');
  const nextSibling = getter(Element, 'nextElementSibling');
  const previousSibling = getter(Element, 'previousElementSibling');
  const shadowRoot = getter(Element, 'shadowRoot');
  const rectangle = method(Element, 'getBoundingClientRect');
  const isVisible = method(Element, 'checkVisibility');
  const baseUri = getter(Node, 'baseURI');
  const currentSrc = getter(HTMLImageElement, 'currentSrc');

  // Beside a page's own elements, these alone can have a shadow tree (https://dom.spec.whatwg.org/#valid-shadow-host-name).
  const HOSTS = new Set('article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span'.split(' '));
  // Firefox has it as a property, Chromium as a function, of which each call costs.
  const open = Object.getOwnPropertyDescriptor(Element.prototype, 'openOrClosedShadowRoot')?.get;
  const opened = globalThis.browser?.dom?.openOrClosedShadowRoot;
  const rootIn = (element) => {
    if (open) return open.call(element);
    const root = shadowRoot(element);
    if (root || !opened) return root;
    const name = localName(element);
    return HOSTS.has(name) || name.includes('-') ? attempt(() => opened(element)) : undefined;
  };

  // What the compositor has scrolled by itself is told to scripts with the next frame.
  await painted(1);

  const started = performance.now();
  let piece = started;
  const isOver = () => performance.now() - started > TIME_MS;
  const isLate = async () => {
    const now = performance.now();
    if (now - piece > PIECE_MS) {
      await (globalThis.scheduler?.yield?.() ?? new Promise((resolve) => { setTimeout(resolve); }));
      piece = performance.now();
    }
    return isOver();
  };

  const width = window.innerWidth;
  const height = window.innerHeight;
  const shows = (element) => isVisible(element, { visibilityProperty: true, opacityProperty: true });
  const shared = (box, [left, above, right, below]) => {
    const [x, y] = [Math.max(box.x, left), Math.max(box.y, above)];
    const [across, down] = [Math.min(box.x + box.width, right) - x, Math.min(box.y + box.height, below) - y];
    return across > 0 && down > 0 ? { x, y, width: across, height: down } : undefined;
  };

  /** The wish that stands in a document's head; whose it is, the core says. */
  const metasOf = (inner) => [...queryDocument(inner, 'meta[name], meta[property]')].filter((meta) =>
    ['property', 'name'].some((name) => attribute(meta, name)?.trim().toLowerCase() === 'pinterest')).slice(0, METAS_MAX).map((meta) => ({
    key: 'pinterest',
    content: (attribute(meta, 'content') ?? '').slice(0, TEXT_MAX).toWellFormed(),
    description: (attribute(meta, 'description') ?? '').slice(0, TEXT_MAX).toWellFormed(),
  }));

  const sight = {
    url: documentUrl(document).slice(0, ADDRESS_MAX),
    metas: metasOf(document),
    pinched: (window.visualViewport?.scale ?? 1) !== 1,
    scrolledX: window.scrollX,
    scrolledY: window.scrollY,
    width,
    height,
    frames: [],
    foreign: [],
    closed: [],
    unsure: false,
    partly: false,
  };

  // ---- What asks

  const roots = [{ root: document, query: queryDocument, at: top, clip: [0, 0, width, height], select: NOPIN }];
  // Documents that do not show: what is named may have been in view a moment ago.
  const away = [];
  const found = new Map();
  const named = new Set();
  // Of what shows, and of what does not.
  const documents = { unsure: 1, partly: 0 };
  let elements = 0;
  const stop = (end) => { sight[end] = true; };

  /** Notes by which addresses an element shows a picture. */
  const name = (element) => {
    for (const written of [attempt(() => currentSrc(element)), ...['src', 'data', 'href', 'xlink:href', 'poster'].map((one) => attribute(element, one))]) {
      if (!written) continue;
      if (named.size >= NAMED_MAX || isFull()) stop('partly');
      else named.add(address(attempt(() => new URL(written, baseUri(element)).href)));
    }
  };

  /** A picture for browsers without scripts stands for the one beside it, or for what is around it. */
  const withoutScripts = (element, root) => {
    if (!textContent(element).includes('nopin')) return;
    const beside = [previousSibling(element), nextSibling(element), parentElement(element)];
    const pictures = beside.filter((node) => node && ['img', 'picture'].includes(localName(node)));
    for (const one of pictures.length ? pictures : [parentElement(element)]) if (one) found.set(one, root);
  };

  // What is asked of an element is asked of the tree, or the document, that it shows.
  const isAsked = (element, root) => root.select !== NOPIN || closest(element, NOPIN) !== null;

  const enter = (frame, root) => {
    const part = shows(frame) ? shared(boxIn(root.at, rectangle(frame)), root.clip) : undefined;
    const kind = localName(frame);
    const inner = documentOf(frame);
    if (!inner) {
      // A picture is no document of somebody's.
      const isPicture = kind === 'object' || kind === 'embed' ? !(attempt(() => frame.contentWindow) || (kind === 'embed' && /html/i.test(attribute(frame, 'type') ?? ''))) : false;
      if (isPicture || !part || part.width < SIDE_MIN || part.height < SIDE_MIN || sight.foreign.length >= FOREIGN_MAX) return;
      const source = attempt(() => (kind === 'object' ? frame.data : frame.src)) ?? '';
      sight.foreign.push({ address: `${source}`.slice(0, ADDRESS_MAX), ...part });
      return;
    }
    const end = part ? 'unsure' : 'partly';
    if (documents[end]++ >= DOCUMENTS_MAX) {
      stop(end);
      return;
    }
    const metas = metasOf(inner);
    if (part && metas.length) {
      if (sight.frames.length >= FRAMES_MAX) stop('unsure');
      sight.frames.push({ ...part, metas });
    }
    const isClosed = isAsked(frame, root) || metas.some(({ content }) => /(?:^|[\s,])nopin(?:$|[\s,])/i.test(content));
    const seen = part
      ? { at: within(root.at, frame, inner), clip: [part.x, part.y, part.x + part.width, part.y + part.height] }
      : { at: top, clip: NOWHERE };
    // The frame is covered as a whole: of what is in it, the addresses are wanted.
    (part ? roots : away).push({ root: inner, query: queryDocument, select: isClosed ? PICTURES : NOPIN, ...seen });
  };

  /** Looks through all of a list, which grows meanwhile; it ends with that word where that comes to no end. */
  const search = async (list, end) => {
    for (const root of list) {
      for (const element of root.query(root.root, root.select)) {
        if (root.select === PICTURES) name(element);
        else if (found.size < FOUND_MAX) found.set(element, root);
        else stop(end);
      }
      for (const element of root.query(root.root, 'noscript')) attempt(() => withoutScripts(element, root));
      for (const element of root.query(root.root, 'iframe, frame, object, embed')) enter(element, root);
      if (sight[end]) return;
      for (const element of root.query(root.root, '*')) {
        if (++elements > ELEMENTS_MAX || list.length > ROOTS_MAX || (elements % 256 === 0 && (await isLate()))) {
          stop(end);
          return;
        }
        const inner = rootIn(element);
        if (!inner) continue;
        const select = isAsked(element, root) ? (root.select === PICTURES ? PICTURES : '*') : NOPIN;
        list.push({ ...root, root: inner, query: queryFragment, select });
      }
    }
  };
  await search(roots, 'unsure');
  if (!sight.unsure) await search(away, 'partly');

  // ---- Where it shows: all of it in one go

  const isIn = (part, around) => part.x >= around.x && part.y >= around.y
    && part.x + part.width <= around.x + around.width && part.y + part.height <= around.y + around.height;
  const walked = new Set();
  let late = false;
  const cover = (element, { at, clip }) => {
    // What is in another was walked with it.
    if (late || walked.has(element)) return;
    walked.add(element);
    late = walked.size % 256 === 0 && isOver();
    attempt(() => name(element));
    const part = shared(boxIn(at, rectangle(element)), clip);
    // In a tree that an element shows, or in a list, most is where the element itself is.
    if (!part || sight.closed.some((known) => isIn(part, known)) || !shows(element)) return;
    if (sight.closed.length < CLOSED_MAX) sight.closed.push(part);
    // More than anybody counts: then all of it.
    else sight.closed[0] = { x: 0, y: 0, width, height };
  };
  for (const [element, root] of found) {
    if (walked.has(element)) continue;
    cover(element, root);
    // What is in it may show beyond it, or without it, as of a `picture`.
    for (const inner of queryElement(element, '*')) cover(inner, root);
  }
  if (late) stop('unsure');
  sight.partly ||= sight.unsure;
  named.delete(undefined);
  sight.named = [...named].map((one) => ({ address: one }));
  return sight;
})();
