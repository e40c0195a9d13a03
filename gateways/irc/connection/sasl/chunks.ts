/** Base64 of a message goes in pieces of so many octets (IRCv3 SASL 3.1); a last one that is full is followed by `+`. */
const PIECE = 400;

/** The parameters of the `AUTHENTICATE` lines that carry a message. */
export function toChunks(octets: Buffer): string[] {
  const text = octets.toString('base64');
  const pieces: string[] = [];
  for (let at = 0; at < text.length; at += PIECE) pieces.push(text.slice(at, at + PIECE));
  if (text.length % PIECE === 0) pieces.push('+');
  return pieces;
}

/** Octets of base64 that a message of a server may have. */
const MOST_BASE64 = 16 * PIECE;

/** Puts the message of a server together. */
export class Chunks {
  #text = '';

  /** The message when it is whole, `more` while it is not, `broken` where it is no base64 or too long. */
  push(parameter: string): Buffer | 'more' | 'broken' {
    const piece = parameter === '+' ? '' : parameter;
    if (piece.length > PIECE || this.#text.length + piece.length > MOST_BASE64 || !/^[A-Za-z0-9+/=]*$/.test(piece)) {
      this.#text = '';
      return 'broken';
    }
    this.#text += piece;
    if (piece.length === PIECE) return 'more';
    const octets = Buffer.from(this.#text, 'base64');
    this.#text = '';
    return octets;
  }
}
