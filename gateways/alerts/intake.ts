import type { PutIntake } from '../gateway.js';
import type { Alert } from './alert.js';
import type { Book } from './book/book.js';
import { groupOf } from './book/group.js';
import type { Route } from './book/route.js';
import type { Source } from './book/source.js';
import { transformed } from './book/transform.js';
import type { HouseNetwork } from './config.js';
import type { Forward } from './engine/effect.js';
import type { AnswerEvent, InclusionEvent, ReportEvent } from './engine/event.js';
import { type GroupId, groupIdOf, groupOfMessage, letters } from './engine/ids.js';
import type { AlertFiles } from './files/alert-files.js';
import { FIRST_LANE, type GroupLanes, isUrgent, laneOf, roomLaneOf } from './lanes.js';
import type { DirectText } from './post/direct-text.js';
import type { RoomSaying } from './post/rooms.js';

/** What the gateway puts into its own lanes. */
export type IntakeData =
  | { readonly type: 'alert'; readonly route: string; readonly alert: Alert }
  | ({ readonly type: 'report' } & Omit<ReportEvent, 'type'>)
  | { readonly type: 'included'; readonly group: GroupId; readonly inclusion: Omit<InclusionEvent, 'type'> }
  | { readonly type: 'answer'; readonly group: GroupId; readonly answer: Omit<AnswerEvent, 'type'> }
  /** A text that belongs to no alert. */
  | { readonly type: 'text'; readonly text: DirectText }
  /** Something for a room, in the lane that is in it. */
  | { readonly type: 'saying'; readonly saying: RoomSaying }
  /** A gateway has said that we are none of its users. */
  | { readonly type: 'register'; readonly network: HouseNetwork };

interface IntakeParts {
  readonly put: PutIntake;
  readonly lanes: GroupLanes;
  readonly book: () => Book;
  /** Tells that no route takes an alert: nobody will hear of it. */
  readonly unrouted: (alert: Alert) => Promise<void>;
  /** Notes that a source was heard; missing: whoever takes its alerts has done it. */
  readonly heard?: (source: Source | undefined) => Promise<void> | undefined;
  /** Does with the files of an alert as a route says; missing: nobody brings any. */
  readonly files?: Pick<AlertFiles, 'of'>;
}

/** Puts what happens into the lanes of the groups that it concerns. */
export class Intake {
  readonly #put: PutIntake;
  readonly #lanes: GroupLanes;
  readonly #book: () => Book;
  readonly #unrouted: IntakeParts['unrouted'];
  readonly #heard: IntakeParts['heard'];
  readonly #files: IntakeParts['files'];

  constructor({ put, lanes, book, unrouted, heard, files }: IntakeParts) {
    this.#put = put;
    this.#lanes = lanes;
    this.#book = book;
    this.#unrouted = unrouted;
    this.#heard = heard;
    this.#files = files;
  }

  /**
   * Puts alerts into the lanes of their groups, from a route downwards where it is named, else where their source begins. Resolves when
   * all are there; rejects where one may not be. The same alert again does no harm.
   */
  async take(alerts: readonly Alert[], route?: string): Promise<void> {
    const book = this.#book();
    await each(alerts, (alert) => this.#take(book, alert, route));
  }

  #take(book: Book, alert: Alert, name: string | undefined): Promise<void> {
    const { origin } = alert;
    // What the gateway says of a silent source is no sign of its life.
    const noted = origin.network === 'heartbeat' ? undefined : this.#heard?.(book.source(origin.source));
    return noted === undefined ? this.#routed(book, alert, name) : noted.then(() => this.#routed(book, alert, name));
  }

