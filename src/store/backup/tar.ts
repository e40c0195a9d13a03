import { StoreError } from '../store-error.js';

/** Members of a tar archive in the form of POSIX (ustar), as every `tar` reads it. */
const BLOCK = 512;
const NAME_OCTETS = 100;

interface TarMember {
  readonly name: string;
  /** Octets. */
  readonly size: number;
}

/** What stands before the content of a member. Mode 0600; `at`: wall time, ms. Throws where the name is too long. */
export function tarHeader({ name, size }: TarMember, at: number): Buffer {
  const octets = Buffer.from(name);
  if (octets.length > NAME_OCTETS) throw new StoreError(`the name of ${name} is too long for a backup`);
  const header = Buffer.alloc(BLOCK);
  octets.copy(header, 0);
  const number = (value: number, from: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, '0')}\0`, from);
  number(0o600, 100, 7);
  number(0, 108, 7);
  number(0, 116, 7);
  writeSize(header, size);
  number(Math.floor(at / 1000), 136, 11);
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  let sum = 0;
  for (const octet of header) sum += octet;
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}

/** From 8 GiB on a size is binary, as GNU and BSD write it. */
function writeSize(header: Buffer, size: number): void {
  if (size < 8 ** 11) header.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
  else {
    header[124] = 0x80;
    header.writeBigUInt64BE(BigInt(size), 128);
  }
}

/** What fills the last block of a member of `size` octets. */
export function tarPadding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

/** Two blocks of zeros end an archive (POSIX ustar). */
export const TAR_END = Buffer.alloc(2 * BLOCK);

/** A member and its content, which has to be read before the next one is asked for. */
export interface TarEntry extends TarMember {
  readonly content: AsyncIterable<Buffer>;
}

/** The members of an archive, one after the other, with no more in memory than a chunk. Throws where it is cut off or no archive. */
export async function* readTar(source: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const input = new Input(source);
  for (;;) {
    const header = await input.exactly(BLOCK);
    if (header === undefined) throw cutOff();
    if (header.every((octet) => octet === 0)) return;
    const member = memberOf(header);
    input.begin(member.size);
    yield { ...member, content: input.content() };
    await input.finish();
    const padding = tarPadding(member.size).length;
    if (padding > 0 && (await input.exactly(padding)) === undefined) throw cutOff();
  }
}

function memberOf(header: Buffer): TarMember {
  const sum = Number.parseInt(header.toString('latin1', 148, 156), 8);
  let own = 8 * 0x20;
  for (const [at, octet] of header.entries()) if (at < 148 || at >= 156) own += octet;
  if (sum !== own) throw new StoreError('this is no backup: it is not a tar archive, or it is damaged');
  const name = header.toString('utf8', 0, NAME_OCTETS).replace(/\0.*$/s, '');
  const size =
    header[124] === 0x80
      ? Number(header.readBigUInt64BE(128))
      : Number.parseInt(header.toString('latin1', 124, 136), 8);
  if (!Number.isSafeInteger(size) || size < 0) throw new StoreError(`the size of ${name} in the backup is no number`);
  return { name, size };
}

function cutOff(): StoreError {
  return new StoreError('the backup is cut off: it ends before its last part. Take another one.');
}

/** Octets from a stream, as many as are asked for. */
class Input {
  readonly #source: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);
  /** Of the member that is being read. */
  #left = 0;

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  /** Undefined where the source ends before. */
  async exactly(octets: number): Promise<Buffer | undefined> {
    while (this.#rest.length < octets) if (!(await this.#more())) return undefined;
    const found = this.#rest.subarray(0, octets);
    this.#rest = this.#rest.subarray(octets);
    return found;
  }

  /** From here on the content of a member of so many octets. */
  begin(octets: number): void {
    this.#left = octets;
  }

  /** What is left of it. */
  async *content(): AsyncGenerator<Buffer> {
    while (this.#left > 0) {
      if (this.#rest.length === 0 && !(await this.#more())) throw cutOff();
      const chunk = this.#rest.subarray(0, Math.min(this.#left, this.#rest.length));
      this.#rest = this.#rest.subarray(chunk.length);
      this.#left -= chunk.length;
      yield chunk;
    }
  }

  /** Skips what nobody has read of the member. */
  async finish(): Promise<void> {
    for await (const chunk of this.content()) void chunk;
  }

  async #more(): Promise<boolean> {
    const { done, value } = await this.#source.next();
    if (done === true) return false;
    this.#rest = this.#rest.length === 0 ? value : Buffer.concat([this.#rest, value]);
    return true;
  }
}
