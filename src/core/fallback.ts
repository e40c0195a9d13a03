import type { Feature, MessageEvent } from '../../gateways/gateway.js';
import type { TextRef } from '../problem.js';

/** What a stanza asks to be carried, as `xmpp/` read it. */
export interface Content {
  readonly body?: string;
  readonly subject?: string;
  /** XEP-0308: id of the message that this one corrects. */
  readonly replaces?: string;
  /** XEP-0424: id of the message that is withdrawn. */
  readonly retracts?: string;
  /** XEP-0444: the whole set; an empty one takes earlier reactions back. */
  readonly reactions?: { readonly id: string; readonly emojis: readonly string[] };
  /** XEP-0461; `quote` is the fallback text that was cut from the body (XEP-0428), without its `> `. */
  readonly reply?: { readonly id: string; readonly to?: string; readonly quote?: string };
  readonly files: readonly { readonly url: string; readonly description?: string }[];
}

/** The part of a `MessageEvent` that its content decides. */
export type Carried = Pick<
  MessageEvent,
  'body' | 'subject' | 'replaces' | 'retracts' | 'reactions' | 'reply' | 'files'
>;

/** How much of a quoted message is repeated in words: enough to recognise it, little to pay for. */
const QUOTE_LIMIT = 40;

/**
 * Reduces a content to what a network with `features` can carry. What the network lacks is put into words, never
 * dropped in silence. Undefined where there is nothing to carry (chat states, markers, receipts, an empty body).
 */
export function carry(
  content: Content,
  features: ReadonlySet<Feature>,
  words: (ref: TextRef) => string,
): Carried | undefined {
  if (content.retracts !== undefined) return retraction(content.retracts, features, words);
  if (content.reactions !== undefined) return reaction(content.reactions, features, words);

  const native: { -readonly [Key in keyof Carried]?: Carried[Key] } = {};
  let body = content.body ?? '';
  if (content.files.length > 0) {
    if (features.has('files')) native.files = content.files;
    else body = withLinks(body, content.files);
  }
  if (content.subject !== undefined && content.subject.trim() !== '') {
    if (features.has('subjects')) native.subject = content.subject;
    else body = withSubject(body, content.subject, words);
  }
  if (body.trim() === '' && native.files === undefined) return undefined;
  if (content.reply !== undefined) {
    const { id, to, quote } = content.reply;
    if (features.has('replies')) native.reply = to === undefined ? { id } : { id, to };
    else if (quote !== undefined && quote !== '') {
      body = words({ key: 'fallback.reply', params: { quote: shorten(quote), body } });
    }
  }
  if (content.replaces !== undefined) {
    if (features.has('corrections')) native.replaces = content.replaces;
    else body = words({ key: 'fallback.correction', params: { body } });
  }
  return { ...native, body };
}

function retraction(id: string, features: ReadonlySet<Feature>, words: (ref: TextRef) => string): Carried {
  const body = words({ key: 'fallback.retraction' });
  return features.has('retractions') ? { retracts: id, body } : { body };
}

function reaction(
  reactions: NonNullable<Content['reactions']>,
  features: ReadonlySet<Feature>,
  words: (ref: TextRef) => string,
): Carried {
  const body =
    reactions.emojis.length === 0
      ? words({ key: 'fallback.reaction-removed' })
      : words({ key: 'fallback.reaction', params: { emojis: reactions.emojis.join(' ') } });
  return features.has('reactions') ? { reactions, body } : { body };
}

function withLinks(body: string, files: Content['files']): string {
  // Clients repeat the URL as the body so that others show it inline (XEP-0066); it must not be sent twice.
  const missing = files.filter(({ url }) => !body.includes(url));
  const links = missing.map(({ url, description }) => (description === undefined ? url : `${description} ${url}`));
  return [body, ...links].filter((line) => line.trim() !== '').join('\n');
}

function withSubject(body: string, subject: string, words: (ref: TextRef) => string): string {
  if (body.trim() === '') return subject;
  return words({ key: 'fallback.subject', params: { subject, body } });
}

function shorten(quote: string): string {
  const characters = [...quote.replace(/\s+/g, ' ').trim()];
  if (characters.length <= QUOTE_LIMIT) return characters.join('');
  return `${characters
    .slice(0, QUOTE_LIMIT - 1)
    .join('')
    .trimEnd()}…`;
}
