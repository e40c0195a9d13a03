import type { Alert } from '../alert.js';
import type { Place } from '../book/place.js';

/** Whether an alert came from a place, to which it is not carried back. */
export function cameFrom({ origin }: Alert, place: Place): boolean {
  const { network, sender } = origin;
  if (sender === undefined) return false;
  switch (place.kind) {
    case 'chat':
    case 'room':
      return network === 'xmpp' && bare(sender) === place.jid;
    case 'node':
      return network === 'pubsub' && bare(sender) === place.service;
    case 'phone':
      return network === 'sms' && sender === place.number;
    case 'mail':
      return network === 'email' && sender === place.address;
    case 'channel':
      return network === 'irc' && sender.toLowerCase() === place.channel;
    case 'nick':
      return network === 'irc' && sender.toLowerCase() === place.nick;
    case 'hook':
    case 'sink':
      return false;
  }
}

/** Begins the name of the source of what programs say by the API; no source of the book is called so. */
export const BOT = 'bot:';

/** Name of the bot that has raised an alert; undefined: none has. */
export function botOf({ origin: { source } }: Alert): string | undefined {
  return source.startsWith(BOT) ? source.slice(BOT.length) : undefined;
}

function bare(jid: string): string {
  return jid.split('/', 1)[0] ?? '';
}
