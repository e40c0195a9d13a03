import { discoInfoQuery, discoItemsQuery } from '../../xmpp/disco.js';
import { iqResult } from '../../xmpp/iq.js';
import { NS } from '../../xmpp/namespaces.js';
import type { CommandTree } from '../commands/tree.js';
import type { EntityKind } from '../discovery.js';
import type { Site } from '../site.js';
import { type Answer, type Handlers, type Request, refused } from './request.js';

const INFO = `get ${NS.discoInfo}`;
const ITEMS = `get ${NS.discoItems}`;

/** Service discovery of the command list and its nodes (XEP-0050 2); what is none of them goes on to `others`. */
export function commandNodeHandlers(site: Site, tree: CommandTree, others: Handlers): Handlers {
  return {
    [INFO]: async (request) => (await info(site, tree, request)) ?? others[INFO]?.(request),
    [ITEMS]: async (request) => (await items(tree, request)) ?? others[ITEMS]?.(request),
  };
}

/** Commands can be given at the gateway, and at the address of each of its networks, as users of other gateways know it. */
export function hasCommands(kind: EntityKind): boolean {
  return kind === 'gateway' || kind === 'network';
}

async function info(site: Site, tree: CommandTree, request: Request): Promise<Answer> {
  const { node } = request.payload.attrs;
  if (!hasCommands(request.kind) || node === undefined) return undefined;
  const { words } = site;
  if (node === NS.commands) {
    const name = words.text({ key: 'command.list' }, request.lang);
    const list = { category: 'automation', type: 'command-list', name };
    return [iqResult(request.iq, discoInfoQuery({ identities: [list], features: [NS.commands] }, node))];
  }
  const command = tree.find(node);
  if (command === undefined) return undefined;
  const denied = await tree.denial(command, request.from);
  if (denied !== undefined) return refused(site, request, denied);
  const name = tree.call(request.from, request.lang, new Map()).say(command.name);
  const identity = { category: 'automation', type: 'command-node', name };
  return [iqResult(request.iq, discoInfoQuery({ identities: [identity], features: [NS.commands, NS.data] }, node))];
}

async function items(tree: CommandTree, request: Request): Promise<Answer> {
  const { node } = request.payload.attrs;
  if (!hasCommands(request.kind) || node === undefined) return undefined;
  if (node !== NS.commands) {
    // A command has no items of its own.
    return tree.find(node) === undefined ? undefined : [iqResult(request.iq, discoItemsQuery([], node))];
  }
  const call = tree.call(request.from, request.lang, new Map());
  const commands = await tree.listFor(request.from);
  const jid = request.to.bare;
  const list = commands.map(({ node: own, name }) => ({ jid, node: own, name: call.say(name) }));
  return [iqResult(request.iq, discoItemsQuery(list, node))];
}
