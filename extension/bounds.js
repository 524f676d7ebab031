// How much one scan takes: of text, and of the page's own time. Injected before the scan.
//
// Threat: a page may hold texts of any length, and any number of them.
globalThis.tackBounds = () => {
  'use strict';

  const ADDRESS_MAX = 8_192; // limits::PICTURE_URL_MAX
  // Longer ones are cut to head and tail: see `gather.rs`, which does the same.
  const DATA_ADDRESS_MAX = 2_048;
  const DATA_HEAD = 64;
  const DATA_TAIL = 512;
  const TEXT_MAX = 2_000;
  const TOTAL_MAX = 16_000_000;
  // The page goes on after each piece. What follows the last look at the clock comes on top.
  const PIECE_MS = 6;

  let now = performance.now();
  let piece = now;
  let end = Infinity;
  let total = 0;

  /** A part of the scan begins, and has so many milliseconds. */
  const begin = (time) => {
    now = performance.now();
    end = now + time;
  };

  /** Looks at the clock: whether the page must go on before anything else is done. */
  const isDue = () => {
    now = performance.now();
    return now - piece > PIECE_MS;
  };

  /** Lets the page go on. */
  const pause = async () => {
    await (globalThis.scheduler?.yield?.() ?? new Promise((resolve) => setTimeout(resolve)));
    piece = now = performance.now();
  };

  /** Whether there was time and room for more when the clock was last looked at. */
  const isLeft = () => total <= TOTAL_MAX && now <= end;

  const isFull = () => total > TOTAL_MAX;

  /** Whatever came before, half of the room is left. */
  const makeRoom = () => { total = Math.min(total, TOTAL_MAX / 2); };

  /** The value, cut; never half of a surrogate pair, which no UTF-8 can hold. */
  const text = (value, max = TEXT_MAX) => {
    if (!value) return undefined;
    const short = (value.length > max ? value.slice(0, max) : value).toWellFormed();
    total += short.length;
    return short;
  };

  /** An address that is too long is no address: cut, it would be another one. */
  const address = (value) => {
    if (!value) return undefined;
    const inline = value.length > DATA_ADDRESS_MAX && value.startsWith('data:');
    const short = inline ? value.slice(0, DATA_HEAD) + value.slice(-DATA_TAIL) : value;
    if (short.length > ADDRESS_MAX) return undefined;
    total += short.length;
    return short;
  };

  /** What throws is left out; a hostile page gets no further than that. */
  const attempt = (read) => {
    try {
      return read();
    } catch {
      return undefined;
    }
  };

  return { ADDRESS_MAX, SRCSET_MAX: 131_072, begin, isDue, pause, isLeft, isFull, makeRoom, text, address, attempt };
};
