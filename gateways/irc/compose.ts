import type { MessageEvent } from '../gateway.js';
import type { Place } from './rooms/place.js';
import { ACTION_OCTETS, composeCtcp } from './text/ctcp.js';
import { toIrc } from './text/formatting-out.js';
import { lineWithLink, planText } from './text/long-text.js';
import { multilineLimits, multilineOf } from './text/multiline.js';
import { roomFor, splitText } from './text/split.js';
import type { LineOut } from './wire/serialise.js';

/** Names a batch of ours; there is never more than one open. */
const REFERENCE = 'm';
/** What makes a text an action (XEP-0245). */
const ACTION = '/me ';

/** What goes out together: a line, or those of one batch (draft/multiline). */
export type Unit = LineOut | readonly LineOut[];

/** The lines of a message, or that there is nothing to say, or that it is too long and no link to it can be made. */
export type Composed =
  | { readonly kind: 'lines'; readonly lines: readonly Unit[] }
  | { readonly kind: 'empty' }
  | { readonly kind: 'too-long' };

type Text = Pick<MessageEvent, 'body' | 'unstyled' | 'files'>;

/**
 * A message as lines for a channel or a nick: formatted, cut to what the server lets pass, and what is longer than people
 * of IRC like to see as a link to all of it; only then it takes time. `tags` stand on the first line.
 */
export function compose(
  place: Place,
  target: string,
  message: Text,
  tags: ReadonlyMap<string, string> = new Map(),
): Composed | Promise<Composed> {
  const body = withLinks(message);
  const action = body.startsWith(ACTION);
  const text = toIrc(action ? body.slice(ACTION.length) : body, message.unstyled === true);
  const { user, host, nick } = place.own.user;
  const source = { nick, ...(user === undefined ? {} : { user }), ...(host === undefined ? {} : { host }) };
  const whole = roomFor({ source, command: 'PRIVMSG', target, linelen: place.isupport.linelen });
  const { charset, longText } = place;
  const room = action ? whole - ACTION_OCTETS : whole;
  const lines = (texts: readonly string[]): Composed => {
    if (texts.length === 0) return { kind: 'empty' };
    return {
      kind: 'lines',
      lines: texts.map((line, index) => ({
        command: 'PRIVMSG',
        params: [target, action ? composeCtcp('ACTION', line) : line],
        ...(index === 0 && tags.size > 0 ? { tags } : {}),
      })),
    };
  };
  const plan = planText(text, { maxLines: longText.maxLines, room, charset });
  if (plan.kind === 'lines') {
    const whole = action || plan.lines.length < 2 ? undefined : multilineBatch(place, target, text, room, tags);
    return whole === undefined ? lines(plan.lines) : { kind: 'lines', lines: [whole] };
  }
  if (!longText.link) return { kind: 'too-long' };
  return place.publish(body).then((link): Composed => {
    if (link === undefined) return { kind: 'too-long' };
    const tail = place.say({ key: 'irc.long-text', params: { link } });
    return lines(splitText(lineWithLink(plan.first, tail, { room, charset }), room, charset));
  });
}

/** A text of several lines as one message (draft/multiline), where the network has that and it is not too long for it. */
function multilineBatch(
  { caps, charset }: Place,
  target: string,
  text: string,
  room: number,
  tags: ReadonlyMap<string, string>,
): readonly LineOut[] | undefined {
  const value = caps.get('draft/multiline');
  if (value === undefined || !caps.has('batch')) return undefined;
  const lines = multilineOf(text, { ...multilineLimits(value), room, charset });
  if (lines === undefined) return undefined;
  return [
    { command: 'BATCH', params: [`+${REFERENCE}`, 'draft/multiline', target], ...(tags.size > 0 ? { tags } : {}) },
    ...lines.map((line) => ({
      command: 'PRIVMSG',
      params: [target, line.text],
      tags: new Map([['batch', REFERENCE], ...(line.concat ? [['draft/multiline-concat', ''] as const] : [])]),
    })),
    { command: 'BATCH', params: [`-${REFERENCE}`] },
  ];
}

/** Files are links: people of IRC open them by hand. */
function withLinks({ body, files = [] }: Text): string {
  const links = files
    .filter(({ url }) => !body.includes(url))
    .map(({ url, name, size }) => {
      const about = [name, size === undefined ? undefined : sizeText(size)].filter((part) => part !== undefined);
      return about.length === 0 ? url : `${url} (${about.join(', ')})`;
    });
  return [body, ...links].filter((line) => line !== '').join('\n');
}

function sizeText(octets: number): string {
  if (octets < 1024) return `${octets} B`;
  const [value, unit] = octets < 1024 * 1024 ? [octets / 1024, 'KiB'] : [octets / 1024 / 1024, 'MiB'];
  return `${value.toFixed(1)} ${unit}`;
}
