import type { Annotations, Reaction, Typing } from './events.js';

const NONE: Annotations = {
  msgid: undefined,
  account: undefined,
  replyTo: undefined,
  context: undefined,
  reaction: undefined,
  typing: undefined,
  bot: false,
  label: undefined,
};
const TYPING = new Set<string>(['active', 'paused', 'done'] satisfies Typing[]);

/** What the tags of a line say that we know of. Empty values of ids and names are none. */
export function annotationsOf(tags: ReadonlyMap<string, string>): Annotations {
  if (tags.size === 0) return NONE;
  const typing = tags.get('+typing') ?? tags.get('+draft/typing');
  return {
    msgid: tags.get('msgid') || undefined,
    account: tags.get('account') || undefined,
    replyTo: tags.get('+reply') || tags.get('+draft/reply') || undefined,
    context: tags.get('+channel-context') || tags.get('+draft/channel-context') || undefined,
    reaction: reactionOf(tags),
    typing: typing !== undefined && isTyping(typing) ? typing : undefined,
    bot: tags.has('bot') || tags.has('draft/bot'),
    label: tags.get('label') || undefined,
  };
}

function reactionOf(tags: ReadonlyMap<string, string>): Reaction | undefined {
  const added = tags.get('+draft/react') || tags.get('+react');
  if (added !== undefined && added !== '') return { text: added, removed: false };
  const removed = tags.get('+draft/unreact') || tags.get('+unreact');
  return removed === undefined || removed === '' ? undefined : { text: removed, removed: true };
}

function isTyping(value: string): value is Typing {
  return TYPING.has(value);
}
