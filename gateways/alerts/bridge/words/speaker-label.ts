/** What stands in a format for a speaker. */
export interface Speaker {
  readonly nick: string;
  /** `xmpp`, or the name of an IRC network. */
  readonly network: string;
  /** `ops`, `#ops`, or the name of a list. */
  readonly place: string;
}

/** Breaks a nick without being seen, so that nobody is called by it: U+200B, as other bridges do. */
const UNSEEN = '\u200b';
const LONGEST_NICK = 64;

/** How a speaker is called elsewhere. `bare` is the nick alone, for sentences and for `/me`. */
export interface Label {
  /** With signs around it, to stand before a text: `<alice>`. */
  readonly before: string;
  readonly bare: string;
}

/** Fills the format of a bridge (`{nick}`, `{network}`, `{place}`). A format that ends in no sign of its own is put into `<>`. */
export function labelOf(format: string, speaker: Speaker, noPing: boolean): Label {
  const nick = shownNick(speaker.nick, noPing);
  const values: Readonly<Record<string, string>> = { nick, network: speaker.network, place: speaker.place };
  const filled = format.replace(/\{(nick|network|place)\}/g, (_, name: string) => values[name] ?? '').trim();
  const before = /[\p{P}\p{S}]$/u.test(format.trimEnd().replace(/\}$/, '')) ? filled : `<${filled}>`;
  return { before, bare: filled };
}

/** A nick on one line, not endlessly long, and broken where it must not call anybody. */
export function shownNick(nick: string, noPing: boolean): string {
  const points = [...nick.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim()].slice(0, LONGEST_NICK);
  if (!noPing || points.length < 2) return points.join('');
  return points[0] + UNSEEN + points.slice(1).join('');
}
