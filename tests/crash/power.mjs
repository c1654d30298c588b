// SPDX-License-Identifier: MIT
// What a disk may hold after power was lost: the journal of what a host wrote, cut somewhere. What was
// synced before the cut is there; of what was not, chance keeps sectors, in any order.

import { readFileSync } from 'node:fs';

const sector = 512;
const head = 16;

/** The journal's records, see faults.c, with where each ends in the file. */
export function readJournal(path) {
  const bytes = readFileSync(path);
  const records = [];
  for (let at = 0; at + head <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const offset = Number(bytes.readBigUInt64LE(at + 8));
    const data = bytes.subarray(at + head, at + head + size);
    at += head + size;
    records.push({ what: String.fromCharCode(bytes[at - head - size]), offset, data, end: at });
  }
  return records;
}

/** A file in memory that grows as it is written. */
class Image {
  #bytes = Buffer.alloc(1 << 20);
  size = 0;

  put(offset, data) {
    const end = offset + data.length;
    while (end > this.#bytes.length) this.#bytes = Buffer.concat([this.#bytes, Buffer.alloc(this.#bytes.length)]);
    data.copy(this.#bytes, offset);
    this.size = Math.max(this.size, end);
  }

  resize(size) {
    if (size < this.size) this.#bytes.fill(0, size, this.size);
    this.size = size;
  }

  get bytes() {
    return this.#bytes.subarray(0, this.size);
  }
}

const apply = (image, record) =>
  record.what === 'T' ? image.resize(record.offset) : image.put(record.offset, record.data);

/** The sectors of a write that chance lets reach the disk: all, none, or some. */
function pieces(record, random) {
  const fate = random.next();
  if (fate < 0.3) return [];
  if (fate < 0.5 || record.what === 'T') return [record];
  const kept = [];
  for (let at = 0; at < record.data.length; at += sector)
    if (random.chance(0.5))
      kept.push({ what: 'W', offset: record.offset + at, data: record.data.subarray(at, at + sector) });
  return kept;
}

function shuffle(list, random) {
  for (let n = list.length - 1; n > 0; --n) {
    const other = random.between(0, n);
    [list[n], list[other]] = [list[other], list[n]];
  }
  return list;
}

/**
 * The file after a cut behind the first `count` records. The last of them may be under way still:
 * it counts as not synced, unless it is a sync that has returned.
 */
export function imageAfter(records, count, random) {
  const image = new Image();
  let waiting = [];
  for (const [n, record] of records.slice(0, count).entries()) {
    const last = n === count - 1;
    if (record.what === 'S') {
      waiting.forEach((each) => apply(image, each));
      waiting = [];
    } else if (record.what === 'D' && !last) {
      apply(image, record); // its own bytes are on the disk, those of others are not
    } else {
      waiting.push(record);
    }
  }
  const kept = shuffle(waiting.flatMap((record) => pieces(record, random)), random);
  kept.forEach((piece) => apply(image, piece));
  return { bytes: image.bytes, unsynced: waiting.length };
}
