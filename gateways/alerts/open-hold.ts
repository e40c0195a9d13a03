import { randomUUID } from 'node:crypto';
import { type HoldContext, type Post, Trouble } from '../gateway.js';
import { bridgeAddress } from './addresses.js';
import { auditOf } from './audit/audit-of.js';
import { tallyRow } from './audit/tally.js';
import type { Bridge } from './book/bridge.js';
import { Bridges } from './bridge/bridges.js';
import { codeFor } from './codes.js';
import { type AlertsConfig, NETWORKS } from './config.js';
import { Delayed } from './delayed.js';
import type { AuditRow } from './engine/effect.js';
import { Engine } from './engine/engine.js';
import { GroupStore } from './engine/group-store.js';
import { letters } from './engine/ids.js';
import { Rates } from './engine/rates.js';
import { Till } from './engine/till.js';
import { feed, isFed } from './event-feed.js';
import { AlertFiles } from './files/alert-files.js';
import { Heard, Heartbeats } from './heartbeats.js';
import { AlertsHold } from './hold.js';
import { BridgeHouses } from './houses/bridge-houses.js';
import { Houses } from './houses/houses.js';
import { Registrar } from './houses/registrar.js';
import { KvEventLog } from './http/kept/kv-event-log.js';
import { KvMessageStore } from './http/kept/kv-message-store.js';
import { Intake } from './intake.js';
import { FIRST_LANE, GroupLanes, laneOf } from './lanes.js';
import { LiveBook } from './live-book.js';
import { AckLinks } from './post/ack-links.js';
import { Admins } from './post/admins.js';
import { AnswerForms } from './post/answer-forms.js';
import { Conversation } from './post/conversation.js';
import { DirectTexts } from './post/direct-texts.js';
import { HeldTexts } from './post/held-texts.js';
import { Nodes } from './post/nodes.js';
import { domainsOf, jidOf } from './post/place-jids.js';
import { Replies } from './post/replies.js';
import { RoomIds } from './post/room-ids.js';
import { AgentRooms, type RoomSaying } from './post/rooms.js';
import { SentTexts } from './post/sent-texts.js';
import type { SmsSent } from './post/sms-sent.js';
import { SourceRates } from './post/source-rates.js';
import { Strangers } from './post/strangers.js';
import { Submissions } from './post/submissions.js';
import { Teller } from './post/teller.js';
import { TextRates } from './post/text-rates.js';
import { Writers } from './post/writers.js';
import { Presences } from './presences.js';
import type { Refused, Rules } from './rules.js';
import { Sinks } from './sink/sinks.js';
import { jsonClient } from './upstream/json-client.js';
import { Upstreams } from './upstream/upstreams.js';
import { overRate, unrouted, wordsOf } from './warnings.js';
import { FailureCounts } from './watch/failures.js';
import { PartWatch } from './watch/part-watch.js';
import { Webhooks } from './webhooks/webhooks.js';

/** For what `HoldContext.derivedKey` makes keys of the gateway's. */
export const KEYS = { links: 'links', forms: 'forms' } as const;

interface OpenHoldOptions {
  readonly lane: string;
  readonly context: HoldContext;
  readonly config: AlertsConfig;
  readonly rules: Rules;
  /** Full JID that writes to everybody, and the one that is in rooms. */
  readonly agent: string;
  readonly inRooms: string;
  /** Where the world reaches the HTTP port; undefined: nobody has said it. */
  readonly publicUrl: string | undefined;
}

