import { Recent } from '../../gateway.js';
import type { Alert, AlertLink, Origin, Severity } from '../alert.js';
import { exact, type Fitted, isOneLine, oneLine, prose } from './clean.js';
import { fingerprintOf, usableId } from './fingerprint.js';
import { LIMITS } from './limits.js';
import { MACHINE_SEVERITY, severityOf } from './severities.js';
import type { Context, Cut, Read } from './source.js';
import type { Status } from './statuses.js';

/** Labels or annotations as a payload has them, perhaps with a name twice. */
export type Pairs = Iterable<readonly [name: string, value: string]>;

/** An alert as its source reads it, not yet made fit. Of a name that comes twice the first value counts. */
export interface Draft {
  /** Missing: made of the labels. */
  readonly fingerprint?: string | undefined;
  readonly status: Status;
  /** How bad it is, where the source knows that for sure. */
  readonly severity?: Severity | undefined;
  /** The sender's word for it; where it is not known or missing, the label of the severity counts. */
  readonly severityWord?: string | undefined;
  /** Where nothing tells it, the book neither. */
  readonly severityOtherwise?: Severity;
  /** Texts for the title; the first that is not empty counts. */
  readonly titles: readonly (string | undefined)[];
  readonly text?: string | undefined;
  readonly labels: Pairs;
  readonly annotations?: Pairs;
  /** What is no address of the web is left out. */
  readonly links?: readonly { readonly url: unknown; readonly text?: string }[];
  /** Wall times, ms since the epoch; missing: when it arrived. */
  readonly startsAt?: number | undefined;
  readonly endsAt?: number | undefined;
  readonly expiresAt?: number | undefined;
  readonly notBefore?: number | undefined;
  readonly sourceGroup?: string | undefined;
  readonly sender?: string | undefined;
  /** Names this message, not the alert: what comes with the same again is a repeat. */
  readonly id?: string | undefined;
}

/** The title of an alert of which nothing else is known. */
const UNTITLED = 'Alert';

const REMEMBERED = 500;

/** Says in an alert what is missing of it. */
const LEFT_OUT = 'left_out';

type CutKind = Cut['what'];

type Writable<T> = { -readonly [Name in keyof T]: T[Name] };

/** Makes drafts into alerts, within the limits, and counts what does not fit in. */
export class Collector {
  readonly #context: Context;
  readonly #network: string;
  readonly #id: string | undefined;
  readonly #alerts: Alert[] = [];
  readonly #cut = new Map<CutKind, number>();
  #characters = 0;
  #full = false;

  /** `network`: as in `Origin`; `id`: of what all alerts came in, where it has one, for those that have none of their own. */
  constructor(context: Context, network: string, id?: string) {
    this.#context = context;
    this.#network = network;
    this.#id = id;
  }

  /** No more alerts are taken, only counted: their drafts need not be made. */
  get full(): boolean {
    return this.#full || this.#alerts.length >= LIMITS.alerts;
  }

