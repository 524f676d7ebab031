// Brings one picture of a page into view, for taking it from the screen, and lets the page be as it was afterwards.
// What the function resolves to: `{there: [box]}` in CSS pixels of the viewport, or `{}` where it is gone. `step` says what
// to do: "reveal" it, only "look" where it is by now, or go "back".
globalThis.tackReveal = (() => {
  'use strict';

  const ANCESTORS_MAX = 200;
  const { getter, method } = globalThis.tackPrototypes;
  const { boxOf, painted } = globalThis.tackPlaces;
  const parentNode = getter(Node, 'parentNode');
  const isConnected = getter(Node, 'isConnected');
  const shadowHost = getter(ShadowRoot, 'host');
  const scrollIntoView = method(Element, 'scrollIntoView');

  let before = [];

  /** All that `scrollIntoView` may scroll: what is around the element, in its frame and in those around that. */
  const around = (element) => {
    const found = [];
    for (let node = element; node && found.length < ANCESTORS_MAX;) {
      if (node.nodeType === Node.DOCUMENT_FRAGMENT_NODE) node = shadowHost(node);
      else if (node.nodeType === Node.DOCUMENT_NODE) {
        const view = node.defaultView;
        if (view) found.push([view, view.scrollX, view.scrollY]);
        node = view === window ? undefined : view?.frameElement;
      } else {
        if (node.scrollTop || node.scrollLeft || node.scrollHeight > node.clientHeight) found.push([node, node.scrollLeft, node.scrollTop]);
        node = parentNode(node);
      }
    }
    return found;
  };

  return async ({ scan, at, step }) => {
    if (step === 'back') {
      for (const [node, left, top] of before) node.scrollTo({ left, top, behavior: 'instant' });
      before = [];
      return {};
    }
    const seen = Object.hasOwn(globalThis, 'tackSeen') && globalThis.tackSeen;
    const element = seen && seen.page === scan ? seen.places.get(at)?.element.deref() : undefined;
    if (!element || !isConnected(element)) return {};
    if (step === 'reveal') {
      before = around(element);
      scrollIntoView(element, { block: 'center', inline: 'center', behavior: 'instant' });
      await painted(2);
    }
    const there = boxOf(element);
    return there ? { there: [there] } : {};
  };
})();
({ ready: true });
