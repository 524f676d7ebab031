// Takes the bytes of one picture from a page, as the page itself gets them: with its cookies, under its name. Injected
// when a picture is saved that nobody else can fetch. What it resolves to: `{bytes}` in base64, or `{failed}` with why:
// `gone` (the page is another one now), `withheld` (the picture's site does not let the page read it), `large`.
(async () => {
  'use strict';

  const { scan, at, address, max, patience } = globalThis.tackGiven ?? {};
  delete globalThis.tackGiven;
  const seen = globalThis.tackSeen;
  if (!seen || seen.page !== scan) return { failed: 'gone' };
  const place = seen.places.get(at);
  const element = place?.element.deref();
  const draw = globalThis.tackDraw;
  const getter = (type, name) => {
    const { get } = Object.getOwnPropertyDescriptor(type.prototype, name);
    return (object) => get.call(object);
  };

  const isPicture = (blob) => /^image\//i.test(blob.type);
  const fetched = async (url) => {
    const policy = element instanceof HTMLImageElement ? element.referrerPolicy : '';
    // In Firefox the page's own `fetch` speaks in its name.
    const ways = [globalThis.content?.fetch, fetch].filter(Boolean);
    for (const credentials of ['include', 'omit']) {
      for (const way of ways) {
        try {
          const answer = await way(url, {
            credentials, cache: 'force-cache', signal: AbortSignal.timeout(patience), ...(policy && { referrerPolicy: policy }),
          });
          if (!answer.ok) continue;
          if (Number(answer.headers.get('content-length')) > max) return undefined;
          const blob = await answer.blob();
          if (isPicture(blob) && blob.size <= max) return blob;
        } catch {
          // The next way may be open.
        }
      }
    }
    return undefined;
  };
  const inline = (url) => {
    const [head, body] = [url.slice(0, url.indexOf(',')), url.slice(url.indexOf(',') + 1)];
    const type = head.slice('data:'.length).split(';')[0];
    const text = decodeURIComponent(body.replace(/%(?![0-9a-f]{2})/gi, '%25'));
    if (!/;base64$/i.test(head)) return new Blob([text], { type });
    return new Blob([Uint8Array.from(atob(text.replace(/\s/g, '')), (c) => c.charCodeAt(0))], { type });
  };
  const painted = async () => {
    const [width, height] = draw.sizeOf(element, place.kind);
    const canvas = await draw.paint(element, place.kind, width, height);
    const type = place.kind === 'film' ? 'image/jpeg' : 'image/png';
    return new Promise((resolve) => { canvas.toBlob(resolve, type, 0.92); });
  };
  const attempt = async (read) => {
    try {
      return await read();
    } catch {
      return undefined;
    }
  };

  let blob;
  const inner = ['canvas', 'film', 'sketch'].includes(place?.kind);
  const isImage = element && !inner && element instanceof HTMLImageElement;
  const addresses = [address, ...(isImage ? [getter(HTMLImageElement, 'currentSrc')(element), getter(HTMLImageElement, 'src')(element)] : [])];
  for (const url of new Set(addresses.filter(Boolean))) {
    if (blob || inner) break;
    if (url.startsWith('data:')) blob = await attempt(() => inline(url));
    else if (/^(?:https?|blob|file):/.test(url)) blob = await fetched(url);
  }
  // An SVG is drawn, since bytes alone are no use: nobody but a page can draw it.
  if ((!blob || /svg/i.test(blob.type)) && element && (inner || isImage)) blob = (await attempt(painted)) ?? blob;
  if (!blob) return { failed: element || !place ? 'withheld' : 'gone' };
  if (blob.size > max) return { failed: 'large' };
  const bytes = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = reject;
    reader.readAsDataURL(blob);
  });
  return { bytes };
})();
