import type { Element } from './element.js';
import { NS } from './namespaces.js';

/**
 * What the end of a stream asks for: `config` - someone has to change a configuration, trying again soon is useless;
 * `ordinary` - try again with backoff; `our-bug` - the server refused what we sent; `stopped` - we closed it.
 */
export type StreamEndClass = 'config' | 'ordinary' | 'our-bug' | 'stopped';

/** Why a stream ended, as a value. */
export interface StreamEnd {
  readonly class: StreamEndClass;
  /**
   * A stream error condition of RFC 6120 4.9.3 that either side sent, or one of our own: `closed` (without an error),
   * `connection-lost`, `connect-failed`, `negotiation-timeout`, `dead-peer`, `barrier-timeout`, `no-barrier`,
   * `handshake-refused`, `stopped`.
   */
  readonly condition: string;
  /** Words of the server or of the operating system; never of a user. */
  readonly text?: string;
  /** Whether the handshake had been accepted. */
  readonly established: boolean;
}

const CONFIG = new Set([
  'conflict',
  'host-unknown',
  'not-authorized',
  'invalid-namespace',
  'handshake-refused',
  'host-gone',
]);
const OUR_BUG = new Set([
  'policy-violation',
  'not-well-formed',
  'invalid-xml',
  'restricted-xml',
  'invalid-from',
  'improper-addressing',
  'bad-format',
  'bad-namespace-prefix',
  'unsupported-encoding',
  'xml-not-well-formed',
]);

/** The class of a stream error that the server sent (RFC 6120 4.9.3). */
export function classOf(condition: string): StreamEndClass {
  if (CONFIG.has(condition)) return 'config';
  return OUR_BUG.has(condition) ? 'our-bug' : 'ordinary';
}

/** Reads a `<stream:error/>` element. */
export function readStreamError(error: Element): { readonly condition: string; readonly text?: string } {
  const defined = error.elements().find((child) => child.ns === NS.streamErrors && child.name !== 'text');
  const text = error.getChildText('text', NS.streamErrors);
  return { condition: defined?.name ?? 'undefined-condition', ...(text === undefined ? {} : { text }) };
}
