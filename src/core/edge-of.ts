import type { Element } from '../xmpp/element.js';
import { AgentDesk } from './agents.js';
import { Dialogue } from './chat/dialogue.js';
import { banCommands } from './commands/bans.js';
import { blacklistCommands } from './commands/blacklist.js';
import { endingCommands } from './commands/ending.js';
import { noticeCommands } from './commands/notices.js';
import { operationCommands } from './commands/operations.js';
import { CommandTree } from './commands/tree.js';
import { Edge, type EdgeParts } from './edge.js';
import { Ingress } from './ingress.js';
import { IqDesk } from './iq/desk.js';
import type { Online } from './online.js';
import { PresenceDesk } from './presence.js';
import type { Privileges } from './privileges.js';
import { Recall } from './recall.js';
import { Replies } from './replies.js';
import { RoomDesk } from './rooms/room-desk.js';
import type { Site } from './site.js';

interface EdgeWays {
  /** Writes an answer at once; false where that cannot be. */
  readonly send: (stanza: Element) => boolean;
  /** Stops and restarts the reading of what brings the stanzas. */
  readonly reading: (go: boolean) => void;
  readonly stream: EdgeParts['stream'];
  readonly online: Online;
  readonly privileges: Privileges;
}

/** Puts together what takes the stanzas of one stream, or of what stands in the place of one. */
export function edgeOf(
  site: Site,
  { send, reading, stream, online, privileges }: EdgeWays,
): { readonly edge: Edge; readonly iqs: IqDesk; readonly recall: Recall } {
  // Read only while nobody has too much.
  const full = new Set<string>();
  const readingOf = (who: string) => (go: boolean) => {
    if (go) full.delete(who);
    else full.add(who);
    reading(full.size === 0);
  };
  const ingress = new Ingress(site, new Replies(site, send), readingOf('ingress'));
  const operator = site.operator?.();
  const administration =
    operator === undefined
      ? []
      : [
          ...banCommands(operator),
          ...blacklistCommands(operator),
          ...noticeCommands(operator),
          ...endingCommands(operator),
        ];
  const tree = new CommandTree(site, online, [...administration, ...operationCommands(operator)]);
  const presence = new PresenceDesk(site, { send, online });
  const rooms = new RoomDesk(site, send);
  const iqs = new IqDesk(site, { send, tree, rooms, isServerOf: (from) => privileges.isServerOf(from) });
  const dialogue = new Dialogue(site, tree, send);
  const agents = new AgentDesk(site, send);
  const recall = new Recall(site, { send, online });
  const edge = new Edge(site, {
    ingress,
    iqs,
    presence,
    rooms,
    dialogue,
    privileges,
    agents,
    reading: readingOf('edge'),
    stream,
    recall: (jid) => recall.add(jid),
  });
  return { edge, iqs, recall };
}
