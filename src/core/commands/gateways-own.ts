import type { Desk, GatewayCall, GatewayCommand, GatewayStep } from '../../../gateways/gateway.js';
import { ENVELOPE_VERSION, newEnvelopeId } from '../../lanes/envelope.js';
import { keptBy } from '../../store/secrets.js';
import { parseJid } from '../../xmpp/jid.js';
import { contactJid } from '../addresses.js';
import { problem } from '../errors.js';
import { keyFor, metricsOf } from '../intake.js';
import { giveOrder } from '../rooms/orders.js';
import type { Site } from '../site.js';
import { tellOwner } from '../tell-owner.js';
import { checkFields } from './check-fields.js';
import type { Call, Command, Done, Step, Values } from './command.js';
import { sendWritten } from './written.js';

/** The commands that a gateway has of its own, as the tree has commands. */
export function gatewaysOwnCommands(site: Site): readonly Command[] {
  const desk = deskOf(site);
  return (site.gateway.commands ?? []).map((command) => adapted(command, site, desk));
}

function adapted(command: GatewayCommand, site: Site, desk: Desk): Command {
  const { word, under, name, about, audience, steps } = command;
  return {
    node: `${site.gateway.name}/${word}`,
    word,
    ...(under === undefined ? {} : { under }),
    name,
    about,
    // Who need not register may use what the registered may.
    audience: audience === 'registered' && site.gateway.guest !== undefined ? 'anyone' : audience,
    ...(command.useless === undefined ? {} : { useless: (accounts) => command.useless?.(accounts) }),
    ...(command.spoken === undefined ? {} : { spoken: (text) => command.spoken?.(text) }),
    steps: steps.map((step) => adaptedStep(step, desk)),
    run: async (call): Promise<Done> => {
      const done = await command.run(await callOf(call, desk));
      if ('problem' in done) return done;
      const { said, fields, table } = done;
      return {
        ...(said === undefined ? {} : { notes: [{ type: 'info', text: said }] }),
        ...(fields === undefined ? {} : { fields }),
        ...(table === undefined ? {} : { table, title: call.say(name) }),
      };
    },
  };
}

function adaptedStep(step: GatewayStep, desk: Desk): Step {
  return {
    form: async (call) => step.form(await callOf(call, desk)),
    check: async (call, values: Values, fields) =>
      checkFields(fields, values) ?? (await step.check?.(await callOf(call, desk), values)),
  };
}

async function callOf({ jid, values, say, site }: Call, desk: Desk): Promise<GatewayCall> {
  return { jid: jid.bare, account: await desk.accountOf(jid.bare), values, desk, isAdmin: site.isAdmin(jid.bare), say };
}

function deskOf(site: Site): Desk {
  const { gateway, stores, clock, lanes, log } = site;
  return {
    get kv() {
      return stores.kv(gateway.name);
    },
    clock,
    log,
    metrics: metricsOf(site),
    derivedKey: (purpose) => keyFor(site, purpose),
    accountOf: async (jid) => {
      const bare = parseJid(jid)?.bare;
      if (bare === undefined) return undefined;
      return (await stores.accounts.of(gateway.name, bare))?.default ?? gateway.guest?.(bare);
    },
    accountsOf: async (jid) => {
      const bare = parseJid(jid)?.bare;
      const user = bare === undefined ? undefined : await stores.accounts.of(gateway.name, bare);
      return user === undefined ? [] : [user.default, ...user.all.filter(({ id }) => id !== user.default.id)];
    },
    account: (id) => stores.accounts.get(gateway.name, id),
    refusal: (contact) => {
      const found = gateway.lanesFor(contact, `>${contact}`, undefined);
      return 'condition' in found ? found : undefined;
    },
    notice: async (event, lasts) => {
      const { contact } = event;
      const conversation = `>${contact}`;
      const found = gateway.lanesFor(contact, conversation, undefined);
      const [lane] = 'condition' in found ? [] : found;
      if (lane === undefined) throw new Error('no lane can carry a notice to this contact');
      const at = clock.now();
      await lanes.add(lane, {
        v: ENVELOPE_VERSION,
        id: newEnvelopeId(),
        gateway: gateway.name,
        account: '',
        rev: 0,
        conversation,
        kind: 'message',
        event,
        at,
        expires: at + lasts,
      });
    },
    send: (account, message) => sendWritten(site, account, message),
    order: (lane, order) => giveOrder(site, lane, order),
    seal: (key, text) => stores.secrets.seal(keptBy(gateway.name, key), text),
    tell: (account, text) => tellOwner(site, account, text),
    contact: (typed, account) =>
      typed.trim() === ''
        ? { ok: false, problem: problem('prompt-empty') }
        : gateway.addresses.prompt(typed.trim(), account),
    jidOf: (contact) => contactJid(gateway, contact),
  };
}
