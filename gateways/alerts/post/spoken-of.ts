import type { KeyValue } from '../../gateway.js';
import type { Codes } from '../engine/codes.js';
import type { GroupState } from '../engine/group-state.js';
import type { GroupStore } from '../engine/group-store.js';
import { type GroupId, groupOfMessage } from '../engine/ids.js';
import { isOfIncident } from './related.js';
import { RoomIds } from './room-ids.js';
import type { Sender } from './sender.js';

/** Where incidents and their messages are known. */
interface SpokenOfParts {
  readonly codes: Pick<Codes, 'openAt' | 'groupOf'>;
  readonly store: Pick<GroupStore, 'load'>;
  readonly kv: KeyValue;
}

/** Finds the open incident that somebody speaks of: by its code, by messages of ours, or by what is open where it was said. */
export class SpokenOf {
  readonly #codes: SpokenOfParts['codes'];
  readonly #store: SpokenOfParts['store'];
  readonly #ids: RoomIds;

  constructor({ codes, store, kv }: SpokenOfParts) {
    this.#codes = codes;
    this.#store = store;
    this.#ids = new RoomIds(kv);
  }

  /** The group whose open incident has the code; undefined: none has, or not any more. */
  async byCode(code: string): Promise<GroupState | undefined> {
    const found = await this.#codes.groupOf(code);
    const state = found === undefined ? undefined : (await this.#store.load(found.group))?.state;
    return state?.incident?.number === found?.incident ? state : undefined;
  }

  /** The group with the open incident that messages or threads of these ids are of. */
  async byIds(ids: readonly string[], { place, jid }: Sender): Promise<GroupState | undefined> {
    // Rooms give other ids to our messages.
    const inRoom = place.kind === 'room' || place.kind === 'channel';
    const about = inRoom ? await this.#ids.own(jid, ids) : ids;
    const groups = new Set(about.map(groupOfMessage).filter((group): group is GroupId => group !== undefined));
    for (const group of groups) {
      const state = (await this.#store.load(group))?.state;
      if (state !== undefined && isOfIncident(state, about)) return state;
    }
    return undefined;
  }

  /**
   * Codes that are open where somebody writes. Who is known for certain may answer on one network what came by another; what comes from a
   * room is about what was told there.
   */
  async openFor({ place, person, nick, doubtful }: Sender): Promise<readonly string[]> {
    const all = nick === undefined && doubtful !== true ? (person?.places ?? []) : [];
    const places = new Set([place.uri, ...all.map(({ uri }) => uri)]);
    const found = await Promise.all([...places].map((uri) => this.#codes.openAt(uri)));
    return [...new Set(found.flat().map(({ code }) => code))];
  }

  /** Whether the incident of a code was told by one of these messages about many. */
  async wasToldBy(code: string, about: readonly string[]): Promise<boolean> {
    const found = await this.#codes.groupOf(code);
    const state = found === undefined ? undefined : (await this.#store.load(found.group))?.state;
    return Object.values(state?.sent ?? {}).some(({ first }) => about.includes(first));
  }
}
