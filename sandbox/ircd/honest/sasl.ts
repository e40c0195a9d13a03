import { createHash, createHmac, pbkdf2Sync, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Client } from './client.js';

const ITERATIONS = 4096;
const PIECE = 400;

/** SASL with one client: PLAIN (RFC 4616) and SCRAM-SHA-256 (RFC 5802, RFC 7677), without channel binding. */
export class SaslExchange {
  readonly #client: Client;
  readonly #accounts: Readonly<Record<string, string>>;
  #mechanism = '';
  #pieces = '';
  #scram: ScramServer | undefined;

  constructor(client: Client, accounts: Readonly<Record<string, string>>) {
    this.#client = client;
    this.#accounts = accounts;
  }

  /** Takes the parameter of an AUTHENTICATE. */
  take(text: string): void {
    const client = this.#client;
    if (text === '*') {
      this.#mechanism = '';
      client.numeric('906', 'SASL authentication aborted');
    } else if (this.#mechanism === '') this.#choose(text.toUpperCase());
    else {
      this.#pieces += text === '+' ? '' : text;
      if (text.length === PIECE) return;
      const answer = Buffer.from(this.#pieces, 'base64').toString('utf8');
      this.#pieces = '';
      this.#answer(answer);
    }
  }

  #choose(mechanism: string): void {
    if (mechanism !== 'PLAIN' && mechanism !== 'SCRAM-SHA-256') {
      this.#client.numeric('908', 'PLAIN,SCRAM-SHA-256', 'are available SASL mechanisms');
      this.#client.numeric('904', 'SASL authentication failed');
      return;
    }
    this.#mechanism = mechanism;
    this.#scram = mechanism === 'PLAIN' ? undefined : new ScramServer(this.#accounts);
    this.#challenge('');
  }

  #answer(answer: string): void {
    if (this.#scram === undefined) {
      const [, account = '', password = ''] = answer.split('\0');
      this.#end(Object.hasOwn(this.#accounts, account) && this.#accounts[account] === password ? account : undefined);
      return;
    }
    const next = this.#scram.take(answer);
    if (next === undefined) this.#end(this.#scram.account);
    else this.#challenge(next);
  }

  #challenge(text: string): void {
    const encoded = Buffer.from(text).toString('base64');
    this.#client.peer.send(`AUTHENTICATE ${encoded === '' ? '+' : encoded}`);
  }

  #end(account: string | undefined): void {
    const client = this.#client;
    this.#mechanism = '';
    if (account === undefined) {
      client.numeric('904', 'SASL authentication failed');
      return;
    }
    client.user.account = account;
    client.numeric('900', `${client.user.nick}!*@*`, account, `You are now logged in as ${account}`);
    client.numeric('903', 'SASL authentication successful');
  }
}

const hmac = (key: Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The server's side of SCRAM-SHA-256. */
class ScramServer {
  readonly #accounts: Readonly<Record<string, string>>;
  readonly #salt = randomBytes(16);
  #name = '';
  #bare = '';
  #first = '';
  #proven = false;
  #step = 0;

  constructor(accounts: Readonly<Record<string, string>>) {
    this.#accounts = accounts;
  }

  /** Who has proven to know the password. */
  get account(): string | undefined {
    return this.#proven ? this.#name : undefined;
  }

  /** The next challenge; undefined at the end. */
  take(message: string): string | undefined {
    this.#step += 1;
    if (this.#step === 1) return this.#begin(message);
    if (this.#step === 2) return this.#prove(message);
    return undefined;
  }

  #begin(message: string): string {
    this.#bare = message.replace(/^[^,]*,[^,]*,/, '');
    this.#name = /(?:^|,)n=([^,]*)/.exec(this.#bare)?.[1]?.replaceAll('=2C', ',').replaceAll('=3D', '=') ?? '';
    const nonce = /(?:^|,)r=([^,]*)/.exec(this.#bare)?.[1] ?? '';
    this.#first = `r=${nonce}${randomBytes(9).toString('hex')},s=${this.#salt.toString('base64')},i=${ITERATIONS}`;
    return this.#first;
  }

  #prove(message: string): string | undefined {
    const [without = '', proof = ''] = message.split(/,p=(?=[^,]*$)/);
    const nonce = /^r=([^,]*)/.exec(this.#first)?.[1] ?? '';
    const password = Object.hasOwn(this.#accounts, this.#name) ? this.#accounts[this.#name] : undefined;
    if (password === undefined || without !== `c=biws,r=${nonce}`) return undefined;
    const salted = pbkdf2Sync(password.normalize('NFKC'), this.#salt, ITERATIONS, 32, 'sha256');
    const clientKey = hmac(salted, 'Client Key');
    const signed = `${this.#bare},${this.#first},${without}`;
    const signature = hmac(createHash('sha256').update(clientKey).digest(), signed);
    const expected = clientKey.map((octet, index) => octet ^ (signature[index] ?? 0));
    const given = Buffer.from(proof, 'base64');
    this.#proven = given.length === expected.length && timingSafeEqual(given, expected);
    return this.#proven ? `v=${hmac(hmac(salted, 'Server Key'), signed).toString('base64')}` : undefined;
  }
}
