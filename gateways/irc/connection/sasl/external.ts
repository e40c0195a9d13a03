import { distrust, type Mechanism, respond, type SaslStep } from './mechanism.js';

/** EXTERNAL (RFC 4422 appendix A): the certificate of the TLS session says who we are. */
export class External implements Mechanism {
  readonly name = 'EXTERNAL';
  readonly satisfied = true;
  readonly #identity: Buffer;
  #said = false;

  /** `account` unset: that which the certificate belongs to. */
  constructor(account?: string) {
    this.#identity = Buffer.from(account ?? '', 'utf8');
  }

  challenge(_octets: Buffer, done: (step: SaslStep) => void): void {
    done(this.#said ? distrust('a challenge after the end') : respond(this.#identity));
    this.#said = true;
  }
}
