// Waiting for a condition, with a deadline: a test never sleeps for luck.

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** The longest pause, milliseconds: looking is work, and in Firefox much of it for the process that the test waits for. */
const LONGEST = 160;

/** Longer than Tack gives any one request, milliseconds: what it says when that is over is better than silence. */
const PATIENCE = 25_000;

/** What `probe` returns as soon as that is truthy. What it throws counts as "not yet", and is told when time is up. */
export async function until(what, probe, { within = PATIENCE } = {}) {
  const end = Date.now() + within;
  let pausing = 10;
  let last;
  for (;;) {
    try {
      const value = await probe();
      if (value) return value;
      last = undefined;
    } catch (error) {
      if (error.final) throw error;
      last = error;
    }
    if (Date.now() > end) throw new Error(`not within ${within} ms: ${what}`, { cause: last });
    await pause(pausing);
    pausing = Math.min(pausing * 2, LONGEST);
  }
}
