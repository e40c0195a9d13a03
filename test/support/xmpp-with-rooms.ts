import { randomBytes } from 'node:crypto';
import { startEjabberd } from '../../sandbox/ejabberd.js';
import { startProsody } from '../../sandbox/prosody.js';
import type { SharedXmpp, Software } from './shared.js';

/** Rooms (XEP-0045), and nodes that everybody may make (XEP-0060; at ejabberd alone). */
export const ROOMS = 'rooms.example.org';
export const NODES = 'pubsub.example.org';
const DOMAIN = 'example.org';
const SECRET = 's3cret';
const NAMES = ['c1', 'c2', 'c3', 'c4', 'c5', 'c6', 'c7', 'c8'].map((name) => `${name}.${DOMAIN}`);

/** An XMPP server with rooms that a test may kill. */
export interface RoomServer extends SharedXmpp {
  /** As a crash does. */
  kill(): Promise<void>;
  /** Starts it again, with the same ports and data. */
  start(): Promise<void>;
}

/** An XMPP server of a test's own that has rooms; seen as a shared one. */
export async function xmppWithRooms(software: Software): Promise<RoomServer> {
  const server = software === 'prosody' ? await prosody() : await ejabberd();
  const { host, domain, c2sPort, componentPort } = server;
  const free = [...NAMES];
  return {
    software,
    host,
    domain,
    c2sPort,
    componentPort,
    takeDomain: () => {
      const name = free.shift();
      if (name === undefined) throw new Error('all component domains are taken');
      return { domain: name, secret: SECRET, host, port: componentPort, release: () => void free.push(name) };
    },
    newUser: async (name = 'user') => await server.addUser(`${name}-${randomBytes(4).toString('hex')}`),
    close: async () => await server.stop(),
    kill: async () => void (await server.kill()),
    start: async () => await server.start(),
  };
}

const components = Object.fromEntries(NAMES.map((name) => [name, SECRET]));

async function prosody() {
  return await startProsody({
    domain: DOMAIN,
    components,
    extraGlobal: `Component "${ROOMS}" "muc"
  modules_enabled = { "muc_mam" }
  muc_log_by_default = true
  muc_room_default_change_subject = true
  muc_room_locking = false
  muc_room_default_persistent = true`,
  });
}

async function ejabberd() {
  return await startEjabberd({
    domain: DOMAIN,
    components,
    modules: {
      mod_muc: {
        hosts: [ROOMS],
        access: 'all',
        access_create: 'all',
        access_persistent: 'all',
        default_room_options: { persistent: true, allow_change_subj: true, mam: true },
      },
      mod_pubsub: { hosts: [NODES], access_createnode: 'all', plugins: ['flat', 'pep'] },
    },
  });
}
