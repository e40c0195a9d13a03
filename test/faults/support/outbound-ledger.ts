import type { SeenStanza } from '../../support/stanza-splitter.js';

/** Prosody's own answer while the component is away. */
const BY_THE_SERVER = 'xmpp:prosody.im/protocol/component';
/** A stanza is this long on its way from the server to the gateway, and back as an answer. */
const ON_THE_WAY_MS = 100;
/** A server that is busy reads a stanza so late, and needs so long to notice the end of a stream. */
const READ_MS = 2000;
const NOTICED_MS = 250;
const CONDITION = /<([a-z-]+) xmlns=["']urn:ietf:params:xml:ns:xmpp-stanzas["']/;

/** What became of one text of an XMPP user, as seen from outside. */
interface Text {
  readonly id: string;
  readonly phone: string;
  readonly parts: number;
  /** When it was written. */
  readonly at: number;
  /** When the server wrote it to the gateway; undefined: it did not. */
  givenAt: number | undefined;
  /** The gateway answered a ping that came behind it: from then on it is the gateway's. */
  safe: boolean;
  /** The server itself gave it back, because the gateway was away. */
  bounced: boolean;
  /** Parts that the phone network took: how often each. */
  readonly taken: Map<number, number>;
  /** Conditions of the error stanzas that the server has read, without those that say "perhaps sent". */
  readonly errors: Set<string>;
  unknown: boolean;
  receipts: number;
  errorStanzas: number;
}

export interface OutboundSums {
  /** All stanzas written by users. */
  readonly sent: number;
  /** Those that the gateway answered for. */
  readonly safe: number;
  /** Given back by the server, because the gateway was away. */
  readonly bounced: number;
  /** Written, and the connection or the gateway ended before it answered for them. */
  readonly inDoubt: number;
  readonly handedOver: number;
  readonly refused: number;
  readonly unknown: number;
  readonly delivered: number;
  readonly failed: number;
  readonly duplicates: number;
  readonly reordered: number;
  readonly lost: number;
  /** Told as not sent, and sent. */
  readonly contradictions: number;
  /** Handed over, and its fate was never told. */
  readonly untold: number;
  /** A receipt for what the network never took. */
  readonly lies: number;
  readonly repeatedTellings: number;
}

/** Texts of XMPP users to phones. Each text says its own id in each of its parts. */
export class OutboundLedger {
  readonly #texts = new Map<string, Text>();
  /** Phones at which everything fails. */
  readonly #failing: ReadonlySet<string>;
  readonly #told: boolean;
  readonly #ordered: boolean;
  /** Highest number that each phone got, by the sender. */
  readonly #last = new Map<string, { number: number; part: number }>();
  readonly #streamEnds: number[] = [];
  #reordered = 0;
  readonly #seenWrong: string[] = [];

  /** `told`: whether the network says of each text that it arrived. `ordered`: whether it keeps the order by itself. */
  constructor(
    failing: ReadonlySet<string>,
    { told = true, ordered = true }: { readonly told?: boolean; readonly ordered?: boolean } = {},
  ) {
    this.#failing = failing;
    this.#told = told;
    this.#ordered = ordered;
  }

  wrote(id: string, phone: string, parts: number): void {
    const text = {
      givenAt: undefined,
      safe: false,
      bounced: false,
      taken: new Map(),
      errors: new Set<string>(),
      unknown: false,
      receipts: 0,
    };
    this.#texts.set(id, { id, phone, parts, at: performance.now(), errorStanzas: 0, ...text });
  }

  /** The server wrote it to the gateway. */
  given({ attrs: { id = '' } }: SeenStanza): void {
    const text = this.#texts.get(id);
    if (text !== undefined) text.givenAt = performance.now();
  }

  answeredFor(id: string): void {
    const text = this.#texts.get(id);
    if (text !== undefined) text.safe = true;
  }

  /** The phone network took a part; `id` is `t<user>-<number>`. */
  taken(id: string, part: number): void {
    const text = this.#texts.get(id);
    if (text === undefined) {
      this.#seenWrong.push(`the network got ${id}, which nobody wrote`);
      return;
    }
    const times = (text.taken.get(part) ?? 0) + 1;
    text.taken.set(part, times);
    if (times > 1 || !this.#ordered) return;
    const [sender = '', number] = id.split('-');
    const place = { number: Number(number), part };
    const last = this.#last.get(sender);
    if (last !== undefined && (place.number < last.number || (place.number === last.number && part < last.part))) {
      this.#reordered++;
      this.#seenWrong.push(`${id} part ${part} came to the network behind ${sender}-${last.number} part ${last.part}`);
    } else this.#last.set(sender, place);
  }

  /** A stanza of the gateway that the server has read. */
  told(stanza: SeenStanza): void {
    const { attrs, xml } = stanza;
    if (attrs.type === 'error') {
      const text = this.#texts.get(attrs.id ?? '');
      if (text === undefined) return;
      text.errorStanzas++;
      this.#error(text, stanza);
      return;
    }
    const received = /<received[^>]*\bid="([^"]+)"/.exec(xml)?.[1];
    const text = received === undefined ? undefined : this.#texts.get(received);
    if (text !== undefined) text.receipts++;
  }

  /** A stanza that reached the client of a user; also what was written to a dying stream, of which the server says nothing. */
  shown(stanza: SeenStanza): void {
    const { attrs, xml } = stanza;
    const text = attrs.type === 'error' ? this.#texts.get(attrs.id ?? '') : undefined;
    if (text === undefined) return;
    if (xml.includes(BY_THE_SERVER)) text.bounced = true;
    else this.#error(text, stanza);
  }

  #error(text: Text, { xml }: SeenStanza): void {
    if (xml.includes('<maybe-sent')) text.unknown = true;
    else text.errors.add(CONDITION.exec(xml)?.[1] ?? 'no condition');
  }

  get safe(): number {
    let count = 0;
    for (const text of this.#texts.values()) if (text.safe) count++;
    return count;
  }

  /** Texts that the network has, or of which the sender was told something. */
  get endedCount(): number {
    let count = 0;
    for (const text of this.#texts.values()) {
      if (text.unknown || text.errors.size > 0 || text.taken.size === text.parts) count++;
    }
    return count;
  }

  /** A stream ended: what the server was writing to it then is nobody's (XEP-0114 acknowledges nothing). */
  streamEnded(): void {
    this.#streamEnds.push(performance.now());
  }

  /** Texts of which their writer heard nothing and which are nowhere; where nothing was killed there must be none. */
  get silent(): readonly string[] {
    const onTheWay = ({ at, givenAt }: Text) =>
      this.#streamEnds.some((end) => {
        const [from, since] = givenAt === undefined ? [at, end - READ_MS] : [givenAt, end - ON_THE_WAY_MS];
        return from > since && from < end + NOTICED_MS;
      });
    return [...this.#texts.values()]
      .filter((text) => text.taken.size === 0 && text.errors.size === 0 && !text.unknown && !text.bounced)
      .filter((text) => !onTheWay(text))
      .map((text) => describe(text));
  }

  /** True when every text has its end. */
  get complete(): boolean {
    for (const text of this.#texts.values()) if (this.#open(text)) return false;
    return true;
  }

  /** Texts without an end, for the report of a failure. */
  get openOnes(): string[] {
    return [...this.#texts.values()].filter((text) => this.#open(text)).map((text) => describe(text));
  }

  /** How many texts were told of each condition. */
  get refusals(): Readonly<Record<string, number>> {
    const sums: Record<string, number> = {};
    for (const { errors } of this.#texts.values()) for (const error of errors) sums[error] = (sums[error] ?? 0) + 1;
    return sums;
  }

  /** What went wrong so far, and what would be wrong if this were the end. */
  get wrong(): readonly string[] {
    const lines = [...this.#seenWrong];
    this.#reckon((line) => lines.push(line));
    return lines;
  }

  sums(): OutboundSums {
    return this.#reckon(() => undefined);
  }

  #reckon(say: (line: string) => void): OutboundSums {
    const texts = [...this.#texts.values()];
    const count = (test: (text: Text) => boolean, what?: string) => {
      const found = texts.filter(test);
      if (what !== undefined) for (const text of found.slice(0, 20)) say(`${what}: ${describe(text)}`);
      return found.length;
    };
    const whole = (text: Text) => text.taken.size === text.parts;
    const failing = (text: Text) => this.#failing.has(text.phone);
    const safe = texts.filter((text) => text.safe).length;
    return {
      sent: texts.length,
      safe,
      bounced: count((text) => !text.safe && text.bounced),
      inDoubt: count((text) => !text.safe && !text.bounced),
      handedOver: count(whole),
      refused: count((text) => text.errors.size > 0 && text.taken.size === 0),
      unknown: count((text) => text.unknown),
      delivered: count((text) => text.receipts > 0),
      failed: count((text) => failing(text) && whole(text) && text.errors.size > 0),
      duplicates: count((text) => [...text.taken.values()].some((times) => times > 1), 'twice at the network'),
      reordered: this.#reordered,
      lost: count((text) => text.safe && !whole(text) && text.errors.size === 0 && !text.unknown, 'lost'),
      contradictions: count(
        (text) =>
          (!failing(text) && text.errors.size > 0 && (text.taken.size > 0 || text.unknown)) || text.errors.size > 1,
        'told as not sent and sent, or told two things',
      ),
      untold: count((text) => this.#untold(text), 'nothing was told'),
      lies: count((text) => text.receipts > 0 && (!whole(text) || failing(text)), 'receipt without delivery'),
      repeatedTellings: texts.reduce(
        (sum, text) => sum + Math.max(0, text.receipts - 1) + Math.max(0, text.errorStanzas - 1),
        0,
      ),
    };
  }

  #open(text: Text): boolean {
    const begun = text.taken.size > 0;
    if (!text.safe && !begun) return false;
    const ended = text.unknown || text.errors.size > 0 || text.taken.size === text.parts;
    return !ended || this.#untold(text);
  }

  #untold(text: Text): boolean {
    if (text.taken.size < text.parts || text.unknown) return false;
    if (this.#failing.has(text.phone)) return text.errors.size === 0;
    return this.#told && text.receipts === 0 && text.errors.size === 0;
  }
}

function describe(text: Text): string {
  const { id, safe, parts, taken, errors, unknown, receipts } = text;
  return `${id} ${safe ? 'safe' : 'in doubt'}, parts taken ${JSON.stringify([...taken])} of ${parts}, errors [${[...errors]}]${unknown ? ', told as unknown' : ''}, receipts ${receipts}`;
}
