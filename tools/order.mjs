// An order of a wasm file's functions in which like stands near like. Deflate looks back 32 KiB and no further, and
// where Rust's functions of one kind, each made for another type, lie apart, it finds none of them again.

/** Bytes in a row that count as one trait of a function. */
const TRAIT = 7;
/** What more functions than this have in common says nothing of where they belong. */
const COMMON = 200;
/** Bytes of code, of what was placed last, that the next one should be like. */
const NEAR = 16_000;
/** So many bytes are added to each length: else the next is always a tiny one. */
const TINY = 200;

/** The file with a section of names, by which its functions can be sorted: `wasm-opt --reorder-functions-by-name`. */
export function ranked(bytes) {
  const bodies = bodiesOf(bytes);
  const imported = WebAssembly.Module.imports(new WebAssembly.Module(bytes)).filter(({ kind }) => kind === 'function').length;
  const names = [];
  order(bodies).forEach((body, rank) => { names[body] = text(String(rank).padStart(6, '0')); });
  const ofFunctions = [...leb(names.length), ...names.flatMap((name, body) => [...leb(imported + body), ...name])];
  const section = [...text('name'), 1, ...leb(ofFunctions.length), ...ofFunctions];
  return Buffer.concat([bytes, Buffer.from([0, ...leb(section.length), ...section])]);
}

/** Which function comes when: always the one that has most in common with what stands before it, for its length. */
function order(bodies) {
  const traits = bodies.map((body) => {
    const all = new Set();
    for (let i = 0; i + TRAIT <= body.length; i++) all.add(body.toString('latin1', i, i + TRAIT));
    return [...all];
  });
  const owners = new Map();
  traits.forEach((all, body) => all.forEach((trait) => {
    if (!owners.has(trait)) owners.set(trait, []);
    owners.get(trait).push(body);
  }));
  const near = new Map();
  const common = bodies.map(() => 0);
  const count = (body, by) => {
    for (const trait of traits[body]) {
      const times = (near.get(trait) ?? 0) + by;
      near.set(trait, times);
      const came = times === 1 && by === 1;
      const went = times === 0;
      if ((came || went) && owners.get(trait).length <= COMMON) for (const owner of owners.get(trait)) common[owner] += by;
    }
  };

  const placed = [];
  const left = new Set(bodies.keys());
  let from = 0;
  let held = 0;
  while (left.size > 0) {
    let next;
    let most = -1;
    for (const body of left) {
      const alike = common[body] / (bodies[body].length + TINY);
      if (alike > most) [next, most] = [body, alike];
    }
    left.delete(next);
    placed.push(next);
    count(next, 1);
    held += bodies[next].length;
    for (; held > NEAR && from < placed.length - 1; from++) {
      count(placed[from], -1);
      held -= bodies[placed[from]].length;
    }
  }
  return placed;
}

/** The bodies of the functions that the file defines (WebAssembly Core Specification, "Binary Format", "Modules"). */
function bodiesOf(bytes) {
  const CODE = 10;
  let at = 8;
  const number = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const id = bytes[at++];
    const length = number();
    if (id === CODE) {
      return Array.from({ length: number() }, () => {
        const size = number();
        return bytes.subarray(at, at += size);
      });
    }
    at += length;
  }
  throw new Error('the wasm file has no code');
}

function leb(number) {
  const bytes = [];
  for (; number > 0x7f; number >>>= 7) bytes.push((number & 0x7f) | 0x80);
  return [...bytes, number];
}

function text(string) {
  return [...leb(string.length), ...Buffer.from(string, 'latin1')];
}
