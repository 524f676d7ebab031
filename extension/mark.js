// How much the page shows, and how much of it is not to be pinned, in a few numbers: while a popup is open on it, another
// mark means that there is more to see, or less to offer.
// It looks at nothing that would make the page lay itself out anew.
globalThis.tackMark = () => {
  const LARGE = 80;
  const IMAGES_MAX = 20_000;
  const { getter, method } = globalThis.tackPrototypes;
  const query = method(Document, 'querySelectorAll');
  const naturalWidth = getter(HTMLImageElement, 'naturalWidth');
  const images = query(document, 'img');
  let large = 0;
  for (let at = 0; at < images.length && at < IMAGES_MAX; at++) {
    if (naturalWidth(images[at]) >= LARGE) large++;
  }
  return { mark: `${images.length} ${large} ${query(document, 'canvas, video, svg, iframe, meta, [style*="url("], [nopin], [data-pin-nopin], [data-nopin]').length} ${location.href.length}` };
};
globalThis.tackMark();
