import type { Element } from '../../../../src/xmpp/element.js';
import { splitFallback } from '../../../../src/xmpp/fallback.js';
import type { FileLink } from '../../../../src/xmpp/files.js';
import { type MessageContent, readMessage } from '../../../../src/xmpp/messages.js';
import { NS } from '../../../../src/xmpp/namespaces.js';
import { readStanzaId } from '../../../../src/xmpp/stanza-ids.js';
import { letters } from '../../engine/ids.js';
import { type Origin, readOrigin } from '../loops/origin.js';

/** What somebody did at an end. */
export type Said =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly action: boolean;
      readonly unstyled: boolean;
      readonly files: readonly FileLink[];
      /** The message that this one corrects, and the one that it answers. */
      readonly replaces?: string;
      readonly answers?: string;
      /** What the speaker's client quoted. */
      readonly quote?: string;
    }
  | { readonly kind: 'subject'; readonly subject: string }
  | { readonly kind: 'retraction'; readonly id: string; readonly moderated: boolean }
  | { readonly kind: 'reactions'; readonly id: string; readonly emojis: readonly string[] };

/** What somebody said at an end, as the bridge works with it. */
export interface Heard {
  /** All ids that it has there; the first is the one to name it by. Never empty. */
  readonly ids: readonly string[];
  /** The mark of another bridge, where it has one. */
  readonly origin?: Origin;
  readonly said: Said;
  /** It was said while we were not in the room: then, wall time, ms. */
  readonly missedAt?: number;
}

/** Why a message is not passed on. */
export type Unheard =
  /** Nobody waits for it and nobody may answer it. */
  | 'automatic'
  /** It was said before we came, or before we last heard something. */
  | 'history'
  /** Nobody else could read it. */
  | 'encrypted'
  /** Its sender does not want it passed on (XEP-0131, `Distribute`). */
  | 'not-to-be-passed-on'
  | 'empty';

/** Elements of which the words that stand in for them are not part of what was said. */
const UNDERSTOOD: ReadonlySet<string> = new Set([NS.reply, NS.sfs, NS.reactions, NS.retract]);
const ACTION = '/me ';
/** Addresses of files that are passed on. */
const WEB = /^https?:\/\/[^\s\p{Cc}]+$/iu;
/** How the IRC gateway shows what a NOTICE says, which programs write (RFC 2812 3.3.2). */
const NOTICE = '[notice] ';

/** Headers (RFC 3834, RFC 2919) by which programs say that they are none to answer. */
const AUTOMATIC: Readonly<Record<string, (value: string) => boolean>> = {
  'auto-submitted': (value) => !/^no\b/i.test(value),
  'list-id': (value) => value !== '',
  precedence: (value) => /^(bulk|junk|list)$/i.test(value),
};

interface Ear {
  /** Bare JID of the room, whose ids count; '': it is none. */
  readonly by: string;
  /** It is a channel. */
  readonly irc: boolean;
  /** Wall time since when what the room tells of earlier was missed by us, ms; undefined: what is old is old. */
  readonly missedSince?: number | undefined;
}

/** Reads what was said at an end. */
export function readHeard(message: Element, { by, irc, missedSince }: Ear): Heard | Unheard {
  const content = readMessage(message);
  const whyNot = unheard(content, irc);
  if (whyNot !== undefined) return whyNot;
  const said = saidBy(message, content);
  if (said === undefined) return 'empty';
  const missedAt = content.delayedSince;
  if (message.getChild('delay', NS.delay) !== undefined) {
    if (missedAt === undefined || missedSince === undefined || missedAt < missedSince) return 'history';
    if (said.kind === 'subject') return 'history';
  }
  const given = [readStanzaId(message, by), content.id, content.originId].filter((id) => id !== undefined);
  const ids = given.length > 0 ? [...new Set(given)] : [nameless(message)];
  const origin = readOrigin(message);
  return {
    ids,
    said,
    ...(origin === undefined ? {} : { origin }),
    ...(missedAt === undefined ? {} : { missedAt }),
  };
}

function unheard(content: MessageContent, irc: boolean): Unheard | undefined {
  if (content.type === 'error' || content.type === 'headline') return 'automatic';
  if (content.encrypted !== false || content.object !== undefined) return 'encrypted';
  if (irc && content.body?.startsWith(NOTICE) === true) return 'automatic';
  for (const { name, value } of content.headers ?? []) {
    const header = name.toLowerCase();
    if (header === 'distribute' && /^false$/i.test(value.trim())) return 'not-to-be-passed-on';
    if (Object.hasOwn(AUTOMATIC, header) && AUTOMATIC[header]?.(value.trim()) === true) return 'automatic';
  }
  return undefined;
}

function saidBy(message: Element, content: MessageContent): Said | undefined {
  const moderated = message.getChildren('retract', NS.retract).find((one) => one.getChild('moderated', NS.moderate));
  const { id } = moderated?.attrs ?? {};
  if (id !== undefined && id !== '') return { kind: 'retraction', id, moderated: true };
  if (content.retracts !== undefined) return { kind: 'retraction', id: content.retracts, moderated: false };
  if (content.reactions !== undefined) {
    const { id, emojis } = content.reactions;
    return { kind: 'reactions', id, emojis: emojis.map(oneLine) };
  }
  const { body, subject, files, replaces, reply } = content;
  if (body === undefined && files.length === 0) {
    return subject === undefined ? undefined : { kind: 'subject', subject };
  }
  const { own, fallback } = splitFallback(body ?? '', content.fallbacks, UNDERSTOOD);
  const kept = files.filter(({ url }) => WEB.test(url)).map(onOneLine);
  // The old way to send a file: its address is all the text there is (XEP-0066).
  const text = kept.some(({ url }) => url === own.trim()) ? '' : own;
  const action = text.startsWith(ACTION);
  const words = (action ? text.slice(ACTION.length) : text).trim();
  if (words === '' && files.length === 0) return undefined;
  const quote = reply === undefined ? '' : quoted(fallback);
  return {
    kind: 'text',
    text: words,
    action,
    unstyled: content.unstyled,
    files: files.length > 0 && kept.length === 0 ? [{ url: '' }] : kept,
    ...(replaces === undefined ? {} : { replaces }),
    ...(reply === undefined ? {} : { answers: reply.id }),
    ...(quote === '' ? {} : { quote }),
  };
}

function onOneLine({ name, ...file }: FileLink): FileLink {
  return name === undefined ? file : { ...file, name: oneLine(name) };
}

/** A second line would be said without the name of its speaker. */
function oneLine(text: string): string {
  return text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
}

function quoted(fallback: string): string {
  return fallback
    .split('\n')
    .filter((line) => line.startsWith('>'))
    .map((line) => line.replace(/^>\s?/, ''))
    .join(' ')
    .trim();
}

/** A name for what has none. */
function nameless(message: Element): string {
  return `n${letters(24, [message.attrs.from ?? '', message.getChildText('body') ?? '', String(message.children.length)])}`;
}
