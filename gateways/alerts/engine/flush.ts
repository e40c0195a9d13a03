import { type Alert, SEVERITIES, type Severity } from '../alert.js';
import { isAtLeast } from '../book/explain.js';
import type { Place } from '../book/place.js';
import type { Route } from '../book/route.js';
import { closedBy, nextOpening } from '../book/window.js';
import { begin } from '../escalation/pursue.js';
import { startChain } from '../escalation/run-chain.js';
import { heldUntil } from '../people/quiet-hours.js';
import type { GroupView } from '../render/view.js';
import type { Incident, KeptAlert, Told } from './group-state.js';
import { NEVER } from './group-state.js';
import { isEnd, isTellReason, type News, reasonFor } from './notification-log.js';
import { cameFrom } from './origin.js';
import type { TellReason } from './reasons.js';
import { type Recipient, type RouteRecipient, recipientOf, recipientsOfRoute, untold } from './recipients.js';
import { look, type Shown, viewOf, worstOf } from './show.js';
import { stillFiring } from './tally.js';
import { tellingOf } from './tellings.js';
import { destinationsOf, isQuietTest } from './testing.js';
import type { Turn } from './turn.js';

const DAY = 86_400_000;
/** Alerts that are over are remembered for so long, to know what speaks of a time before. */
const REMEMBERED_MS = 3_600_000;

/** Looks for each destination whether there is something to tell, and why. */
export function flush(turn: Turn): void {
  const { incident } = turn.state;
  if (incident === undefined) return;
  const { now, book } = turn.facts;
  const found = book.route(turn.state.route);
  const route = found?.enabled === true ? found : undefined;
  const shown = look(turn, route);
  const { flushAt: _, ...state } = turn.state;
  turn.replace({ ...state, looked: now });
  if (route !== undefined && isClosed(turn, route, shown, incident)) return;
  if (route === undefined) turn.audit('not-told', { reason: 'no-route' });
  const before = turn.wants.length;
  const views: Views = new Map();
  for (const one of everybody(turn, route)) tell(turn, one, route, shown, { incident, views });
  if (turn.wants.length > before) turn.change({ flushed: now, flushedTo: turn.state.seq });
  if (route !== undefined && shown.firing.length > 0) startChain(turn, route);
  forgetEnds(turn, shown);
  lookAgain(turn, route, shown);
}

/** In a closed time nothing is told: it waits, or is left out. */
function isClosed(turn: Turn, route: Route, { firing }: Shown, { worst }: Incident): boolean {
  const { now } = turn.facts;
  const severity = worstOf(firing) ?? worst;
  if (route.bypass !== undefined && isAtLeast(severity, route.bypass)) return false;
  if (closedBy(route, now) === undefined) return false;
  turn.change({ flushAt: nextOpening(route, now) ?? now + DAY });
  // What flood control held back waits for the same time: it has not been told, and is news then.
  for (const key of Object.keys(turn.state.told)) retryNoMore(turn, key);
  const drops = route.muted === 'drop';
  for (const [key, kept] of Object.entries(turn.state.alerts)) {
    const isNews = kept.ended === undefined && kept.hidden === undefined && kept.fired > (turn.state.flushedTo ?? 0);
    if (!isNews || kept.held === true) continue;
    turn.keep(key, drops ? { ...kept, hidden: 'muted-dropped', fired: NEVER } : { ...kept, held: true });
    turn.audit('not-told', { object: kept.alert.fingerprint, reason: drops ? 'muted-dropped' : 'muted-held' });
  }
  return true;
}

type Addressee = Recipient & Partial<Pick<RouteRecipient, 'destination'>>;

/** Those whom the route tells now, and those who were told before and want to know how it goes on. */
function everybody(turn: Turn, route: Route | undefined): readonly Addressee[] {
  const opened =
    route === undefined
      ? { found: [], nobody: [] }
      : recipientsOfRoute({ destinations: destinationsOf(route, turn.state.test) }, turn.facts);
  for (const name of opened.nobody) turn.audit('not-told', { object: name, reason: 'nobody' });
  const keys = new Set(opened.found.map(({ key }) => key));
  const others = Object.keys(turn.state.told).filter((key) => !keys.has(key));
  return [...opened.found, ...others.flatMap((key) => known(turn, key) ?? [])];
}

/** Who is in the book no more cannot be tried again. */
function known(turn: Turn, key: string): Recipient | undefined {
  const found = recipientOf(key, turn.state, turn.facts);
  if (found === undefined) retryNoMore(turn, key);
  return found;
}

