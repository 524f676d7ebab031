// Zip archives, the same byte for byte for the same files.
import fs from 'node:fs';
import path from 'node:path';

const crcTable = Array.from({ length: 256 }, (_, n) => {
  for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1;
  return n >>> 0;
});
function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The names of all files in a folder and below it, in order. */
export function filesUnder(folder, prefix = '') {
  return fs.readdirSync(path.join(folder, prefix), { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? filesUnder(folder, `${prefix}${e.name}/`) : [prefix + e.name]))
    .sort();
}

/**
 * A zip archive of `[name, bytes]`, all dated 1 January 1980, the first day that the format knows. `deflate` packs the
 * bytes of one.
 */
export async function zip(entries, deflate) {
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
