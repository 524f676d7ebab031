// A test that runs in each browser, in a world of its own.
import { test } from 'node:test';
import { World } from './world.mjs';

/** The browsers to test in. */
export const browsers = (process.env.TACK_BROWSERS || 'chromium firefox').split(' ');

/**
 * `options`: `relay: false` for none, `window` for a real window in Chromium, `privateWindows` to be let into those,
 * `kept` and `change` as of World.open, `allow`, `violations` and `hosts` as of World.check, `only` for one browser,
 * `timeout` in milliseconds for a long one.
 */
export function scenario(name, options, body) {
  for (const browser of browsers.filter((b) => !options.only || options.only === b)) {
    test(`${name} (${browser})`, { timeout: options.timeout ?? 180_000 }, async () => {
      const world = await World.open(browser, name, options);
      try {
        await body(world);
        await world.check(options);
      } catch (error) {
        error.message += `\n${await world.keepEvidence().catch(() => 'nothing more is known')}`;
        throw error;
      } finally {
        await world.close();
      }
    });
  }
}
