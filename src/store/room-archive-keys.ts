import { keyName } from './keys.js';

/** The keys of an archive of rooms; all of one family, so that one script may touch several. */
export interface RoomKeys {
  /** The mark of each reader. */
  readonly readers: string;
  /** The number that was given to a reader last. */
  readonly number: string;
  stream(room: string): string;
  slack(room: string): string;
  /** What took the place of entries' own stanzas. */
  texts(room: string): string;
  /** Stream, slack and texts. */
  allOf(room: string): readonly string[];
}

/** The keys of a gateway's archives. */
export function roomKeys(prefix: string, gateway: string): RoomKeys {
  const key = (rest: string): string => keyName(prefix, `archive.${gateway}`, rest);
  const stream = (room: string): string => key(`stream:${room}`);
  const slack = (room: string): string => key(`slack:${room}`);
  const texts = (room: string): string => key(`texts:${room}`);
  return {
    readers: key('readers'),
    number: key('number'),
    stream,
    slack,
    texts,
    allOf: (room) => [stream(room), slack(room), texts(room)],
  };
}