function retryNoMore(turn: Turn, key: string): void {
  const before = turn.state.told[key];
  if (before?.retryAt === undefined) return;
  const { retryAt: _, ...told } = before;
  turn.remember(key, told);
}

/** What was made for one destination is the same for the next one, as most hear the same. */
type Views = Map<string, GroupView>;

interface Common {
  readonly incident: Incident;
  readonly views: Views;
}

function tell(turn: Turn, one: Addressee, route: Route | undefined, shown: Shown, common: Common): void {
  const { now } = turn.facts;
  const { retryAt, ...told } = turn.state.told[one.key] ?? untold(one, one.destination);
  if (retryAt !== undefined && retryAt > now) return;
  if (retryAt !== undefined) turn.remember(one.key, told);
  const { firing, ended, unfit } = newsFor(one, shown);
  const { rest, seq } = turn.state;
  // Somebody who is not among the route's destinations any more only hears of the end of what was told, and of what was held up.
  const current = one.destination !== undefined || retryAt !== undefined;
  const news: News = {
    firing: current ? firing : firing.filter(({ fired }) => fired <= told.upTo),
    ended,
    hides: shown.hides,
    rest: rest === undefined ? 0 : stillFiring(rest),
    restSeq: current ? (rest?.seq ?? 0) : 0,
    taken: common.incident.taken !== undefined,
    repeat: one.destination === undefined ? 0 : (route?.repeat ?? 0),
    now,
  };
  const reason = reasonFor(told, news);
  if (!isTellReason(reason)) {
    if (reason === 'end-not-wanted') turn.remember(one.key, { ...told, upTo: seq, firing: false, why: reason });
    else turn.notTold(one.key, reason === 'no-news' && unfit !== undefined ? unfit : reason);
    return;
  }
  want(turn, one, { ...common, told, reason, news });
}

/** What of a group is for this destination: bad enough, and not from there. */
function newsFor(
  { destination, place }: Addressee,
  shown: Shown,
): Pick<Shown, 'firing' | 'ended'> & { readonly unfit?: 'too-mild' | 'origin' } {
  const strong = ({ severity }: Alert) => destination === undefined || isAtLeast(severity, destination.least);
  const foreign = (alert: Alert) => place === undefined || !cameFrom(alert, place);
  const fits = ({ alert }: KeptAlert) => strong(alert) && foreign(alert);
  const [firing, ended] = [shown.firing.filter(fits), shown.ended.filter(fits)];
  if (firing.length > 0 || shown.firing.length === 0) return { firing, ended };
  return { firing, ended, unfit: shown.firing.some(({ alert }) => strong(alert)) ? 'origin' : 'too-mild' };
}

interface Case extends Common {
  readonly told: Told;
  readonly reason: TellReason;
  readonly news: News;
}

function want(turn: Turn, one: Addressee, { told, reason, news, incident, views }: Case): void {
  const { now } = turn.facts;
  const ends = isEnd(reason);
  const severity = ends ? incident.worst : (worstOf(news.firing) ?? incident.worst);
  const fresh = news.ended.filter(({ ended = 0, fired }) => ended > told.upTo && (fired <= told.upTo || !told.firing));
  const of = reason === 'all-resolved' ? endedIn(incident, news.ended) : [...news.firing, ...fresh];
  const view = viewOnce(turn, views, of, incident);
  if (turn.state.test !== undefined && one.person !== undefined && isLeftAlone(turn, one.person, severity)) {
    // It would come among what is real, when it is long over.
    turn.notTold(one.key, 'left-alone');
    return;
  }
  const until = turn.state.test === undefined ? collectedUntil(one, severity, now) : undefined;
  const places = until === undefined ? placesOf(turn, one, told, ends, severity) : [];
  const after: Told = {
    ...told,
    upTo: turn.state.seq,
    at: now,
    firing: news.firing.length + news.rest > 0,
  };
  if (until === undefined && places.length === 0) {
    if (ends) turn.remember(one.key, { ...after, why: 'end-not-wanted' });
    else turn.notTold(one.key, 'nobody');
    return;
  }
  const template = told.template === undefined ? {} : { template: told.template };
  const person = one.person === undefined ? {} : { person: one.person.name };
  const expires = expiryOfAll(ends ? [] : news.firing);
  const parts = { reason, view, severity, updates: told.updates, ...person, ...template, ...expires };
  turn.want({
    destination: one.key,
    reason,
    news: of,
    told: after,
    tellings: places.map((place) => tellingOf(turn.state, incident, place, parts)),
    ...(until !== undefined && { collect: { until, view, ...template } }),
  });
}

