// Takes the bytes of one picture from a page, as the page itself gets them: with its cookies, under its name. Injected
// when a picture is saved that nobody else can fetch. What the function resolves to: `{bytes}` in base64, or `{failed}`
// with why: `gone` (the page is another one now, or shows another picture there), `withheld` (the picture's site does not
// let the page read it), `broken` (there is no picture), `large`.
globalThis.tackTake = async (wanted) => {
  'use strict';

  const { scan, at, address, max, patience } = wanted;
  const seen = Object.hasOwn(globalThis, 'tackSeen') && globalThis.tackSeen;
  if (!seen || seen.page !== scan) return { failed: 'gone' };
  const place = seen.places.get(at);
  const element = place?.element.deref();
  const isImage = element && place.kind === '';
  const draw = globalThis.tackDraw;
  const { getter } = globalThis.tackPrototypes;

  const inner = draw.draws(place?.kind);

  // A list that goes on uses its elements again, for other pictures.
  const current = isImage ? getter(HTMLImageElement, 'currentSrc')(element) : '';
  const isSame = !isImage || current === place.shown;

  let withheld = false;
  let large = false;
  const signal = AbortSignal.timeout(patience);
  const fetched = async (url) => {
    const policy = isImage ? element.referrerPolicy : '';
    // What was cached for the page alone may lack the leave to read it.
    for (const [credentials, cache] of [['include', 'force-cache'], ['omit', 'reload']]) {
      try {
        const answer = await fetch(url, { credentials, cache, signal, ...(policy && { referrerPolicy: policy }) });
        if (!answer.ok) continue;
        large ||= Number(answer.headers.get('content-length')) > max;
        if (large) return undefined;
        const blob = await answer.blob();
        if (!/^image\//i.test(blob.type)) continue;
        large ||= blob.size > max;
        return large ? undefined : blob;
      } catch {
        withheld ||= !signal.aborted;
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
  const bytesOf = (canvas, type) => new Promise((resolve) => { canvas.toBlob(resolve, type, 0.92); });
  const painted = async () => {
    const size = draw.sizeOf(element, place.kind);
    const [width, height] = blob && isImage ? draw.sharp(...size) : size;
    const canvas = await draw.paint(element, place.kind, width, height);
    return bytesOf(canvas, place.kind === 'film' ? 'image/jpeg' : 'image/png');
  };
  const attempt = async (read) => {
    try {
      return await read();
    } catch {
      return undefined;
    }
  };

  let blob;
  const own = isImage && isSame ? [current, getter(HTMLImageElement, 'src')(element)] : [];
  const addresses = [address, ...own];
  for (const url of new Set(addresses.filter(Boolean))) {
    if (blob || inner) break;
    if (url.startsWith('data:')) blob = await attempt(() => inline(url));
    else if (/^(?:https?|blob):/.test(url)) blob = await fetched(url);
  }
  // An SVG is drawn, since bytes alone are no use: nobody but a page can draw it. From its bytes, since what the page shows
  // of another site taints what it is drawn on.
  const isDrawing = /svg/i.test(blob?.type ?? '');
  const drawn = isDrawing && (await attempt(async () => bytesOf(await draw.file(await blob.text()), 'image/png')));
  if (drawn) blob = drawn;
  else if ((!blob || isDrawing) && (inner || isImage) && element && isSame) blob = (await attempt(painted)) ?? blob;
  if (large || blob?.size > max) return { failed: 'large' };
  if (!blob && ((place && !element) || !isSame)) return { failed: 'gone' };
  if (!blob) return { failed: withheld || inner ? 'withheld' : 'broken' };
  const bytes = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = reject;
    reader.readAsDataURL(blob);
  });
  return { bytes };
};
({ ready: true });
