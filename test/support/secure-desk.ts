import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { removeTempDir, tempDir } from '../../sandbox/temp-dir.js';

const run = promisify(execFile);

/** Somebody with a key and a certificate, as files. */
export interface Holder {
  readonly key: string;
  readonly certificate: string;
  /** Both in one PKCS #12 file without a password. */
  readonly pkcs12: string;
}

/**
 * What people elsewhere have: a certification authority, keys, and OpenSSL, which signs, encrypts and opens mails without any code
 * of the gateway.
 */
export class SecureDesk {
  /** Certificate of the authority, PEM. */
  readonly ca: string;
  readonly #dir: string;
  readonly #holders = new Map<string, Holder>();
  #count = 0;

  private constructor(dir: string) {
    this.#dir = dir;
    this.ca = join(dir, 'ca.crt');
  }

  static async start(): Promise<SecureDesk> {
    const desk = new SecureDesk(await tempDir('secure-desk'));
    await desk.#authority('ca');
    return desk;
  }

  async stop(): Promise<void> {
    await removeTempDir(this.#dir);
  }

  /** The key and the certificate of a mail address, or of a domain; made when they are asked for first. */
  async holder(name: string): Promise<Holder> {
    const known = this.#holders.get(name);
    if (known !== undefined) return known;
    const made = await this.#certify(name, 'ca');
    this.#holders.set(name, made);
    return made;
  }

  /** A certificate for a name that nobody vouches for whom others trust. */
  async stranger(name: string): Promise<Holder> {
    const other = this.#name();
    await this.#authority(other);
    return await this.#certify(name, other);
  }

  /** An entity or a mail, signed (multipart/signed); octets stay as they are. */
  async sign(octets: Uint8Array, { key, certificate }: Holder): Promise<Buffer> {
    const from = await this.#file(octets);
    const to = `${from}.out`;
    await this.#openssl(
      'cms',
      '-sign',
      '-binary',
      '-crlfeol',
      '-in',
      from,
      '-out',
      to,
      '-signer',
      certificate,
      '-inkey',
      key,
    );
    return await this.#read(to);
  }

  /** An entity, encrypted for others. */
  async encrypt(octets: Uint8Array, to: readonly Holder[]): Promise<Buffer> {
    const from = await this.#file(octets);
    const certificates = to.map(({ certificate }) => certificate);
    await this.#openssl(
      'cms',
      '-encrypt',
      '-binary',
      '-crlfeol',
      '-aes256',
      '-in',
      from,
      '-out',
      `${from}.out`,
      ...certificates,
    );
    return await this.#read(`${from}.out`);
  }

  /** What is in an encrypted mail. Rejects where it cannot be opened. */
  async decrypt(octets: Uint8Array, { key, certificate }: Holder): Promise<Buffer> {
    const from = await this.#file(octets);
    await this.#openssl('cms', '-decrypt', '-in', from, '-out', `${from}.out`, '-recip', certificate, '-inkey', key);
    return await this.#read(`${from}.out`);
  }

  /** What a signature covers; rejects where it is not good, or not of an address. */
  async verify(octets: Uint8Array, address: string): Promise<Buffer> {
    const from = await this.#file(octets);
    const signer = `${from}.signer`;
    await this.#openssl('cms', '-verify', '-in', from, '-out', `${from}.out`, '-CAfile', this.ca, '-signer', signer);
    const { stdout } = await run('openssl', ['x509', '-in', signer, '-noout', '-ext', 'subjectAltName'], {
      cwd: this.#dir,
    });
    if (!stdout.includes(address)) throw new Error(`it is signed by ${stdout}`);
    return await this.#read(`${from}.out`);
  }

  async #authority(name: string): Promise<void> {
    const extensions = ['basicConstraints=critical,CA:true', 'keyUsage=critical,keyCertSign,cRLSign'];
    const added = extensions.flatMap((one) => ['-addext', one]);
    const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
    await this.#openssl(
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '30',
      '-subj',
      `/CN=${name}`,
      ...added,
      ...files,
    );
  }

  async #certify(name: string, by: string): Promise<Holder> {
    const file = this.#name();
    const names = name.includes('@') ? `email:${name}` : `DNS:${name}`;
    const extensions = [
      'basicConstraints=CA:false',
      'keyUsage=critical,digitalSignature,keyEncipherment',
      'extendedKeyUsage=emailProtection',
      `subjectAltName=${names}`,
    ];
    await writeFile(join(this.#dir, `${file}.ext`), extensions.join('\n'));
    const request = [
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-subj',
      `/CN=${file}`,
      '-keyout',
      `${file}.key`,
      '-out',
      `${file}.csr`,
    ];
    await this.#openssl('req', '-new', ...request);
    const authority = ['-CA', `${by}.crt`, '-CAkey', `${by}.key`, '-CAcreateserial'];
    const files = ['-in', `${file}.csr`, '-out', `${file}.crt`, '-extfile', `${file}.ext`];
    await this.#openssl('x509', '-req', '-days', '20', ...authority, ...files);
    const both = ['-inkey', `${file}.key`, '-in', `${file}.crt`];
    await this.#openssl('pkcs12', '-export', ...both, '-passout', 'pass:', '-out', `${file}.p12`);
    const at = (ending: string) => join(this.#dir, `${file}.${ending}`);
    return { key: at('key'), certificate: at('crt'), pkcs12: at('p12') };
  }

  #name(): string {
    this.#count += 1;
    return `n${this.#count}`;
  }

  async #file(octets: Uint8Array): Promise<string> {
    const name = this.#name();
    await writeFile(join(this.#dir, name), octets);
    return name;
  }

  async #read(name: string): Promise<Buffer> {
    return await readFile(join(this.#dir, name));
  }

  async #openssl(...words: readonly string[]): Promise<void> {
    await run('openssl', words, { cwd: this.#dir });
  }
}
