import type { Clock, FetchedFile, KeyValue, Media, NewFile, StoredFile } from '../../gateway.js';
import type { Alert, AlertFile, FileRefusal, RefusedFile } from '../alert.js';
import type { FilePolicy, Route } from '../book/route.js';
import { letters } from '../engine/ids.js';
import { shownName } from './files-from.js';

interface AlertFilesParts {
  /** Missing: files can be neither fetched nor kept. */
  readonly media: Media | undefined;
  readonly kv: KeyValue;
  readonly clock: Pick<Clock, 'monotonic'>;
  /** Bare JID for whom files are kept; those of each route have a name of their own below it. */
  readonly account: string;
}

/** Files of one message that go along. */
const MOST = 10;
/** For all copies of one message together, ms: nobody waits longer for an alert than that. */
const PATIENCE_MS = 15_000;
/** What comes again, to another route or after a crash, is not copied again within this time, seconds. */
const REMEMBERED_S = 3600;

/** What became of one file. */
type Fate = { readonly file: AlertFile } | { readonly why: FileRefusal };

/** Does with the files of alerts as their routes say. */
export class AlertFiles {
  readonly #parts: AlertFilesParts;

  constructor(parts: AlertFilesParts) {
    this.#parts = parts;
  }

  /**
   * The alert with the files that go along and those that are refused. What cannot be fetched stays a link: those who are told may be able to
   * load it. Never rejects for what the outside does.
   */
  async of(alert: Alert, route: Pick<Route, 'name' | 'files'>): Promise<Alert> {
    const { files: given = [], refusedFiles: before = [], ...rest } = alert;
    const deadline = this.#parts.clock.monotonic() + PATIENCE_MS;
    const files: AlertFile[] = [];
    const refused: RefusedFile[] = [...before];
    // One after the other, so that no message takes the connections of many.
    for (const [index, file] of given.entries()) {
      const fate: Fate = index >= MOST ? { why: 'many' } : await this.#fate(file, route, deadline);
      if ('file' in fate) files.push(fate.file);
      else refused.push({ name: shownName(file), why: fate.why });
    }
    return {
      ...rest,
      ...(files.length > 0 && { files }),
      ...(refused.length > 0 && { refusedFiles: refused.slice(0, MOST) }),
    };
  }

  async #fate(file: AlertFile, route: Pick<Route, 'name' | 'files'>, deadline: number): Promise<Fate> {
    const { files: policy } = route;
    if (policy.keep === 'none') return { why: 'none' };
    // Nobody but its readers knows what it is.
    if (/^aesgcm:/i.test(file.url)) return { file: marked(file, policy) };
    const why = whyNot(file, policy);
    if (why !== undefined) return { why };
    const { data } = file;
    if (data === undefined && (policy.keep === 'link' || file.kept === true)) return { file: marked(file, policy) };
    const { kv } = this.#parts;
    const key = `file:${letters(30, [route.name, file.url, data ?? '', JSON.stringify(policy)])}`;
    const known = await kv.get<Fate>(key);
    if (known !== undefined) return known;
    const fate = data === undefined ? await this.#copy(file, route, deadline) : await this.#store(file, data, route);
    if ('why' in fate || fate.file.kept === true) await kv.set(key, fate, REMEMBERED_S);
    return fate;
  }

  /** Fetches a file and keeps it. */
  async #copy(file: AlertFile, route: Pick<Route, 'name' | 'files'>, deadline: number): Promise<Fate> {
    const { media, clock } = this.#parts;
    const { files: policy } = route;
    const link: Fate = { file: marked(file, policy) };
    const time = deadline - clock.monotonic();
    if (media === undefined || time <= 0) return link;
    const limits = { time, ...(policy.maxSize !== undefined && { size: policy.maxSize }) };
    const fetched = await media.fetch(file.url, limits);
    if (!fetched.ok) return fetched.why === 'too-large' ? { why: 'size' } : link;
    const { content, end, name, mediaType, size } = fetched.file satisfies FetchedFile;
    const shown = file.name ?? name;
    const why = whyNot({ ...file, mediaType }, policy);
    if (why !== undefined) {
      content.destroy();
      await end;
      return { why };
    }
    const put = await media.put(content, this.#newFile({ name: shown, mediaType }, size, route));
    if (put.ok) return { file: keptAs(put.file, policy) };
    return (await fetchFailed(end)) === 'too-large' || put.why === 'too-large' ? { why: 'size' } : link;
  }

  /** Keeps octets that came along: else they would be nowhere. */
  async #store(file: AlertFile, data: string, route: Pick<Route, 'name' | 'files'>): Promise<Fate> {
    const { media } = this.#parts;
    const octets = Buffer.from(data, 'base64');
    const { maxSize = Number.POSITIVE_INFINITY } = route.files;
    if (octets.length > maxSize) return { why: 'size' };
    const put = await media?.put(octets, this.#newFile({ ...file, name: shownName(file) }, octets.length, route));
    if (put?.ok) return { file: keptAs(put.file, route.files) };
    return { why: put?.why === 'too-large' ? 'size' : 'no-place' };
  }

  #newFile(
    { name, mediaType }: { readonly name: string; readonly mediaType?: string },
    size: number | undefined,
    { name: route, files: { expires } }: Pick<Route, 'name' | 'files'>,
  ): NewFile {
    return {
      name,
      account: `${this.#parts.account}/route-${route}`,
      ...(mediaType !== undefined && { mediaType }),
      ...(size !== undefined && { size }),
      ...(expires !== undefined && { ttl: Math.ceil(expires / 1000) }),
    };
  }
}

async function fetchFailed(end: FetchedFile['end']): Promise<string | undefined> {
  const ended = await end;
  return ended.ok ? undefined : ended.why;
}

/** Why a file does not go along, by what is known of it; of what is not known nothing is said. */
function whyNot({ mediaType, size }: AlertFile, { types, maxSize }: FilePolicy): FileRefusal | undefined {
  if (size !== undefined && maxSize !== undefined && size > maxSize) return 'size';
  if (types.length === 0 || mediaType === undefined) return undefined;
  const [type = ''] = mediaType.toLowerCase().split(';', 1);
  const bare = type.trim();
  return types.some((one) => (one.endsWith('/*') ? bare.startsWith(one.slice(0, -1)) : bare === one))
    ? undefined
    : 'type';
}

function marked({ sms: _, ...file }: AlertFile, { sms }: FilePolicy): AlertFile {
  return sms ? { ...file, sms: true } : file;
}

function keptAs({ url, name, mediaType, size, hashes }: StoredFile, policy: FilePolicy): AlertFile {
  return marked({ url, name, mediaType, size, hashes: { ...hashes }, kept: true }, policy);
}
