import type { SeenStanza } from '../../support/stanza-splitter.js';

/** A message to all, as a client got it. */
export interface SeenText {
  /** Nick; empty: the room itself. */
  readonly from: string;
  readonly body: string;
  /** When it was said, where the message tells: XEP-0203. */
  readonly saidAt: number | undefined;
}

const CODE = /<status\b[^>]*\bcode=["'](\d+)["']/g;

/** One room as one client knows it from what it was told, as a client has to read XEP-0045. */
export class RoomWatch {
  /** Nicks of those who are there by now, the client's own among them. */
  readonly occupants = new Set<string>();
  readonly texts: SeenText[] = [];
  /** How often somebody of this nick was told to have left, those who took another nick left out. */
  readonly departures = new Map<string, number>();
  /** The client's own nick; undefined: it is not in the room. */
  own: string | undefined;
  /** How often it was told that it is in the room. */
  entries = 0;
  /** Why it was put out, or not let in: codes or a condition. */
  readonly ends: string[] = [];
  /** The sentences of errors. */
  readonly errorTexts: string[] = [];

  presence({ attrs, xml }: SeenStanza): void {
    const nick = resourceOf(attrs.from ?? '');
    const codes = new Set([...xml.matchAll(CODE)].map(([, code]) => code));
    if (attrs.type === 'error') {
      this.ends.push(/<error\b[^>]*>\s*<([\w-]+)/.exec(xml)?.[1] ?? 'error');
      this.errorTexts.push(unescaped(/<text\b[^>]*>([^<]*)</.exec(xml)?.[1] ?? ''));
      this.own = undefined;
      return;
    }
    if (attrs.type === 'unavailable') {
      this.occupants.delete(nick);
      if (codes.has('303')) return;
      this.departures.set(nick, (this.departures.get(nick) ?? 0) + 1);
      if (!codes.has('110')) return;
      this.own = undefined;
      this.occupants.clear();
      this.ends.push([...codes].join(' '));
      return;
    }
    this.occupants.add(nick);
    if (!codes.has('110')) return;
    this.own = nick;
    this.entries += 1;
  }

  message({ attrs, xml }: SeenStanza): void {
    const body = /<body>([^<]*)<\/body>/.exec(xml)?.[1];
    if (body === undefined) return;
    const stamp = /<delay\b[^>]*\bstamp=["']([^"']+)["']/.exec(xml)?.[1];
    this.texts.push({
      from: resourceOf(attrs.from ?? ''),
      body: unescaped(body),
      saidAt: stamp === undefined ? undefined : Date.parse(stamp),
    });
  }

  /** What people said, without what the room itself told. */
  get said(): readonly string[] {
    return this.texts.filter(({ from }) => from !== '').map(({ body }) => body);
  }

  /** What the room itself told. */
  get notes(): readonly string[] {
    return this.texts.filter(({ from }) => from === '').map(({ body }) => body);
  }
}

function resourceOf(jid: string): string {
  const slash = jid.indexOf('/');
  return slash < 0 ? '' : unescaped(jid.slice(slash + 1));
}

function unescaped(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&apos;', "'")
    .replaceAll('&amp;', '&');
}
