/** A line of IRC as a test looks at it. The gateway has a parser of its own: the two must not share their mistakes. */
export interface IrcLine {
  /** As it came, without CR LF. */
  readonly raw: string;
  /** IRCv3 message tags with their values unescaped; `''` for a tag without one. */
  readonly tags: ReadonlyMap<string, string>;
  /** The whole prefix: `romeo!r@host`, `irc.example.org`; undefined where there is none. */
  readonly source: string | undefined;
  /** The part of the source before `!`. */
  readonly nick: string | undefined;
  /** In capitals, or three digits. */
  readonly command: string;
  readonly params: readonly string[];
}

const ESCAPES: Readonly<Record<string, string>> = { ':': ';', s: ' ', '\\': '\\', r: '\r', n: '\n' };

/** Takes a line apart, without judging it. */
export function readIrcLine(raw: string): IrcLine {
  let rest = raw;
  const word = (): string => {
    const end = rest.indexOf(' ');
    const taken = end < 0 ? rest : rest.slice(0, end);
    rest = end < 0 ? '' : rest.slice(end).trimStart();
    return taken;
  };
  const tags = rest.startsWith('@') ? readTags(word().slice(1)) : new Map<string, string>();
  const source = rest.startsWith(':') ? word().slice(1) : undefined;
  const command = word().toUpperCase();
  const params: string[] = [];
  while (rest !== '') {
    if (rest.startsWith(':')) {
      params.push(rest.slice(1));
      break;
    }
    params.push(word());
  }
  return { raw, tags, source, nick: source?.split('!', 1)[0], command, params };
}

function readTags(text: string): Map<string, string> {
  const tags = new Map<string, string>();
  for (const tag of text.split(';')) {
    const [name = '', ...value] = tag.split('=');
    if (name !== '') tags.set(name, unescapeTag(value.join('=')));
  }
  return tags;
}

function unescapeTag(value: string): string {
  return value.replace(/\\(.?)/gs, (_, char: string) => ESCAPES[char] ?? char);
}

/** A tag's value as it is written on the wire. */
export function escapeTag(value: string): string {
  const escaped: Readonly<Record<string, string>> = { ';': '\\:', ' ': '\\s', '\\': '\\\\', '\r': '\\r', '\n': '\\n' };
  return value.replace(/[; \\\r\n]/g, (char) => escaped[char] ?? char);
}

/** Cuts octets into lines at LF, without a bound: what comes is a test's own. */
export class LineCutter {
  #rest: Buffer = Buffer.alloc(0);

  /** The lines that are complete now, without CR LF, as UTF-8. */
  push(chunk: Buffer): string[] {
    let data = this.#rest.length > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    const lines: string[] = [];
    for (let end = data.indexOf(10); end >= 0; end = data.indexOf(10)) {
      lines.push(data.toString('utf8', 0, end > 0 && data[end - 1] === 13 ? end - 1 : end));
      data = data.subarray(end + 1);
    }
    this.#rest = Buffer.from(data);
    return lines;
  }
}
