import { closeSync, existsSync, openSync, readFileSync, writeSync } from 'node:fs';

/** What the network took or ended; one JSON line each, on disk before the other side is answered. */
export type Entry =
  | {
      readonly t: 'submit';
      readonly n: number;
      readonly id: string;
      readonly from: string;
      readonly fromTon: number;
      readonly to: string;
      readonly toTon: number;
      readonly registered: number;
      /** data_coding and octets (hex) of the part, user data header included. */
      readonly dcs: number;
      readonly esm: number;
      readonly octets: string;
      readonly text: string;
      readonly at: number;
    }
  /** The last receipt of message `n` was answered by the ESME with `status`. */
  | { readonly t: 'told'; readonly n: number; readonly status: number }
  /** A message of a phone, `pdus` (base64) to be delivered. */
  | { readonly t: 'mo'; readonly key: string; readonly pdus: readonly string[] }
  /** Part `part` of it was answered by the ESME with `status`. */
  | { readonly t: 'mo-told'; readonly key: string; readonly part: number; readonly status: number };

/** A ledger that outlives a kill of the process. Without a path it keeps nothing. */
export class Journal {
  readonly #fd: number | undefined;
  #lines = '';

  constructor(path?: string) {
    this.#fd = path === undefined ? undefined : openSync(path, 'a');
  }

  get on(): boolean {
    return this.#fd !== undefined;
  }

  add(entry: Entry): void {
    if (this.#fd !== undefined) this.#lines += `${JSON.stringify(entry)}\n`;
  }

  /** Hands all to the operating system; must happen before an answer leaves. */
  flush(): void {
    if (this.#fd === undefined || this.#lines === '') return;
    const lines = this.#lines;
    this.#lines = '';
    writeSync(this.#fd, lines);
  }

  close(): void {
    this.flush();
    if (this.#fd !== undefined) closeSync(this.#fd);
  }
}

/** All whole lines of a journal; a last line that was cut by a kill is left out. */
export function readJournal(path: string): Entry[] {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n');
  lines.pop();
  return lines.filter((line) => line !== '').map((line): Entry => JSON.parse(line));
}