/** Puts together what works one lane. Resolves when the book has been read once. */
export async function openHold(options: OpenHoldOptions): Promise<AlertsHold> {
  const { lane, context, config, rules, agent, inRooms, publicUrl } = options;
  const { kv, clock, log, media, later, metrics } = context;
  const neighbour = (name: string) => context.neighbour(name);
  const live = new LiveBook(rules, kv, clock);
  await live.refresh();
  const post = async (stanza: Post): Promise<void> => {
    if (context.post === undefined) throw new Error('the core carries no stanzas of this gateway');
    await context.post(stanza);
  };
  const book = () => live.book;
  const onCall = (rotation: string) => live.rota.onCall(rotation, clock.now());
  const text: HoldContext['text'] = (ref, lang) => context.text(ref, lang);
  const now = () => clock.now();
  const [bare = agent] = agent.split('/');
  const wanted = NETWORKS.filter((network) => config.accounts[network] !== undefined);
  const houses = new Houses(kv, clock, wanted);
  const heard = new Heard(kv, clock);
  const lanes = new GroupLanes(kv);
  const intake: Intake = new Intake({
    put: (one) => context.put(one),
    lanes,
    book,
    unrouted: (alert) => admins.tell(...unrouted(alert)),
    heard: (source) => heard.note(source),
    files: new AlertFiles({ media, kv, clock, account: bare }),
  });
  const admins = new Admins({ book, jids: context.admins, kv, intake, text, clock, log });
  const presences = new Presences({ book, kv, post, agent: bare, clock });
  const events = new KvEventLog(kv, clock);
  const audit = auditOf(config, context);
  const store = new GroupStore(kv);
  const ways = { book, text, post, neighbour, houses, agent, inRooms, clock, log };
  const key = context.derivedKey(KEYS.links);
  const links = publicUrl === undefined ? {} : { links: new AckLinks({ base: publicUrl, key, clock }) };
  const forms = new AnswerForms(context.derivedKey(KEYS.forms));
  const roomIds = new RoomIds(kv);
  const shown = roomIds.shown.bind(roomIds);
  const sinks = new Sinks({ kv, clock, book, text });
  const teller = new Teller({ ...ways, sinks, ...links, forms, shown, media, intake, domain: config.domain });
  const presence = presences.of.bind(presences);
  const upstreams = new Upstreams({
    client: jsonClient,
    kv,
    later,
    clock,
    book,
    ports: {
      warn: async (_, { source, reason, passes }) => {
        const key = passes ? 'alerts.upstream.trouble-passes' : 'alerts.upstream.trouble-stays';
        await admins.tell(`upstream ${source}`, { key, params: { source, reason } });
      },
      over: async (route, alert) => {
        await intake.take([alert], route);
        await intake.take([alert]);
      },
    },
    random: Math.random,
    taken: text({ key: 'alerts.upstream.taken' }),
    metrics,
  });
  const rates = new SourceRates({ kv, clock, book, metrics });
  const strangers = new Strangers(new Rates(kv, clock), book);
  const failures = new FailureCounts(kv, clock);
  const partWatch = new PartWatch({
    parts: () => context.parts(),
    failures,
    kv,
    tell: (cause, ref, past) => admins.tell(cause, ref, past),
    clock,
  });
  const heartbeats = new Heartbeats({ book, kv, intake, text, clock });
  const writers = new Writers({ book, intake, text });
  const engine = new Engine({
    lane,
    kv,
    later,
    clock,
    book,
    ports: {
      tell: (telling) => teller.tell(telling),
      segments: (telling) => teller.segments(telling),
      audit: (row: AuditRow) => {
        tallyRow(metrics, row);
        failures.note(row);
        const kept = audit.row(row);
        return isFed(row) ? both(kept, feed(events, row)) : kept;
      },
      back: async (backward) => {
        await Promise.all([upstreams.back(backward), writers.back(backward)]);
      },
      forward: (forward) => intake.forward(forward),
      include: (group, inclusion) => intake.include(group, inclusion),
      warn: (_, warning) => admins.tell(...wordsOf(warning)),
    },
    surroundings: {
      onCall: (rotation, at) => live.rota.onCall(rotation, at),
      presence,
      fresh: () => presences.fresh(),
    },
    codes: codeFor,
    metrics,
    keepLane: (group) => lanes.keep(group, lane),
    mayWrite: () => context.mayWrite(),
  });
  const till = new Till({ kv, clock, metrics, warn: (_, warning) => admins.tell(...wordsOf(warning)) });
  const registrar = new Registrar({
    accounts: config.accounts,
    houses,
    neighbour,
    post,
    agent,
    clock,
    log,
    changed: () => void tellState(context, houses, wanted),
  });
  const { nick } = config;
  const say = (saying: RoomSaying) => intake.say(saying);
  const smsSent = (row: SmsSent) => audit.record(row);
  const texts = new DirectTexts({
    ...ways,
    till,
    rates: new TextRates(new Rates(kv, clock), book),
    held: new HeldTexts({ kv, later, clock, book, text }),
    audit: smsSent,
    onCall,
    presence,
    say,
    messages: new KvMessageStore(kv),
    events,
    kv,
  });
  const bridgeJid = ({ name }: Bridge) => `${bridgeAddress(name)}@${config.domain}/${name}`;
  const newId = () => `e${letters(30, [randomUUID()])}`;
  const rooms = new AgentRooms({
    ...ways,
    kv,
    again: say,
    report: async (report) => {
      if (!(await texts.report(report))) await intake.report(report);
    },
    jidOf: (place) => jidOf(place, neighbour),
    lane,
    agent: inRooms,
    nick,
    newId,
    random: Math.random,
  });
  const bridgeHouses = new BridgeHouses({
    accounts: config.accounts,
    kv,
    neighbour,
    post,
    jidOf: bridgeJid,
    nick,
    clock,
    log,
  });
  const trouble = new Trouble(clock, log);
  const webhooks = new Webhooks({
    book,
    events,
    kv,
    media,
    isMine: ({ name }) => laneOf(`webhook:${name}`) === lane,
    mayWrite: () => context.mayWrite(),
    tellAdmins: (cause, ref) => admins.tell(cause, ref),
    trouble: (error) => trouble.tell('events could not be sent to a web server of a bot', error),
    random: Math.random,
    clock,
    metrics,
  });
  context.state('up');
  return new AlertsHold({
    context,
    live,
    engine,
    intake,
    submissions: new Submissions({ book, intake, onCall, now, rates, strangers, domain: config.domain }),
    conversation: new Conversation({
      ...ways,
      codes: engine.codes,
      forms,
      store,
      intake,
      rates,
      strangers,
      replies: new Replies({ kv, clock, book, till, post, audit: smsSent }),
      kv,
      nick,
      occupant: (jid) => rooms.occupant(jid),
      onCall,
    }),
    texts,
    sentTexts: new SentTexts({ book, intake, now }),
    rooms,
    inRooms,
    nodes: new Nodes({
      book,
      post,
      intake,
      rates,
      over: (source) => admins.tell(...overRate(source)),
      kv,
      agent,
      clock,
      log,
    }),
    registrar,
    presences,
    upstreams,
    bridgeHouses,
    bridges: new Bridges(
      {
        post,
        tellAdmins: (id, ref) => admins.tell(id, ref),
        text: (ref) => text(ref),
        count: (name, labels, by) => metrics.count(name, labels, by),
        newId,
        random: Math.random,
        onCall,
        registered: (bridge, network) => bridgeHouses.ready(bridge, network),
        kv,
        clock,
        log,
        domains: domainsOf(neighbour),
      },
      { jidOf: bridgeJid, nick },
    ),
    isMine: ({ name }: Bridge) => laneOf(bridgeAddress(name)) === lane,
    first: lane === FIRST_LANE,
    watch: (listener) => rules.onChange(listener),
    heartbeats,
    failures,
    partWatch,
    refused: (listener) => {
      const tell = ({ findings: [first = ''] }: Refused) => listener(first);
      if (rules.refused !== undefined) tell(rules.refused);
      return rules.onRefused(tell);
    },
    admins,
    delayed: new Delayed({ later, clock, book }),
    webhooks,
  });
}

async function both(one: Promise<void>, other: Promise<void>): Promise<void> {
  await Promise.all([one, other]);
}

async function tellState(
  context: Pick<HoldContext, 'state' | 'log'>,
  houses: Houses,
  wanted: readonly (typeof NETWORKS)[number][],
): Promise<void> {
  try {
    const found = await Promise.all(wanted.map(async (network) => ({ network, ...(await houses.state(network)) })));
    const missing = found.filter((one) => one.state !== 'registered').map(({ network }) => network);
    if (missing.length === 0) context.state('up');
    else context.state('up', `not registered at ${missing.join(', ')}`);
  } catch (error) {
    context.log.warn({ error: String(error) }, 'the state of registrations is not known');
  }
}
