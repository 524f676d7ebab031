// How much the page shows, in a few numbers: while a popup is open on it, another mark means that there is more to see.
// It looks at nothing that would make the page lay itself out anew.
globalThis.tackMark = () => {
  const LARGE = 80;
  const IMAGES_MAX = 20_000;
  const all = (selector) => Document.prototype.querySelectorAll.call(document, selector);
  const naturalWidth = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'naturalWidth').get;
  const images = all('img');
  let large = 0;
  for (let at = 0; at < images.length && at < IMAGES_MAX; at++) {
    if (naturalWidth.call(images[at]) >= LARGE) large++;
  }
  return { mark: `${images.length} ${large} ${all('canvas, video, svg, iframe').length} ${location.href.length}` };
};
globalThis.tackMark();
