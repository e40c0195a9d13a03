import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../gateway.js';

/** What can be done by a link. */
const LINK_ACTIONS = ['ack', 'silence'] as const;

type LinkAction = (typeof LINK_ACTIONS)[number];

/** What a link lets one person do about one incident. */
export interface ActionLink {
  readonly action: LinkAction;
  /** `<group>-<number>` */
  readonly incident: string;
  /** Name in the book. */
  readonly person: string;
  /** Of a silence, milliseconds. */
  readonly duration?: number;
  /** Wall time, ms; whole seconds count. */
  readonly expires: number;
}

type ReadLink = { readonly state: 'good' | 'expired'; readonly link: ActionLink } | { readonly state: 'wrong' };

const LONGEST = 512;
/** Octets of a signature: nobody guesses 128 bits, and a link has to fit into an SMS. */
const SIGNATURE = 16;
const FORM = /^(ack|silence)~([0-9a-z]{1,9})~([0-9a-z]{1,9})~([a-z]{1,40}-\d{1,9})~([a-z0-9._-]{1,64})~([\w-]{22})$/;

/** Makes and reads the tokens of links: what they say, signed. Nothing is remembered of them until they are used. */
export class ActionLinks {
  readonly #key: Buffer;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(key: Buffer, clock: Pick<Clock, 'now'>) {
    this.#key = key;
    this.#clock = clock;
  }

  /** The last part of the path of a link: `/a/<token>`. */
  make({ action, incident, person, duration = 0, expires }: ActionLink): string {
    const numbers = [Math.floor(expires / 1000), Math.floor(duration / 1000)].map((one) => one.toString(36));
    const said = [action, ...numbers, incident, person].join('~');
    return `${said}~${this.#sign(said)}`;
  }

  read(token: string): ReadLink {
    const [, action, expires = '', duration = '', incident = '', person = '', signature = ''] =
      token.length > LONGEST ? [] : (FORM.exec(token) ?? []);
    const known = LINK_ACTIONS.find((one) => one === action);
    if (known === undefined) return { state: 'wrong' };
    // As text: the last letter holds bits that no octet has, and a link is known by its letters when it was used.
    const expected = this.#sign(token.slice(0, token.lastIndexOf('~')));
    if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) return { state: 'wrong' };
    const ms = Number.parseInt(duration, 36) * 1000;
    const until = Number.parseInt(expires, 36) * 1000;
    const link = { action: known, incident, person, expires: until, ...(ms > 0 && { duration: ms }) };
    return { state: this.#clock.now() < until ? 'good' : 'expired', link };
  }

  #sign(said: string): string {
    return createHmac('sha256', this.#key).update(said).digest().subarray(0, SIGNATURE).toString('base64url');
  }
}
