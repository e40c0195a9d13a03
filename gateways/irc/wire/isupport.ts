import { type Casemapping, casemappingOf } from './casemapping.js';
import { LINE_OCTETS } from './framer.js';

/** A mode that a member has in a channel, and the sign that stands before the nick (PREFIX). */
export interface MemberPrefix {
  readonly mode: string;
  readonly sign: string;
}

/** The letters of CHANMODES by their kinds: A, B, C and D. */
export interface ChannelModes {
  /** Lists, such as bans: with a mask, or a query without. */
  readonly list: string;
  /** With a parameter, set or not. */
  readonly always: string;
  /** With a parameter when set. */
  readonly whenSet: string;
  /** Without a parameter. */
  readonly never: string;
}

/** More names than any server has; what comes beyond is not kept. */
const MOST_TOKENS = 256;
/** What holds where a server says nothing: RFC 1459 and RFC 2811. */
const DEFAULT_PREFIX = '(ov)@+';
const DEFAULT_CHANMODES = 'beI,k,l,imnpst';
const DEFAULT_CHANTYPES = '#&';
const DEFAULT_MODES = 3;

/** What a server told of itself (numeric 005), with the usual values for what it did not tell. */
export class Isupport {
  readonly #tokens = new Map<string, string>();
  #casemapping: Casemapping = 'rfc1459';
  #chantypes = DEFAULT_CHANTYPES;
  #prefix = readPrefix(DEFAULT_PREFIX);
  #chanmodes = readChanmodes(DEFAULT_CHANMODES);

