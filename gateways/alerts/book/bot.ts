import type { Network } from '../../../src/network.js';
import type { Severity } from '../alert.js';
import type { Rate } from './rate.js';
import type { Webhook } from './webhook.js';

/**
 * What a bot may do. `send`: alerts to routes. `message`: texts to any place. `status`: of what it sent. `events`: the stream of what
 * happens. `incidents`: what is wrong, and who was told of it; `people`: with whole addresses. `audit`: who did what.
 */
export const SCOPES = [
  'send',
  'message',
  'status',
  'events',
  'incidents',
  'acknowledge',
  'silence',
  'routes',
  'oncall',
  'people',
  'audit',
] as const;

export type Scope = (typeof SCOPES)[number];

/** A program that uses the API. */
export interface Bot {
  readonly name: string;
  readonly enabled: boolean;
  /** SHA-256 of its token in hex; see `Book.botByToken`. */
  readonly tokenHash: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Names of the routes that it may use; those below them too. */
  readonly routes: readonly string[] | 'all';
  /** The worst that it may claim. */
  readonly most: Severity;
  readonly networks: readonly Network[];
  readonly rate: Rate;
  /** Wall time after which its token is not taken, ms since the epoch. */
  readonly expires?: number;
  readonly webhook?: Webhook;
}
