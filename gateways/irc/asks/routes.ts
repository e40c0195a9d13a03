import { NS } from '../../../src/xmpp/namespaces.js';
import type { ContactKind } from '../addresses.js';
import { admin } from './admin.js';
import type { Handler } from './asking.js';
import { occupantCard, personCard, roomCard } from './cards.js';
import { channels } from './channels.js';
import { last } from './last.js';
import { moderation } from './moderation.js';
import { owner } from './owner.js';
import { ping } from './ping.js';
import { time, version } from './programs.js';
import { info, items, occupantInfo, occupantItems } from './room-info.js';

/** What can be asked, as `<get|set> <namespace of the payload>`. */
type Routes = Readonly<Record<string, Handler>>;

const ROOM: Routes = {
  [`get ${NS.discoInfo}`]: info,
  [`get ${NS.discoItems}`]: items,
  [`get ${NS.mucAdmin}`]: admin,
  [`set ${NS.mucAdmin}`]: admin,
  [`get ${NS.mucOwner}`]: owner,
  [`set ${NS.mucOwner}`]: owner,
  [`set ${NS.moderate}`]: moderation,
  [`set ${NS.fasten}`]: moderation,
  [`get ${NS.vcardTemp}`]: roomCard,
};

const PEOPLE: Routes = {
  [`get ${NS.ping}`]: ping,
  [`get ${NS.version}`]: version,
  [`get ${NS.time}`]: time,
  [`get ${NS.last}`]: last,
};

const OCCUPANT: Routes = {
  ...PEOPLE,
  [`get ${NS.vcardTemp}`]: occupantCard,
  [`get ${NS.discoInfo}`]: occupantInfo,
  [`get ${NS.discoItems}`]: occupantItems,
};

const PERSON: Routes = { ...PEOPLE, [`get ${NS.vcardTemp}`]: personCard };

/** What a network is, and its commands, the core says. */
const NETWORK: Routes = { [`get ${NS.discoItems}`]: channels };

const NONE: Routes = {};

/** What an address is that is asked; `resource`: of its JID. */
interface Asked {
  readonly kind: ContactKind;
  readonly resource: string;
  readonly method: 'get' | 'set';
  readonly namespace: string;
  /** Of the payload; empty where it has none. */
  readonly node: string;
}

/** What answers a request; undefined where that is not for the gateway. */
export function routeFor({ kind, resource, method, namespace, node }: Asked): Handler | undefined {
  const request = `${method} ${namespace}`;
  const routes = routesOf(kind, resource !== '');
  // The nodes of a network are those of the core: its commands.
  if (routes === NETWORK && node !== '') return undefined;
  return Object.hasOwn(routes, request) ? routes[request] : undefined;
}

function routesOf(kind: ContactKind, hasResource: boolean): Routes {
  switch (kind) {
    case 'room':
      return hasResource ? OCCUPANT : ROOM;
    case 'vehicle':
      return hasResource ? PERSON : NONE;
    case 'person':
      return PERSON;
    case 'network':
      return hasResource ? NONE : NETWORK;
  }
}
