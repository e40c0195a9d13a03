/**
 * Septets packed into octets (3GPP TS 23.038 6.1.2): the first septet in the low bits of the first octet. Behind a user data
 * header fill bits come first, so that the text begins at a multiple of seven bits from the header's start (TS 23.040
 * 9.2.3.24).
 */

const CARRIAGE_RETURN = 0x0d;

/** Fill bits between a header of so many octets (its length octet included) and the first septet. */
function fillBits(headerOctets: number): number {
  return (7 - ((headerOctets * 8) % 7)) % 7;
}

function packed(septets: Uint8Array, fill: number): Buffer {
  const out = Buffer.alloc(Math.ceil((fill + septets.length * 7) / 8));
  let bit = fill;
  for (const septet of septets) {
    const at = bit >> 3;
    const wide = (septet & 0x7f) << (bit & 7);
    out[at] = (out[at] ?? 0) | (wide & 0xff);
    if (wide > 0xff) out[at + 1] = wide >> 8;
    bit += 7;
  }
  return out;
}

/**
 * Octets of septets. Only octets are counted here, so seven zero bits left over would read as `@`: a carriage return takes
 * their place, and a carriage return that ends on the last bit is doubled (TS 23.038 6.1.2.3.1).
 */
export function packSeptets(septets: Uint8Array, headerOctets: number): Buffer {
  const fill = fillBits(headerOctets);
  const over = (fill + septets.length * 7) % 8;
  const pads = over === 1 || (over === 0 && septets.at(-1) === CARRIAGE_RETURN);
  return packed(pads ? Buffer.concat([septets, Buffer.of(CARRIAGE_RETURN)]) : septets, fill);
}

/** Septets of octets; a carriage return that ends on the last bit is padding (TS 23.038 6.1.2.3.1) and not among them. */
export function unpackSeptets(octets: Uint8Array, headerOctets: number): Buffer {
  const fill = fillBits(headerOctets);
  const bits = octets.length * 8;
  const count = Math.max(0, Math.floor((bits - fill) / 7));
  const out = Buffer.allocUnsafe(count);
  for (let index = 0; index < count; index += 1) {
    const bit = fill + index * 7;
    const at = bit >> 3;
    out[index] = ((((octets[at + 1] ?? 0) << 8) | (octets[at] ?? 0)) >> (bit & 7)) & 0x7f;
  }
  const padded = fill + count * 7 === bits && out.at(-1) === CARRIAGE_RETURN;
  return padded ? out.subarray(0, count - 1) : out;
}