  add(draft: Draft): void {
    if (this.full) {
      this.left('alerts', 1);
      return;
    }
    const { alert, cut, characters } = shape(this.#named(draft), this.#context, this.#network);
    if (this.#characters + characters > LIMITS.characters) {
      this.#full = true;
      this.left('alerts', 1);
      return;
    }
    this.#characters += characters;
    this.#alerts.push(alert);
    for (const [what, count] of cut) this.left(what, count);
  }

  #named(draft: Draft): Draft {
    if (draft.id !== undefined || this.#id === undefined) return draft;
    return { ...draft, id: `${this.#id}.${this.#alerts.length}` };
  }

  /** Counts what was left out by somebody else: alerts that could not be read, or that the sender did not send. */
  left(what: CutKind, count: number): void {
    if (count > 0) this.#cut.set(what, (this.#cut.get(what) ?? 0) + count);
  }

  result(): Read {
    const cut = this.#cut.size === 0 ? [] : Array.from(this.#cut, ([what, count]) => ({ what, count }));
    return { ok: true, alerts: this.#alerts, cut };
  }
}

interface Shaped {
  readonly alert: Alert;
  readonly cut: ReadonlyMap<CutKind, number>;
  readonly characters: number;
}

function shape(draft: Draft, context: Context, network: string): Shaped {
  const cut = new Map<CutKind, number>();
  let characters = 0;
  const left = (what: CutKind, count = 1) => cut.set(what, (cut.get(what) ?? 0) + count);
  const take = ({ text, cut: isCut }: Fitted): string => {
    if (isCut) left('text');
    characters += text.length;
    return text;
  };
  const takeRecord = (pairs: Pairs, what: 'labels' | 'annotations'): Record<string, string> => {
    const taken: Record<string, string> = {};
    let size = 0;
    const longest = what === 'labels' ? LIMITS.label : LIMITS.annotation;
    for (const [name, value] of pairs) {
      if (Object.hasOwn(taken, name)) continue;
      if (size >= LIMITS[what] || name === '' || name.length > LIMITS.name || !isOneLine(name)) {
        left(what);
      } else {
        const text = take(exact(value, longest));
        if (text !== '') {
          set(taken, name, text);
          size += 1;
        }
        characters += name.length;
      }
    }
    return taken;
  };

  const title = take(oneLine(draft.titles.find(isSomething) ?? UNTITLED, LIMITS.title));
  const text = take(prose(draft.text ?? '', LIMITS.text));
  const labels = takeRecord(draft.labels, 'labels');
  const annotations = takeRecord(draft.annotations ?? [], 'annotations');
  const links = linksOf(draft.links ?? [], () => left('links'));
  for (const { url } of links) characters += url.length;
  if (cut.size > 0) annotations[LEFT_OUT] = Array.from(cut, ([what, count]) => `${what}: ${count}`).join(', ');

  const origin: Writable<Origin> = { source: context.source, network, hops: context.hops ?? 0 };
  if (draft.sender !== undefined) origin.sender = oneLine(draft.sender, LIMITS.label).text;
  if (draft.id !== undefined) origin.id = usableId(draft.id);
  const alert: Writable<Alert> = {
    fingerprint: draft.fingerprint === undefined ? fingerprintOf(labels) : usableId(draft.fingerprint),
    status: draft.status,
    severity: severityOfDraft(draft, labels, context),
    title: title === '' ? UNTITLED : title,
    labels: context.labels === undefined ? labels : { ...context.labels, ...labels },
    annotations,
    links,
    startsAt: draft.startsAt ?? context.receivedAt,
    origin,
  };
  if (text !== '' && text !== title) alert.text = text;
  if (draft.endsAt !== undefined) alert.endsAt = draft.endsAt;
  if (draft.expiresAt !== undefined) alert.expiresAt = draft.expiresAt;
  if (draft.notBefore !== undefined) alert.notBefore = draft.notBefore;
  if (draft.sourceGroup !== undefined) alert.sourceGroup = usableId(draft.sourceGroup);
  return { alert, cut, characters };
}

function isSomething(text: string | undefined): boolean {
  return text !== undefined && /\S/u.test(text);
}

/** Sets what the object itself has: of this one name an assignment would be lost. */
function set(record: Record<string, string>, name: string, value: string): void {
  if (name === '__proto__')
    Object.defineProperty(record, name, { value, enumerable: true, configurable: true, writable: true });
  else record[name] = value;
}

function severityOfDraft(draft: Draft, labels: Readonly<Record<string, string>>, context: Context): Severity {
  if (draft.severity !== undefined) return draft.severity;
  const { severityLabel = 'severity', severities } = context;
  const label = Object.hasOwn(labels, severityLabel) ? labels[severityLabel] : undefined;
  return (
    severityOf(draft.severityWord, severities) ??
    severityOf(label, severities) ??
    context.severity ??
    draft.severityOtherwise ??
    MACHINE_SEVERITY
  );
}

/** Addresses of the web, each once. What is something else is no link, and nothing is missing without it. */
function linksOf(candidates: NonNullable<Draft['links']>, left: () => void): readonly AlertLink[] {
  const links: AlertLink[] = [];
  for (const { url, text } of candidates) {
    if (typeof url !== 'string' || !/^https?:\/\//iu.test(url) || links.some((link) => link.url === url)) continue;
    if (url.length > LIMITS.url || links.length >= LIMITS.links) left();
    else if (isAddress(url)) links.push(text === undefined ? { url } : { url, text });
  }
  return links;
}

/** What was found of addresses: every alert of a rule has the same ones. */
const addresses = new Recent<string, boolean>(REMEMBERED);

/** Whether it can be written down as it is: people and programs find its end by white space and quotes. */
function isAddress(url: string): boolean {
  const known = addresses.get(url);
  if (known !== undefined) return known;
  const is = /^[^\s"<>\\^`{|}]+$/u.test(url) && isOneLine(url) && URL.canParse(url);
  addresses.set(url, is);
  return is;
}
