// Where each picture was seen, should its bytes be wanted: held so weakly that nothing lives longer for it, and by the
// same number at each look. Injected before the scan; other files that are run in the page read `tackSeen`.
globalThis.tackSpots = () => {
  'use strict';

  // Places from one look at the clock to the next.
  const SWEEP_STEP = 64;

  const { getter } = globalThis.tackPrototypes;
  const pictureCurrent = getter(HTMLImageElement, 'currentSrc');

  // `??=` would take an element of that name for it.
  if (!Object.hasOwn(globalThis, 'tackSeen')) {
    globalThis.tackSeen = { page: `${Math.random()}`.slice(2) + `${Date.now()}`, last: 0, ids: new WeakMap(), places: new Map() };
  }
  const seen = globalThis.tackSeen;

  /** Forgets what is gone. */
  const sweep = async ({ isDue, pause }) => {
    let looked = 0;
    for (const [id, { element }] of seen.places) {
      if (!element.deref()) seen.places.delete(id);
      if (looked++ % SWEEP_STEP === 0 && isDue()) await pause();
    }
  };

  /** The number of what an element shows at a place. */
  const of = (element, place) => {
    // A film that plays is another picture than the poster before it.
    let ids = seen.ids.get(element);
    if (!ids) {
      ids = {};
      seen.ids.set(element, ids);
    }
    const id = (ids[place] ??= ++seen.last);
    const shown = place === '' ? pictureCurrent(element) : undefined;
    const known = seen.places.get(id);
    if (known) known.shown = shown;
    else seen.places.set(id, { element: new WeakRef(element), kind: place, shown });
    return id;
  };

  /** The numbers of what the person clicked (`point.js`), once, for whoever was told so; the likeliest first. */
  const pointed = () => {
    const recalled = Object.hasOwn(globalThis, 'tackRecalled') ? globalThis.tackRecalled : undefined;
    delete globalThis.tackRecalled;
    if (!recalled || seen.pointed?.id !== recalled) return undefined;
    const clicked = seen.pointed.elements.map((element) => element.deref()).filter(Boolean);
    delete seen.pointed;
    return clicked.flatMap((element) => Object.values(seen.ids.get(element) ?? {})).map((spot) => ({ spot }));
  };

  return { page: seen.page, sweep, of, pointed };
};
