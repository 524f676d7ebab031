// Makes the zip files for the stores from dist/chrome and dist/firefox; the same files give the same zip, byte for byte.
// node tools/package.mjs
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import zopfli from '@gfx/zopfli';
import { manifestFor, version } from './manifest.mjs';
import { filesUnder, zip } from './zip.mjs';

const MOST = 350 * 1024;

// Most files are the same in both, and this takes seconds.
const known = new Map();

/** Deflated as small as the format allows: some 5 % less than zlib makes of it. */
async function deflate(data) {
  const name = data.toString('latin1');
  if (!known.has(name)) {
    const packed = Buffer.from(await zopfli.deflateAsync(data, { numiterations: 40, blocksplittingmax: 0 }));
    if (!zlib.inflateRawSync(packed).equals(data)) throw new Error('what was packed does not unpack');
    known.set(name, packed);
  }
  return known.get(name);
}

for (const browser of ['chrome', 'firefox']) {
  const folder = path.join('dist', browser);
  const manifest = Buffer.from(`${JSON.stringify(manifestFor(browser, { store: true }), null, 2)}\n`);
  const entries = filesUnder(folder)
    .map((name) => [name, name === 'manifest.json' ? manifest : fs.readFileSync(path.join(folder, name))]);
  const file = path.join('dist', `tack-${browser}-${version()}.zip`);
  const bytes = await zip(entries, deflate);
  fs.writeFileSync(file, bytes);
  console.log(`tack: ${file}: ${entries.length} files, ${bytes.length} bytes`);
  if (bytes.length > MOST) {
    console.error(`tack: ${file} is larger than ${MOST} bytes`);
    process.exitCode = 1;
  }
}
