// Cuts short how Rust panics. A panic in these files ends the instance, with or without its words: there is no stderr,
// no unwinding and no hook. What makes the words, and the place in the source that each caller hands over, is weight.
import binaryen from 'binaryen';

/** Functions that never return and do nothing but panic, by their names in Rust. */
const PANICS = [
  /^core(\[\w+\])?::panicking::(?!panic_display)/,
  /^core(\[\w+\])?::(option|result)::(expect|unwrap)_failed$/,
  /^core(\[\w+\])?::slice::(index::slice_index_fail|copy_from_slice_impl::len_mismatch_fail)/,
  /^core(\[\w+\])?::str::slice_error_fail/,
  /^core(\[\w+\])?::cell::(panic_already_borrowed|panic_already_mutably_borrowed|lazy::panic_poisoned)$/,
  /^<alloc(\[\w+\])?::vec::Vec<_, _>>::\w+::assert_failed$/,
  /^alloc(\[\w+\])?::raw_vec::handle_error$/,
  /^std(\[\w+\])?::thread::local::panic_access_error$/,
  /^__rustc(\[\w+\])?::rust_begin_unwind$/,
];

/** So many of them a file may do without: not each has code that can panic so. */
const UNUSED_MAX = 3;

/** The file, where each of these functions is a trap and nothing else, and no place in the source is left. */
export function cut(bytes) {
  binaryen.setDebugInfo(true);
  const module = binaryen.readBinary(withoutPlaces(bytes));
  const found = [];
  for (let index = 0; index < module.getNumFunctions(); index++) {
    const reference = module.getFunctionByIndex(index);
    const { name, params, results } = binaryen.getFunctionInfo(reference);
    if (PANICS.some((panic) => panic.test(name))) found.push({ name, params, results });
  }
  // A toolchain that calls them otherwise would bring them all back, unseen.
  const missing = PANICS.filter((panic) => !found.some(({ name }) => panic.test(name)));
  if (missing.length > UNUSED_MAX) throw new Error(`panics are called otherwise: ${missing}`);
  for (const { name, params, results } of found) {
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.unreachable());
  }
  const made = Buffer.from(module.emitBinary());
  module.dispose();
  return made;
}

/**
 * The file with zeros for each `core::panic::Location` (the address and length of a file's name, line and column) and for
 * the names: only panics read them.
 */
function withoutPlaces(bytes) {
  const made = Buffer.from(bytes);
  const segments = segmentsOf(made);
  const nameAt = (address, length) => {
    const segment = segments.find(({ start, data }) => start <= address && address + length <= start + data.length);
    const name = segment?.data.subarray(address - segment.start, address - segment.start + length);
    return name && /^[\w./@+-]+\.rs$/.test(name.toString('latin1')) ? name : undefined;
  };
  const names = [];
  for (const { start, data } of segments) {
    for (let at = (4 - (start % 4)) % 4; at + 16 <= data.length; at += 4) {
      const [address, length, line, column] = [0, 4, 8, 12].map((offset) => data.readUInt32LE(at + offset));
      if (length < 4 || length > 300 || line === 0 || line > 100_000 || column === 0 || column > 1_000) continue;
      const name = nameAt(address, length);
      if (!name) continue;
      names.push(name);
      data.fill(0, at, at + 16);
    }
  }
  if (names.length === 0) throw new Error('places in the source are kept otherwise');
  // One name serves many places, so that it goes last.
  for (const name of names) name.fill(0);
  return made;
}

/** The active segments of the data section, as views into the file: where in memory each begins, and its bytes. */
function segmentsOf(bytes) {
  let at = 8;
  const number = () => {
    let [value, shift, byte] = [0, 0, 0];
    do {
      byte = bytes[at++];
      value += (byte & 0x7f) * 2 ** shift;
      shift += 7;
    } while (byte & 0x80);
    return value;
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === 11) {
      return Array.from({ length: number() }, () => {
        const flags = number();
        // i32.const, a number, end.
        if (flags !== 0 || bytes[at++] !== 0x41) throw new Error('a data segment of another kind');
        const start = number();
        at++;
        const length = number();
        at += length;
        return { start, data: bytes.subarray(at - length, at) };
      });
    }
    at = end;
  }
  return [];
}
