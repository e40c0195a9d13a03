import { createHash, createHmac, pbkdf2, randomBytes, timingSafeEqual } from 'node:crypto';
import { distrust, type Mechanism, respond, type SaslStep } from './mechanism.js';
import { saslPrep } from './saslprep.js';

/** The server chooses how much we compute; more than this is an attack. OWASP's advice for 2023 is 600,000. */
const MOST_ITERATIONS = 1_000_000;
/** RFC 7677 4. */
const LEAST_ITERATIONS = 4096;
/** No channel binding (RFC 5802 5.1): "n,,". */
const GS2_HEADER = 'n,,';
const MOST_OCTETS = 4096;

const hmac = (key: Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (octets: Buffer): Buffer => createHash('sha256').update(octets).digest();

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((octet, index) => octet ^ (b[index] ?? 0)));
}

/** The attributes of a message, in order; undefined where it is malformed. */
function attributes(message: string): ReadonlyMap<string, string> | undefined {
  const found = new Map<string, string>();
  for (const part of message.split(',')) {
    if (!/^[A-Za-z]=/.test(part) || found.has(part.charAt(0))) return undefined;
    found.set(part.charAt(0), part.slice(2));
  }
  return found;
}

/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677): the password never leaves us, and the server proves that it knows its verifier.
 * The key is derived outside of the event loop.
 */
export class ScramSha256 implements Mechanism {
  readonly name = 'SCRAM-SHA-256';
  readonly #password: Buffer;
  readonly #nonce: string;
  readonly #firstBare: string;
  #stage: 'first' | 'final' | 'verify' | 'over' = 'first';
  #serverSignature: Buffer | undefined;
  #verified = false;

  /** `nonce`: printable, without a comma. */
  constructor(account: string, password: string, nonce: string = randomBytes(18).toString('base64')) {
    this.#password = Buffer.from(saslPrep(password), 'utf8');
    this.#nonce = nonce;
    const name = saslPrep(account).replaceAll('=', '=3D').replaceAll(',', '=2C');
    this.#firstBare = `n=${name},r=${nonce}`;
  }

  get satisfied(): boolean {
    return this.#verified;
  }

  challenge(octets: Buffer, done: (step: SaslStep) => void): void {
    const stage = this.#stage;
    this.#stage = 'over';
    if (octets.length > MOST_OCTETS) done(distrust('the challenge is too long'));
    else if (stage === 'first') {
      this.#stage = 'final';
      done(respond(Buffer.from(GS2_HEADER + this.#firstBare, 'utf8')));
    } else if (stage === 'final') this.#final(octets.toString('utf8'), done);
    else if (stage === 'verify') done(this.#verify(octets.toString('utf8')));
    else done(distrust('a challenge after the end'));
  }

  #final(serverFirst: string, done: (step: SaslStep) => void): void {
    const given = attributes(serverFirst);
    const nonce = given?.get('r') ?? '';
    const salt = given?.get('s') ?? '';
    const iterations = given?.get('i') ?? '';
    if (
      given === undefined ||
      given.has('m') ||
      !/^[A-Za-z0-9+/]+={0,2}$/.test(salt) ||
      !/^\d{1,9}$/.test(iterations)
    ) {
      done(distrust('the challenge is malformed'));
      return;
    }
    if (!nonce.startsWith(this.#nonce) || nonce.length === this.#nonce.length) {
      done(distrust('the nonce is not ours'));
      return;
    }
    const rounds = Number(iterations);
    if (rounds < LEAST_ITERATIONS || rounds > MOST_ITERATIONS) {
      done(distrust(`${rounds} iterations are not acceptable`));
      return;
    }
    pbkdf2(this.#password, Buffer.from(salt, 'base64'), rounds, 32, 'sha256', (error, salted) => {
      if (error !== null) {
        done(distrust('the key cannot be derived'));
        return;
      }
      const withoutProof = `c=${Buffer.from(GS2_HEADER).toString('base64')},r=${nonce}`;
      const authMessage = `${this.#firstBare},${serverFirst},${withoutProof}`;
      const clientKey = hmac(salted, 'Client Key');
      const proof = xor(clientKey, hmac(sha256(clientKey), authMessage));
      this.#serverSignature = hmac(hmac(salted, 'Server Key'), authMessage);
      this.#stage = 'verify';
      done(respond(Buffer.from(`${withoutProof},p=${proof.toString('base64')}`, 'utf8')));
    });
  }

  #verify(serverFinal: string): SaslStep {
    const given = attributes(serverFinal);
    const error = given?.get('e');
    if (error !== undefined) return { kind: 'refused', why: error };
    const said = Buffer.from(given?.get('v') ?? '', 'base64');
    const expected = this.#serverSignature;
    if (expected === undefined || said.length !== expected.length || !timingSafeEqual(said, expected)) {
      return distrust('the server does not know the password');
    }
    this.#verified = true;
    return respond(Buffer.alloc(0));
  }
}
