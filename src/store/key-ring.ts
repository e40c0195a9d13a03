import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreError } from './store-error.js';

/** Name of the environment variable that may hold the keys instead of a file: `<id>:<key>` separated by commas. */
export const KEYS_VARIABLE = 'ISTHMUS_KEYS';

const HEADER = `# Keys by which Isthmus encrypts secrets in Redis, one a line: id, then 32 bytes in base64url.
# The last one encrypts, the others still decrypt. Keep a copy apart from the copies of Redis:
# without this file the secrets are lost.
`;

/** Where the keys come from. */
type KeySource = { readonly file: string } | { readonly text: string };

/**
 * The keys, by id. The last one encrypts. A ring from a file notices that the file has changed, so that processes that
 * run during a `rekey` follow it.
 */
export class KeyRing {
  readonly #source: KeySource;
  #keys = new Map<string, Buffer>();
  #current = '';
  #stamp = '';

  constructor(source: KeySource) {
    this.#source = source;
    if ('text' in source) this.#load(source.text.split(','), /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9_-]{43}=?)\s*$/);
    else this.refresh();
  }

  /** Id of the key that encrypts. */
  get current(): string {
    return this.#current;
  }

  get ids(): readonly string[] {
    return [...this.#keys.keys()];
  }

  /** The key of an id, read again from the file where it is not known. */
  key(id: string): Buffer | undefined {
    if (!this.#keys.has(id)) this.refresh();
    return this.#keys.get(id);
  }

  /** Reads the file again if it has changed. */
  refresh(): void {
    if ('text' in this.#source) return;
    const { file } = this.#source;
    let text: string;
    try {
      const { mtimeNs, size, ino, mode } = statSync(file, { bigint: true });
      const stamp = `${mtimeNs} ${size} ${ino}`;
      if (stamp === this.#stamp) return;
      if ((Number(mode) & 0o007) !== 0) {
        throw new StoreError(`${file} can be read by every user: run chmod 600 ${file}`);
      }
      text = readFileSync(file, 'utf8');
      this.#stamp = stamp;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError(`the key file ${file} cannot be read: ${reason(error)}`);
    }
    const lines = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
    this.#load(lines, /^\s*([A-Za-z0-9_-]{1,32})\s+([A-Za-z0-9_-]{43}=?)\s*$/);
  }

  #load(items: readonly string[], form: RegExp): void {
    const keys = new Map<string, Buffer>();
    let current = '';
    for (const item of items) {
      const [, id = '', key = ''] = form.exec(item) ?? [];
      // Never quote the item: it may be a key with a slip in it.
      if (id === '') throw new StoreError(`${this.#name()} holds something that is not an id and a key of 32 bytes`);
      if (keys.has(id)) throw new StoreError(`${this.#name()} holds two keys with the id ${id}`);
      keys.set(id, Buffer.from(key, 'base64url'));
      current = id;
    }
    if (current === '') throw new StoreError(`${this.#name()} holds no key`);
    this.#keys = keys;
    this.#current = current;
  }

  #name(): string {
    return 'file' in this.#source ? `the key file ${this.#source.file}` : `the variable ${KEYS_VARIABLE}`;
  }
}

/** A new key as a line of the file: a random id, so that keys of different files are told apart, and 32 random bytes. */
function newKeyLine(): { readonly id: string; readonly line: string } {
  const id = `k${randomBytes(6).toString('hex')}`;
  return { id, line: `${id} ${randomBytes(32).toString('base64url')}\n` };
}

/**
 * Makes a key file with one new key, mode 0600. Of two processes that do it at once one succeeds and the other finds its
 * file. Returns whether this call made it.
 */
export function createKeyFile(file: string): boolean {
  const temporary = writeBeside(file, HEADER + newKeyLine().line);
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (code(error) === 'EEXIST') return false;
    throw new StoreError(`the key file ${file} cannot be made: ${reason(error)}`);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Adds a new key, which encrypts from then on. Returns its id. The file is replaced whole or not at all. */
export function addKey(file: string): string {
  const { id, line } = newKeyLine();
  const text = readFileSync(file, 'utf8');
  renameSync(writeBeside(file, (text.endsWith('\n') ? text : `${text}\n`) + line), file);
  return id;
}

/** Removes keys by id. The caller has made sure that nothing needs them. */
export function dropKeys(file: string, ids: readonly string[]): void {
  const lines = readFileSync(file, 'utf8').split('\n');
  const left = lines.filter((line) => line.startsWith('#') || !ids.includes(line.trim().split(/\s+/)[0] ?? ''));
  renameSync(writeBeside(file, left.join('\n')), file);
}

function writeBeside(file: string, text: string): string {
  const temporary = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(temporary, text, { mode: 0o600, flag: 'wx', flush: true });
  } catch (error) {
    throw new StoreError(`the key file ${file} cannot be written: ${reason(error)}`);
  }
  return temporary;
}

function code(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