  /** Takes the parameters of a 005: the own nick, tokens, and the sentence at the end. `-NAME` takes one back. */
  apply(params: readonly string[]): void {
    for (const token of params.slice(1)) {
      // The sentence, also where a server leaves it out.
      if (token.includes(' ')) continue;
      const equals = token.indexOf('=');
      const name = (equals === -1 ? token : token.slice(0, equals)).toUpperCase();
      if (name.startsWith('-')) this.#tokens.delete(name.slice(1));
      else if (name !== '' && (this.#tokens.has(name) || this.#tokens.size < MOST_TOKENS)) {
        this.#tokens.set(name, equals === -1 ? '' : unescapeValue(token.slice(equals + 1)));
      }
    }
    const casemapping = this.get('CASEMAPPING');
    this.#casemapping = casemapping === undefined ? 'rfc1459' : casemappingOf(casemapping);
    this.#chantypes = this.get('CHANTYPES') ?? DEFAULT_CHANTYPES;
    this.#prefix = readPrefix(this.get('PREFIX') ?? DEFAULT_PREFIX);
    this.#chanmodes = readChanmodes(this.get('CHANMODES') ?? DEFAULT_CHANMODES);
  }

  has(name: string): boolean {
    return this.#tokens.has(name);
  }

  /** The value of a token, the empty text where it has none. */
  get(name: string): string | undefined {
    return this.#tokens.get(name);
  }

  get casemapping(): Casemapping {
    return this.#casemapping;
  }

  /** First characters of channels; may be empty. */
  get chantypes(): string {
    return this.#chantypes;
  }

  isChannel(name: string): boolean {
    return name !== '' && this.#chantypes.includes(name.charAt(0));
  }

  /** Highest first; may be empty. */
  get prefix(): readonly MemberPrefix[] {
    return this.#prefix;
  }

  get chanmodes(): ChannelModes {
    return this.#chanmodes;
  }

  /** Signs that may stand before a channel to reach only members of that rank. */
  get statusmsg(): string {
    return this.get('STATUSMSG') ?? '';
  }

  /** Octets of a line, CR LF included, tags not. */
  get linelen(): number {
    return Math.max(this.#number('LINELEN') ?? LINE_OCTETS, LINE_OCTETS);
  }

  get nicklen(): number | undefined {
    return this.#number('NICKLEN') ?? this.#number('MAXNICKLEN');
  }

  get userlen(): number | undefined {
    return this.#number('USERLEN');
  }

  get hostlen(): number | undefined {
    return this.#number('HOSTLEN');
  }

  /** Of the real name. */
  get namelen(): number | undefined {
    return this.#number('NAMELEN');
  }

  get channellen(): number | undefined {
    return this.#number('CHANNELLEN');
  }

  get keylen(): number | undefined {
    return this.#number('KEYLEN');
  }

  get topiclen(): number | undefined {
    return this.#number('TOPICLEN');
  }

  get kicklen(): number | undefined {
    return this.#number('KICKLEN');
  }

  get awaylen(): number | undefined {
    return this.#number('AWAYLEN');
  }

  /** Changes in one MODE; without bound where the token has no value. */
  get modes(): number {
    return this.#bound('MODES') ?? DEFAULT_MODES;
  }

  /** Entries that a channel may have in a list, by its mode. Modes that share a bound have it each. */
  get maxlist(): ReadonlyMap<string, number> {
    return readPairs(this.get('MAXLIST'), (modes) => [...modes]);
  }

  /** Channels that one may be in, by their first character; without bound where no number stands. */
  get chanlimit(): ReadonlyMap<string, number> {
    return readPairs(this.get('CHANLIMIT'), (types) => [...types]);
  }

  /** Targets of one command, by its name; without bound where no number stands. */
  get targmax(): ReadonlyMap<string, number> {
    return readPairs(this.get('TARGMAX'), (command) => [command.toUpperCase()]);
  }

  /** Names that may be watched, without bound where the token has no value; undefined where there is no MONITOR. */
  get monitor(): number | undefined {
    return this.#bound('MONITOR');
  }

  get whox(): boolean {
    return this.has('WHOX');
  }

  /** The user mode that marks a bot. */
  get bot(): string | undefined {
    return this.get('BOT')?.charAt(0) || undefined;
  }

  get network(): string | undefined {
    return this.get('NETWORK') || undefined;
  }

  /** The list mode of exceptions from bans. */
  get excepts(): string | undefined {
    return this.#listMode('EXCEPTS', 'e');
  }

  /** The list mode of exceptions from invite-only. */
  get invex(): string | undefined {
    return this.#listMode('INVEX', 'I');
  }

  /** Messages that one CHATHISTORY may ask for, without bound at 0; undefined where there is none. */
  get chathistory(): number | undefined {
    const most = this.#bound('CHATHISTORY') ?? this.#bound('DRAFT/CHATHISTORY');
    return most === 0 ? Number.POSITIVE_INFINITY : most;
  }

  /** How messages may be named in CHATHISTORY, the best first. */
  get msgreftypes(): readonly string[] {
    return words(this.get('MSGREFTYPES'));
  }

  get utf8only(): boolean {
    return this.has('UTF8ONLY');
  }

  /** What stands before an account in a mask that means it, such as `$a:` or `~account:` (account-extban). */
  get accountExtban(): string | undefined {
    const name = words(this.get('ACCOUNTEXTBAN'))[0];
    if (name === undefined) return undefined;
    const extban = this.get('EXTBAN') ?? '';
    const comma = extban.indexOf(',');
    return `${comma === -1 ? '' : extban.slice(0, comma)}${name}:`;
  }

  /** Whether the server takes no client tag of that name, given without `+` (CLIENTTAGDENY). */
  readonly clienttagdeny = (tag: string): boolean => {
    const denied = words(this.get('CLIENTTAGDENY'));
    return denied.includes('*') ? !denied.includes(`-${tag}`) : denied.includes(tag);
  };

  #number(name: string): number | undefined {
    const value = this.get(name) ?? '';
    return /^[0-9]{1,9}$/.test(value) ? Number(value) : undefined;
  }

  #bound(name: string): number | undefined {
    return this.get(name) === '' ? Number.POSITIVE_INFINITY : this.#number(name);
  }

  #listMode(name: string, usual: string): string | undefined {
    const value = this.get(name);
    return value === undefined ? undefined : value.charAt(0) || usual;
  }
}

/** `\x20` and its like; what is none stays as it is. */
function unescapeValue(value: string): string {
  return value.replace(/\\x([0-9A-Fa-f]{2})/g, (_whole, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

function words(value: string | undefined): readonly string[] {
  return (value ?? '').split(',').filter((word) => word !== '');
}

function readPrefix(value: string): readonly MemberPrefix[] {
  const [, modes = '', signs = ''] = /^\(([^)]*)\)(.*)$/.exec(value) ?? [];
  return [...modes].slice(0, signs.length).map((mode, index) => ({ mode, sign: signs.charAt(index) }));
}

function readChanmodes(value: string): ChannelModes {
  const [list = '', always = '', whenSet = '', never = ''] = value.split(',');
  return { list, always, whenSet, never };
}

function readPairs(value: string | undefined, keys: (text: string) => readonly string[]): ReadonlyMap<string, number> {
  const pairs = new Map<string, number>();
  for (const word of words(value)) {
    const [names = '', number = ''] = word.split(':');
    if (!/^[0-9]{0,9}$/.test(number)) continue;
    for (const key of keys(names)) pairs.set(key, number === '' ? Number.POSITIVE_INFINITY : Number(number));
  }
  return pairs;
}