/** Whether a person has quiet hours that a test keeps. */
function isLeftAlone({ state, facts }: Turn, person: NonNullable<Addressee['person']>, severity: Severity): boolean {
  return heldUntil(person, isQuietTest(state) ? SEVERITIES[0] : severity, facts.now) !== undefined;
}

function viewOnce({ state }: Turn, views: Views, alerts: readonly KeptAlert[], { taken }: Incident): GroupView {
  const key = alerts.map(({ fired, ended = '' }) => `${fired}:${ended}`).join();
  const known = views.get(key);
  if (known !== undefined) return known;
  // What ended by itself was not ended by who has taken it.
  const byThem =
    taken !== undefined && alerts.some(({ ended, closedUntil }) => ended === undefined || closedUntil !== undefined);
  const view = viewOf(state, alerts, byThem ? { by: taken.by } : {});
  views.set(key, view);
  return view;
}

function endedIn({ opened }: Incident, ended: readonly KeptAlert[]): readonly KeptAlert[] {
  return ended.filter(({ endedAt = 0 }) => endedAt >= opened);
}

/** When all of them are too old to be told. */
function expiryOfAll(alerts: readonly KeptAlert[]): { readonly expires?: number } {
  const times = alerts.map(({ alert }) => alert.expiresAt ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...times);
  return Number.isFinite(last) ? { expires: last } : {};
}

/** Until when it waits to be told with others: in a digest, or because somebody is left alone. */
function collectedUntil({ destination, person }: Addressee, severity: Severity, now: number): number | undefined {
  const quiet = person === undefined ? undefined : heldUntil(person, severity, now);
  const worst = SEVERITIES[SEVERITIES.length - 1];
  const asked = Math.max(destination?.digest ?? 0, person?.digest ?? 0);
  // A step of the escalation, and what goes to nobody's destination any more, is not put off.
  const digest = destination === undefined || severity === worst ? 0 : asked;
  if (digest === 0) return quiet;
  return Math.max(now + digest, quiet ?? 0);
}

function placesOf(turn: Turn, one: Addressee, told: Told, ends: boolean, severity: Severity): readonly Place[] {
  const { person, place } = one;
  const wanted = ({ medium }: Place) => !ends || told.resolved.includes(medium);
  if (place !== undefined) return wanted(place) ? [place] : [];
  if (person === undefined) return [];
  if (!ends) return begin(turn, person, severity, { until: 'delivered', by: [], ofChain: false });
  return person.places.filter((own) => {
    const sent = turn.state.sent[own.uri];
    return sent !== undefined && sent.fate !== 'failed' && wanted(own);
  });
}

/** What is over, was told, and is long ago. What nobody can be told the end of, because it only got too old, is over too. */
function forgetEnds(turn: Turn, shown: Shown): void {
  const { now } = turn.facts;
  const { flushedTo = 0, alerts, told, rest } = turn.state;
  const old = ({ ended, endedAt = now, closedUntil = 0 }: KeptAlert) =>
    ended !== undefined && ended <= flushedTo && endedAt < now - REMEMBERED_MS && closedUntil <= now;
  const entries = Object.entries(alerts);
  const kept = entries.filter(([, one]) => !old(one));
  if (kept.length < entries.length) turn.change({ alerts: Object.fromEntries(kept) });
  if (shown.firing.length > 0 || shown.hides || (rest !== undefined && stillFiring(rest) > 0)) return;
  for (const [key, one] of Object.entries(told)) {
    if (!one.firing || turn.wants.some(({ destination }) => destination === key)) continue;
    turn.remember(key, { ...one, firing: false, why: 'expired' });
  }
}

/** What is hidden now may be shown later, without any news that tells so. */
function lookAgain(turn: Turn, route: Route | undefined, { hides, hiddenUntil }: Shown): void {
  if (!hides) return;
  const { now } = turn.facts;
  const later = now + Math.max(SOONEST_LOOK, Math.min(route?.groupInterval ?? LATEST_LOOK, LATEST_LOOK));
  turn.change({ flushAt: Math.max(Math.min(hiddenUntil ?? later, later), now + 1000) });
}

const SOONEST_LOOK = 5000;
const LATEST_LOOK = 60_000;
