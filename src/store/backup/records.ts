import { StoreError } from '../store-error.js';

/** One key of Redis. */
export interface KeyRecord {
  readonly key: string;
  /** Wall time at which it expires, ms; 0: never. */
  readonly expires: number;
  /** As `DUMP` gives it. */
  readonly value: Buffer;
}

/** Length of the key (4 octets), expiry (8, a double), length of the value (4), then both. Big-endian. */
const HEAD = 16;

/** A key with its value, as octets of a backup: lengths and expiry in 16 octets, then name and value. */
export function encodeRecord({ key, expires, value }: KeyRecord): Buffer {
  const name = Buffer.from(key);
  const head = Buffer.alloc(HEAD);
  head.writeUInt32BE(name.length, 0);
  head.writeDoubleBE(expires, 4);
  head.writeUInt32BE(value.length, 12);
  return Buffer.concat([head, name, value]);
}

/** The keys of a part, read as a stream: of a large one no more than one key is in memory. */
export async function* decodeRecords(content: AsyncIterable<Buffer>): AsyncGenerator<KeyRecord> {
  let chunks: Buffer[] = [];
  let length = 0;
  let needed = HEAD;
  for await (const chunk of content) {
    chunks.push(chunk);
    length += chunk.length;
    if (length < needed) continue;
    let rest = Buffer.concat(chunks);
    needed = HEAD;
    while (rest.length >= HEAD) {
      const keyEnd = HEAD + rest.readUInt32BE(0);
      needed = keyEnd + rest.readUInt32BE(12);
      if (rest.length < needed) break;
      yield {
        key: rest.toString('utf8', HEAD, keyEnd),
        expires: rest.readDoubleBE(4),
        value: rest.subarray(keyEnd, needed),
      };
      rest = rest.subarray(needed);
      needed = HEAD;
    }
    chunks = [rest];
    length = rest.length;
  }
  if (length > 0) throw new StoreError('a part of the backup ends in the middle of a key');
}
