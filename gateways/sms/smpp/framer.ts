import { HEADER_OCTETS, LONGEST_PDU } from './codec.js';

/**
 * Cuts a byte stream into PDUs by their command_length. A length that no PDU can have ends the stream: nothing after it
 * can be trusted.
 */
export class Framer {
  #rest: Buffer = Buffer.alloc(0);

  /** The whole PDUs that `chunk` completes, or the length that was out of bounds. */
  push(chunk: Buffer): { readonly pdus: readonly Buffer[]; readonly badLength?: number } {
    const data = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const pdus: Buffer[] = [];
    let at = 0;
    while (data.length - at >= 4) {
      const length = data.readUInt32BE(at);
      if (length < HEADER_OCTETS || length > LONGEST_PDU) return { pdus, badLength: length };
      if (data.length - at < length) break;
      pdus.push(data.subarray(at, at + length));
      at += length;
    }
    this.#rest = data.subarray(at);
    return { pdus };
  }
}