  #routed(book: Book, alert: Alert, name: string | undefined): Promise<void> {
    const routes = routesOf(book, alert, name);
    return routes.length === 0 ? this.#unrouted(alert) : each(routes, (route) => this.#alert(book, route, alert));
  }

  /** Puts the alerts of a test, and what ends them, into the lane of its group at a route, whatever that takes. As `take`. */
  async test(alerts: readonly Alert[], route: string): Promise<void> {
    const book = this.#book();
    const found = book.route(route);
    if (found !== undefined) await each(alerts, (alert) => this.#alert(book, found, alert));
  }

  /** Gives an alert on to a route and those below it. */
  async forward({ id, route, alert }: Forward): Promise<void> {
    const book = this.#book();
    await each(routesOf(book, alert, route), (found) => this.#alert(book, found, alert, id));
  }

  /** Puts what became of a message into the lane of its group; one that is none of a group's is left out. */
  async report(report: Omit<ReportEvent, 'type'>): Promise<void> {
    const group = groupOfMessage(report.id);
    if (group === undefined) return;
    await this.#send(
      group,
      { type: 'report', ...report },
      idOf('report', report.id, report.fate, report.by?.jid ?? ''),
    );
  }

  async answer(group: GroupId, answer: Omit<AnswerEvent, 'type'>): Promise<void> {
    await this.#send(group, { type: 'answer', group, answer }, idOf('answer', group, answer.id));
  }

  /** Puts that a place was told of an incident among others into the lane of its group. */
  async include(group: GroupId, inclusion: Omit<InclusionEvent, 'type'>): Promise<void> {
    const { id, place } = inclusion;
    await this.#send(group, { type: 'included', group, inclusion }, idOf('included', group, id, place));
  }

  /** Puts a text into a lane, which sends it to everybody it is for. */
  async text(text: DirectText): Promise<void> {
    const data: IntakeData = { type: 'text', text };
    const { expires } = text;
    await this.#put({
      id: idOf('text', text.id),
      lane: laneOf(text.id),
      conversation: `text ${text.id}`,
      data,
      ...(expires !== undefined && { expires }),
    });
  }

  /** Has something said in a room, by whoever is in it. */
  async say(saying: RoomSaying): Promise<void> {
    const { id, room, tries = 0 } = saying;
    const data: IntakeData = { type: 'saying', saying };
    const put = { id: idOf('saying', id, String(tries)), lane: roomLaneOf(room), conversation: `room ${room}`, data };
    await this.#put(put);
  }

  /** Has the gateway registered anew at another one. `cause` names the message by which that was learned. */
  async register(network: HouseNetwork, cause: string): Promise<void> {
    const data: IntakeData = { type: 'register', network };
    await this.#put({ id: idOf('register', network, cause), lane: FIRST_LANE, conversation: `house ${network}`, data });
  }

  /** In a storm this is done with each alert: it waits for nothing that is known, and makes no promise but that of `put`. */
  #alert(book: Book, route: Route, alert: Alert, forwarded = ''): Promise<void> {
    const changed = transformed(route.transform, alert);
    if (changed.files === undefined || this.#files === undefined) {
      return this.#grouped(book, route, alert, changed, forwarded);
    }
    return this.#files
      .of(changed, route)
      .then((shown) => this.#grouped(book, route, alert, shown ?? changed, forwarded));
  }

  #grouped(book: Book, route: Route, alert: Alert, shown: Alert, forwarded: string): Promise<void> {
    const group = groupIdOf(groupOf(route, shown).key);
    const give = (lane: string) => this.#give(lane, group, route, alert, shown, forwarded);
    const known = this.#lanes.known(group);
    return known === undefined ? this.#lanes.claim(group, isUrgent(route, book)).then(give) : give(known);
  }

  #give(lane: string, group: GroupId, { name }: Route, alert: Alert, shown: Alert, forwarded: string): Promise<void> {
    const { origin, fingerprint, status, startsAt, endsAt } = alert;
    // Without an id of the sender's it is the same when it says the same of the same time.
    const said = origin.id ?? JSON.stringify([startsAt, endsAt, alert.severity, alert.title, alert.text]);
    const id = idOf('alert', forwarded, name, origin.source, fingerprint, status, said);
    const data: IntakeData = { type: 'alert', route: name, alert: shown };
    return this.#put({ id, lane, conversation: group, data });
  }

  async #send(group: GroupId, data: IntakeData, id: string): Promise<void> {
    await this.#put({ id, lane: await this.#lanes.of(group), conversation: group, data });
  }
}

/** The routes that keep an alert. */
function routesOf(book: Book, alert: Alert, name: string | undefined): readonly Route[] {
  const route = name === undefined ? undefined : book.route(name);
  return route === undefined ? book.routesFor(alert) : book.routesBelow(route, alert);
}

/** Does it with all of them; most requests bring one alert, for one route. */
function each<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const [only] = items;
  return only !== undefined && items.length === 1 ? work(only) : all(items, work);
}

/** Side by side. What one of them throws is its rejection. */
async function all<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  await Promise.all(items.map(async (item) => await work(item)));
}

function idOf(...parts: readonly string[]): string {
  return `e${letters(40, parts)}`;
}
