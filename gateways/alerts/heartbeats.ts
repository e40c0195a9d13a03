import type { Clock, KeyValue, TextRef } from '../gateway.js';
import type { Alert, Severity } from './alert.js';
import type { Book } from './book/book.js';
import { isAtLeast } from './book/explain.js';
import type { Source } from './book/source.js';
import type { Intake } from './intake.js';

const HEARD = 'heartbeats:heard';
const SILENT = 'heartbeats:silent';
/** By source: what was told of its silence, so that it ends also when the book knows nothing of the source any more. */
const TOLD = 'heartbeats:told';
/** That a source was heard is written down at most so often, as a share of its heartbeat: by so much it may seem silent too early. */
const SHARE = 60;
const LEAST: Severity = 'error';

/** Remembers when each source was heard last, for the sources that must not be silent for long (`Source.heartbeat`). */
export class Heard {
  readonly #kv: Pick<KeyValue, 'setFields'>;
  readonly #clock: Clock;
  /** Wall times as they were written last by this process. */
  readonly #written = new Map<string, number>();

  constructor(kv: Pick<KeyValue, 'setFields'>, clock: Clock) {
    this.#kv = kv;
    this.#clock = clock;
  }

  /** Something has come from a source, even if it says that there is nothing. Undefined: nothing need be written of it. */
  note(source: Pick<Source, 'name' | 'heartbeat'> | undefined): Promise<void> | undefined {
    if (source?.heartbeat === undefined) return undefined;
    const now = this.#clock.now();
    const isKnown = now - (this.#written.get(source.name) ?? 0) < source.heartbeat / SHARE;
    return isKnown ? undefined : this.#write(source.name, now);
  }

  async #write(name: string, now: number): Promise<void> {
    await this.#kv.setFields(HEARD, { [name]: `${now}` });
    this.#written.set(name, now);
  }
}

/** What was told of a source, and at which route. */
interface Told {
  readonly alert: Alert;
  readonly route?: string | undefined;
}

interface HeartbeatsParts {
  readonly book: () => Pick<Book, 'sources'>;
  readonly kv: Pick<KeyValue, 'fields' | 'setFields' | 'removeFields'>;
  readonly intake: Pick<Intake, 'take'>;
  readonly text: (ref: TextRef) => string;
  readonly clock: Clock;
}

/**
 * Raises an alert of a source from which nothing comes for longer than its heartbeat, and ends it when it is heard again. One process
 * looks; what it has raised is kept, so that another one goes on.
 */
export class Heartbeats {
  readonly #parts: HeartbeatsParts;
  /** Since when this process looks after a source: what nobody could hear before does not count as silence. */
  readonly #since = new Map<string, number>();

  constructor(parts: HeartbeatsParts) {
    this.#parts = parts;
  }

  /** Looks who is silent and who is not any more. Rejects where it is not known to be told; it is looked again. */
  async look(): Promise<void> {
    const { book, kv, clock } = this.#parts;
    const watched = book().sources.filter(({ enabled, heartbeat }) => enabled && heartbeat !== undefined);
    const [heard, silent] = await Promise.all([kv.fields(HEARD), kv.fields(SILENT)]);
    const now = clock.now();
    for (const source of watched) {
      const since = this.#since.get(source.name) ?? now;
      this.#since.set(source.name, since);
      const last = Number(heard[source.name] ?? 0);
      await this.#judge(source, { last, since, now, began: silent[source.name] });
    }
    for (const name of Object.keys(silent)) {
      if (watched.some((source) => source.name === name)) continue;
      // Nobody watches it any more: neither is it known to be silent.
      const source = book().sources.find((one) => one.name === name);
      if (source !== undefined) await this.#tell(source, 'resolved', Number(silent[name]), now);
      else await this.#end(name, now);
      await kv.removeFields(SILENT, [name]);
    }
  }

  async #judge(
    source: Source,
    { last, since, now, began }: { last: number; since: number; now: number; began: string | undefined },
  ): Promise<void> {
    const { kv } = this.#parts;
    const { name, heartbeat = 0 } = source;
    if (began === undefined && now - Math.max(last, since) > heartbeat) {
      const startsAt = Math.max(last, since) + heartbeat;
      await this.#tell(source, 'firing', startsAt);
      await kv.setFields(SILENT, { [name]: `${startsAt}` });
    } else if (began !== undefined && last > Number(began)) {
      await this.#tell(source, 'resolved', Number(began), last);
      await kv.removeFields(SILENT, [name]);
    }
  }

  /** Ends what was told of a source that is gone. */
  async #end(name: string, now: number): Promise<void> {
    const { kv, intake } = this.#parts;
    const text = (await kv.fields(TOLD))[name];
    if (text === undefined) return;
    const { alert, route }: Told = JSON.parse(text);
    await intake.take([{ ...alert, status: 'resolved', endsAt: now }], route);
    await kv.removeFields(TOLD, [name]);
  }

  async #tell(source: Source, status: 'firing' | 'resolved', startsAt: number, endsAt?: number): Promise<void> {
    const { kv, intake, text } = this.#parts;
    const { name, severity, labels, route, heartbeat = 0 } = source;
    const minutes = Math.max(1, Math.round(heartbeat / 60_000));
    const alert: Alert = {
      fingerprint: 'heartbeat',
      status,
      severity: isAtLeast(severity, LEAST) ? severity : LEAST,
      title: text({ key: 'alerts.heartbeat.title', params: { source: name, minutes } }),
      text: text({ key: 'alerts.heartbeat.text', params: { source: name } }),
      labels: { ...labels, alertname: 'SourceSilent', source: name },
      annotations: {},
      links: [],
      startsAt,
      ...(endsAt !== undefined && { endsAt }),
      origin: { source: name, network: 'heartbeat', hops: 0 },
    };
    await intake.take([alert], route);
    if (status === 'resolved') await kv.removeFields(TOLD, [name]);
    else await kv.setFields(TOLD, { [name]: JSON.stringify({ alert, route } satisfies Told) });
  }
}
