import { Trouble, type WebContext, type WebRoute } from '../gateway.js';
import { AddressForm } from './audit/address-form.js';
import type { Audit } from './audit/audit.js';
import { AUDIT_KEY } from './audit/audit-of.js';
import { wantedRows } from './audit/export.js';
import { codeFor } from './codes.js';
import { Codes } from './engine/codes.js';
import { GroupStore } from './engine/group-store.js';
import { IncidentShelf } from './engine/incident-shelf.js';
import { Silences } from './engine/silences.js';
import { Heard } from './heartbeats.js';
import { KvEventLog } from './http/kept/kv-event-log.js';
import { KvMessageStore } from './http/kept/kv-message-store.js';
import { alertRoutes } from './http/routes.js';
import { Intake } from './intake.js';
import { KnownIncidents } from './known-incidents.js';
import { GroupLanes } from './lanes.js';
import { LiveBook } from './live-book.js';
import { KEYS } from './open-hold.js';
import { Admins } from './post/admins.js';
import type { Rules } from './rules.js';
import { Sinks } from './sink/sinks.js';
import { tryLive } from './trial/live-trial.js';
import { unrouted } from './warnings.js';

interface WebParts {
  readonly rules: Rules;
  readonly audit: Pick<Audit, 'record' | 'log'>;
  /** Bare JID that writes to everybody; each bot keeps its files under a name of its own below it. */
  readonly agent: string;
}

/** What is served over HTTP, with all that it needs of the store and the lanes. */
export function webRoutes(context: WebContext, { rules, audit, agent }: WebParts): readonly WebRoute[] {
  const { kv, buckets, clock, log, metrics, put, newId, hasRoom, media } = context;
  const trouble = new Trouble(clock, log);
  const live = new LiveBook(rules, kv, clock);
  const book = () => live.book;
  const text: WebContext['text'] = (ref, lang) => context.text(ref, lang);
  const intake: Intake = new Intake({
    put,
    lanes: new GroupLanes(kv),
    book,
    unrouted: (alert) => admins.tell(...unrouted(alert)),
  });
  const admins = new Admins({ book, jids: context.admins, kv, intake, text, clock, log });
  const form = new AddressForm('masked', context.derivedKey(AUDIT_KEY));
  const heard = new Heard(kv, clock);
  const routes = alertRoutes({
    book,
    take: (alerts, route) => intake.take(alerts, route),
    send: (message) => intake.text(message),
    test: (alerts, route) => intake.test(alerts, route),
    sinks: new Sinks({ kv, clock, book, text }),
    tryLive: (alerts, to) =>
      tryLive(alerts, to, { book: live.book, onCall: (rotation, at) => live.rota.onCall(rotation, at), kv, clock }),
    heard: (source) => heard.note(source),
    incidents: new KnownIncidents({
      codes: new Codes(kv, clock, codeFor),
      store: new GroupStore(kv),
      shelf: new IncidentShelf(kv, clock),
      intake,
    }),
    silences: new Silences(kv, clock),
    messages: new KvMessageStore(kv),
    events: new KvEventLog(kv, clock),
    duties: (rotation, count) => {
      const { rota } = live;
      const now = rota.current(rotation, clock.now());
      return now === undefined ? undefined : { now, next: rota.following(rotation, clock.now(), count) };
    },
    kv,
    buckets,
    masked: (address) => form.of(address),
    auditRows: (query) => wantedRows(audit.log, query),
    audit: (row) => audit.record({ ...row, id: newId(), at: clock.now(), book: live.book.version }),
    ...(media !== undefined && {
      keep: (octets, { name, mediaType, bot }) =>
        media.put(octets, {
          name,
          account: `${agent}/bot-${bot}`,
          size: octets.byteLength,
          ...(mediaType && { mediaType }),
        }),
    }),
    linkKey: context.derivedKey(KEYS.links),
    newId,
    hasRoom,
    text,
    clock,
    log,
    metrics,
  });
  // Whoever asks knows the book and what people have set in it a moment ago.
  return routes.map(({ admit, ...route }) => ({
    ...route,
    // Before the book is known, or while it may be another, nobody is refused by what it said before: senders give up for good.
    ...(admit !== undefined && { admit: (request) => (live.isFresh ? admit(request) : undefined) }),
    answer: (request) => {
      if (live.isFresh) return route.answer(request);
      const failed = (error: unknown) => trouble.tell('what people have set cannot be read now', error);
      return live
        .refresh()
        .catch(failed)
        .then(() => route.answer(request));
    },
  }));
}
