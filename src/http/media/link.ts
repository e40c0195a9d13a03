import { createHmac, timingSafeEqual } from 'node:crypto';
import { derivedKey } from '../../store/derived-key.js';
import type { KeyRing } from '../../store/key-ring.js';
import { percentEncoded } from './name.js';

/** What a link says. */
export interface Link {
  readonly id: string;
  /** Wall time after which it is dead, ms; whole seconds. */
  readonly expires: number;
  readonly name: string;
}

/** Octets of the signature (HMAC-SHA256, cut). */
const SIGNATURE = 16;
const PURPOSE = 'media links 1';

/**
 * Makes and reads links: `<base>/media/<key id>.<file id>.<expiry>.<signature>/<name>`. The key is derived from one of the
 * installation's, whose id is in the link: so links outlive a new key as long as the old one is kept.
 */
export class Links {
  readonly #base: string;
  readonly #ring: Pick<KeyRing, 'key' | 'current' | 'refresh'>;

  /** `base` is the public URL, without a slash at its end. */
  constructor(base: string, ring: Pick<KeyRing, 'key' | 'current' | 'refresh'>) {
    this.#base = base;
    this.#ring = ring;
  }

  make(link: Link): string {
    this.#ring.refresh();
    const said = `${this.#ring.current}.${link.id}.${Math.floor(link.expires / 1000).toString(36)}`;
    const signature = this.#sign(this.#ring.current, said, link.name);
    if (signature === undefined) throw new Error('the current key is gone');
    return `${this.#base}/media/${said}.${signature.toString('base64url')}/${percentEncoded(link.name)}`;
  }

  /** The link of a path's two parts, decoded; undefined where we did not make it. Says nothing of its time. */
  read(token: string, name: string): Link | undefined {
    const [, said = '', key = '', id = '', expires = '', signature = ''] =
      /^(([A-Za-z0-9_-]{1,32})\.([A-Za-z0-9_-]{1,32})\.([0-9a-z]{1,8}))\.([A-Za-z0-9_-]{22})$/.exec(token) ?? [];
    const wanted = key === '' ? undefined : this.#sign(key, said, name);
    const given = Buffer.from(signature, 'base64url');
    if (wanted === undefined || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return undefined;
    return { id, expires: Number.parseInt(expires, 36) * 1000, name };
  }

  #sign(key: string, said: string, name: string): Buffer | undefined {
    const secret = derivedKey(this.#ring, key, PURPOSE);
    if (secret === undefined) return undefined;
    return createHmac('sha256', secret).update(`${said}/${name}`).digest().subarray(0, SIGNATURE);
  }
}
