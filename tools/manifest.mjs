// Writes the manifest of one browser from the one source at the top level.
// node tools/manifest.mjs chrome|firefox [--store]   prints it
import fs from 'node:fs';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';

const root = new URL('../', import.meta.url);

// The public half of a key that nobody kept: it gives an unpacked copy in Chromium the same id on every machine, so
// that relays can list its redirect address. A store gives its own id, so uploads leave it out.
export const developmentKey = [
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv9BWQGgjk3SVh+6KB7NVoWnjpBKsjxtenuyCD1RYp9IImqmFP38QiTn3',
  'cI6m7/XM5BLGN5Dcd110RkqxKivGeFsla+RtpGNgBo9Kmsr+VsPX0iCt4S3o7KPhozBwejHcbV/oQaI0TQ4vJ1cCOl6r42M286/T',
  'ZGuKTHuoF67lwqe4bcF9YfGjR91axfabasEhPikKDwhCvE7DuXo5hKUc/TZyVIENl7PQF+kldpNGZhortJNGU/4MU49kp6pxz5rB',
  '6n/0N0CJORjzTgyxL2kdBltk4MTFw74Hw4H9LF7DCywOZtJ5Do+4V8oWL8dOfc45lY7p1L/d+gtXr+Nqa3jHewIDAQAB',
].join('');

/** The id that Chromium derives from the development key. */
export function chromiumId() {
  const digest = createHash('sha256').update(Buffer.from(developmentKey, 'base64')).digest('hex');
  return [...digest.slice(0, 32)].map((c) => String.fromCharCode('a'.charCodeAt(0) + parseInt(c, 16))).join('');
}

export function sourceManifest() {
  return JSON.parse(fs.readFileSync(new URL('manifest.json', root), 'utf8'));
}

export function geckoId() {
  return sourceManifest().browser_specific_settings.gecko.id;
}

/** The addresses that consent leads back to: in Chromium with the development key, and in Firefox. */
export function redirectUris() {
  const hash = createHash('sha1').update(geckoId()).digest('hex');
  return [`https://${chromiumId()}.chromiumapp.org/`, `https://${hash}.extensions.allizom.org/`];
}

/** The version in Cargo.toml: the one place where it is written. */
export function version() {
  const text = fs.readFileSync(new URL('Cargo.toml', root), 'utf8');
  return text.match(/\[workspace\.package\]\s*version = "([^"]+)"/)[1];
}

/** What each browser gets: Chromium warns of Firefox's keys, and the other way round. */
export function manifestFor(browser, { store = false } = {}) {
  const { background, browser_specific_settings, minimum_chrome_version, key: _key, ...common } = sourceManifest();
  const script = background.service_worker ?? background.scripts[0];
  common.version = version();
  if (browser === 'chrome') {
    return {
      ...common,
      minimum_chrome_version,
      background: { service_worker: script, type: 'module' },
      ...(store ? {} : { key: developmentKey }),
    };
  }
  return { ...common, browser_specific_settings, background: { scripts: [script], type: 'module' } };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [browser, store] = process.argv.slice(2);
  process.stdout.write(`${JSON.stringify(manifestFor(browser, { store: store === '--store' }), null, 2)}\n`);
}
