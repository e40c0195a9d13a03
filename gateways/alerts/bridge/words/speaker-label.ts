/** What stands in a format for a speaker. */
interface Speaker {
  readonly nick: string;
  /** `xmpp`, or the name of an IRC network. */
  readonly network: string;
  /** `ops`, `#ops`, or the name of a list. */
  readonly place: string;
}

/** Breaks a nick without being seen, so that nobody is called by it: U+200B, as other bridges do. */
export const UNSEEN = '\u200b';
const LONGEST_NICK = 64;
const PAIRS: Readonly<Record<string, string>> = { '>': '<', ']': '[', ')': '(' };

/** How a speaker is called elsewhere. `bare` is the nick alone, for sentences and for `/me`. */
export interface Label {
  /** With signs around it, to stand before a text: `<alice>`. */
  readonly before: string;
  readonly bare: string;
}

/**
 * Fills the format of a bridge (`{nick}`, `{network}`, `{place}`). A format that ends in no sign of its own is put into `<>`. A nick
 * loses the signs by which it ends there: `bob> I did it <alice` would make one speaker look like two.
 */
export function labelOf(format: string, speaker: Speaker, noPing: boolean): Label {
  const signs = closingSigns(format);
  const nick = shownNick([...speaker.nick].filter((char) => !signs.has(char)).join(''), noPing);
  const values: Readonly<Record<string, string>> = { nick, network: speaker.network, place: speaker.place };
  const filled = format.replace(/\{(nick|network|place)\}/g, (_, name: string) => values[name] ?? '').trim();
  const before = hasSign(format) ? filled : `<${filled}>`;
  return { before, bare: filled };
}

/** Whether a format ends in a sign of its own. */
function hasSign(format: string): boolean {
  return /[\p{P}\p{S}]$/u.test(format.trimEnd().replace(/\}$/, ''));
}

/** The signs that stand behind a nick, with those that open what they close. */
function closingSigns(format: string): ReadonlySet<string> {
  const behind = format.slice(format.indexOf('{nick}')).replace(/\{(nick|network|place)\}/g, '');
  const signs = [...behind, ...(hasSign(format) ? '' : '>')].filter((char) => /[\p{P}\p{S}]/u.test(char));
  return new Set(signs.flatMap((sign) => [sign, PAIRS[sign] ?? sign]));
}

/** A nick on one line and in the direction of its letters, not endlessly long, and broken where it must not call anybody. */
export function shownNick(nick: string, noPing: boolean): string {
  const line = nick.replace(/\p{Bidi_Control}/gu, '').replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
  const points = [...line.trim()].slice(0, LONGEST_NICK);
  if (!noPing || points.length < 2) return points.join('');
  return points[0] + UNSEEN + points.slice(1).join('');
}
