import { distrust, type Mechanism, respond, type SaslStep } from './mechanism.js';

/** PLAIN (RFC 4616): authorization identity, account and password in one message. */
export class Plain implements Mechanism {
  readonly name = 'PLAIN';
  readonly satisfied = true;
  readonly #message: Buffer;
  #said = false;

  constructor(account: string, password: string) {
    this.#message = Buffer.from(`${account}\0${account}\0${password}`, 'utf8');
  }

  challenge(_octets: Buffer, done: (step: SaslStep) => void): void {
    done(this.#said ? distrust('a challenge after the end') : respond(this.#message));
    this.#said = true;
  }
}
