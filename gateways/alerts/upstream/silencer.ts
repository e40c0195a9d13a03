import type { Clock, KeyValue, Later } from '../../gateway.js';
import type { Source, Upstream } from '../book/source.js';
import { AlertmanagerApi, type KnownSilence } from './alertmanager-api.js';
import type { Deed } from './deed.js';
import { UpstreamFailure } from './failure.js';
import type { JsonClient } from './json-client.js';
import type { UpstreamPorts } from './ports.js';

/** An alert that we have silenced is looked for so often, milliseconds. */
const WATCH_MS = 60_000;
/** Times that it must be missing: after a start Alertmanager knows no alerts until they are told again. */
const MOST_MISSED = 3;
/** A silence whose begin is past begins at once, also where the clock there is behind ours. */
const HOUR_MS = 3_600_000;
/** What is known of a silence is kept for so much longer than it lasts, seconds. */
const KEPT_S = 2 * 86_400;

/** Waits until a silenced alert is looked for again. JSON. */
export interface Watch extends Pick<Deed, 'key' | 'source' | 'route' | 'alert' | 'until'> {
  readonly type: 'upstream-watch';
  /** The silence that is watched; another one has a watch of its own. */
  readonly silence: string;
  /** When it was arranged (wall time, ms): no two waits are the same. */
  readonly at: number;
  readonly missed: number;
}

/** What is kept of an alert in `kv`. */
interface Kept {
  /** `Deed.id` of what was told last. */
  readonly done: string;
  readonly silence?: { readonly id: string; readonly until: number };
}

interface SilencerOptions {
  readonly client: JsonClient;
  readonly kv: KeyValue;
  readonly later: Later;
  readonly clock: Clock;
  readonly ports: Pick<UpstreamPorts, 'over'>;
  /** What a silence says where nobody has commented. */
  readonly taken: string;
}

/**
 * Makes what people did with an alert a silence of Alertmanager, one for each alert of a group: made or made longer when somebody
 * takes it, ended when nobody looks after it any more. Its id is kept, and its comment ends with a mark by which it is found where a
 * crash came between: telling the same again makes no second one. Rejects with `UpstreamFailure` where the source is at fault.
 */
export class Silencer {
  readonly #options: SilencerOptions;

  constructor(options: SilencerOptions) {
    this.#options = options;
  }

  async tell(source: Source, upstream: Upstream, deed: Deed): Promise<void> {
    const kept = await this.#options.kv.get<Kept>(keptKey(deed.key));
    if (kept?.done === deed.id) return;
    const api = new AlertmanagerApi(this.#options.client, upstream);
    const known = await this.#known(api, source, deed, kept);
    if (deed.kind === 'take') {
      await this.#silence(api, source, deed, known);
      return;
    }
    if (known !== undefined) await api.expire(known.id);
    await this.#keep(deed.key, { done: deed.id }, deed.until);
  }

  /** Looks whether an alert that is silenced is still there; where it is gone its silence ends, and its route is told. */
  async watch(upstream: Upstream, watch: Watch): Promise<void> {
    const { kv, client, clock, ports } = this.#options;
    const { key, alert, until, silence } = watch;
    const kept = await kv.get<Kept>(keptKey(key));
    if (kept?.silence?.id !== silence || until <= clock.now()) return;
    const api = new AlertmanagerApi(client, upstream);
    const there = await api.alert(alert);
    const missed = there === undefined ? watch.missed + 1 : 0;
    if (missed < MOST_MISSED) {
      // It may have been over and have begun anew: that it is over is believed only of what is known to have begun last.
      const startsAt = Math.max(alert.startsAt, there?.startsAt ?? 0);
      await this.watchLater({ ...watch, alert: { ...alert, startsAt }, missed });
      return;
    }
    // While the silence lasted, the next time that it fires would be heard by nobody.
    await api.expire(silence);
    await ports.over(watch.route, { ...alert, status: 'resolved', endsAt: clock.now() });
    await this.#keep(key, { done: kept.done }, until);
  }

  /** Arranges the next look. */
  async watchLater(watch: Watch): Promise<void> {
    const { later, clock } = this.#options;
    await later.schedule(`upstream.watch.${watch.key}`, WATCH_MS, { ...watch, at: clock.now() });
  }

  async #known(
    api: AlertmanagerApi,
    source: Source,
    deed: Deed,
    kept: Kept | undefined,
  ): Promise<KnownSilence | undefined> {
    const known = kept?.silence && (await api.silence(kept.silence.id));
    return known ?? (await api.silenceMarked(ownLabels(source, deed), markOf(deed.key)));
  }

  async #silence(api: AlertmanagerApi, source: Source, deed: Deed, known: KnownSilence | undefined): Promise<void> {
    const { alert, key, route } = deed;
    const there = await api.alert(alert);
    const labels = there?.labels ?? ownLabels(source, deed);
    if (Object.keys(labels).length === 0) throw new UpstreamFailure('an alert without labels', false);
    const until = Math.max(deed.until, known?.until ?? 0);
    const id = await api.put({
      ...(known !== undefined && { id: known.id }),
      labels,
      startsAt: known?.startsAt ?? new Date(this.#options.clock.now() - HOUR_MS).toISOString(),
      until,
      createdBy: deed.by,
      comment: `${deed.comment ?? this.#options.taken} ${markOf(key)}`,
    });
    await this.#keep(key, { done: deed.id, silence: { id, until } }, until);
    // Where it is not to be seen by its fingerprint, nobody can see either that it is over.
    if (there === undefined) return;
    const startsAt = Math.max(alert.startsAt, there.startsAt ?? 0);
    const watched = { key, source: deed.source, route, alert: { ...alert, startsAt }, until, silence: id };
    await this.watchLater({ type: 'upstream-watch', ...watched, at: 0, missed: 0 });
  }

  async #keep(key: string, kept: Kept, until: number): Promise<void> {
    const { kv, clock } = this.#options;
    await kv.set(keptKey(key), kept, KEPT_S + Math.max(0, Math.ceil((until - clock.now()) / 1000)));
  }
}

/** Labels as the sender has them: without those that the book adds, by which a silence would match nothing. */
function ownLabels(source: Source, { alert }: Deed): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(alert.sourceLabels ?? alert.labels).filter(([name, value]) => source.labels[name] !== value),
  );
}

function markOf(key: string): string {
  return `(Isthmus ${key.slice(0, 12)})`;
}

function keptKey(key: string): string {
  return `upstream.${key}`;
}
