// Makes the zip files for the stores from dist/chrome and dist/firefox; the same files give the same zip, byte for byte.
// node tools/package.mjs
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import zopfli from '@gfx/zopfli';
import { manifestFor, version } from './manifest.mjs';

const MOST = 350 * 1024;

const crcTable = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function filesUnder(folder, prefix = '') {
  return fs.readdirSync(path.join(folder, prefix), { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? filesUnder(folder, `${prefix}${e.name}/`) : [prefix + e.name]))
    .sort();
}

/** Deflated as small as the format allows: some 5 % less than zlib makes of it. */
async function deflate(data) {
  const packed = Buffer.from(await zopfli.deflateAsync(data, { numiterations: 15 }));
  if (!zlib.inflateRawSync(packed).equals(data)) throw new Error('what was packed does not unpack');
  return packed;
}

/** A zip archive of `[name, bytes]`, all dated 1 January 1980, the first day that the format knows. */
async function zip(entries) {
  const DATE = (1 << 5) | 1;
  const UTF8_NAMES = 0x800;
  const parts = [];
  const directory = [];
  let offset = 0;
  for (const [name, data] of entries) {
    const packed = await deflate(data);
    const shared = Buffer.alloc(26);
    [20, UTF8_NAMES, 8, 0, DATE].forEach((value, i) => shared.writeUInt16LE(value, i * 2));
    [crc32(data), packed.length, data.length].forEach((value, i) => shared.writeUInt32LE(value, 10 + i * 4));
    shared.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), shared, Buffer.from(name), packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\0', 'latin1'), shared, tail, Buffer.from(name));
    parts.push(local);
    offset += local.length;
  }
  const listing = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(listing.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, listing, end]);
}

for (const browser of ['chrome', 'firefox']) {
  const folder = path.join('dist', browser);
  const manifest = Buffer.from(`${JSON.stringify(manifestFor(browser, { store: true }), null, 2)}\n`);
  const entries = filesUnder(folder)
    .map((name) => [name, name === 'manifest.json' ? manifest : fs.readFileSync(path.join(folder, name))]);
  const file = path.join('dist', `tack-${browser}-${version()}.zip`);
  const bytes = await zip(entries);
  fs.writeFileSync(file, bytes);
  console.log(`tack: ${file}: ${entries.length} files, ${bytes.length} bytes`);
  if (bytes.length > MOST) {
    console.error(`tack: ${file} is larger than ${MOST} bytes`);
    process.exitCode = 1;
  }
}
