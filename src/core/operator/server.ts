import type { Operation } from '../../operation.js';
import { type Element, el } from '../../xmpp/element.js';
import { slotRequest } from '../../xmpp/http-upload.js';
import { NS } from '../../xmpp/namespaces.js';
import { serialise } from '../../xmpp/serialise.js';
import type { Inside } from './inside.js';

/** What may be asked: nothing that changes anything, or that is somebody's. */
const QUESTIONS = {
  version: () => el('query', { xmlns: NS.version }),
  time: () => el('time', { xmlns: NS.time }),
  info: () => el('query', { xmlns: NS.discoInfo }),
  items: () => el('query', { xmlns: NS.discoItems }),
  slot: () => slotRequest({ name: 'isthmus-doctor.txt', size: 1, type: 'text/plain' }),
} as const satisfies Readonly<Record<string, () => Element>>;

/** For one answer, ms. */
const PATIENCE_MS = 4000;

/** The XMPP server, asked over a stream that is up: a second one could throw it out. */
export function serverOperations(inside: () => Inside): readonly Operation[] {
  return [
    {
      noun: 'server',
      verb: 'ask',
      about: 'ask the XMPP server, or a service of it, what it is and what it offers',
      arguments: [
        {
          name: 'question',
          about: 'its version (XEP-0092), its time, what it is and has (service discovery), or a place for a file',
          kind: 'choice',
          choices: Object.keys(QUESTIONS),
          required: true,
          positional: true,
        },
        { name: 'to', about: 'whom, by address; default: the server itself', kind: 'text' },
        { name: 'as-user', about: 'as an address of the gateway, and not as its domain', kind: 'flag' },
      ],
      run: async ({ values, say }) => {
        const { sites, domain } = inside();
        const name = values.get('question')?.[0] ?? '';
        const question = Object.entries(QUESTIONS).find(([one]) => one === name)?.[1];
        if (question === undefined)
          return { problem: say('Ask for one of: {names}.', { names: Object.keys(QUESTIONS).join(', ') }) };
        const site = sites.find(({ requests }) => requests.ask !== undefined);
        const ask = site?.requests.ask;
        if (site === undefined || ask === undefined) {
          return { problem: say('This process holds no stream that is up: ask the one with the role xmpp.') };
        }
        const own = site.gateway.domain;
        const from = values.has('as-user') ? `upload@${own}` : own;
        const to = values.get('to')?.[0] ?? domain;
        const answer = await ask(el('iq', { type: 'get', from, to }, question()), PATIENCE_MS);
        if (!answer.ok) {
          return { problem: say('{to} gave no answer ({failure}).', { to, failure: answer.failure }) };
        }
        return { fields: [{ name: 'answer', label: 'Answer', value: serialise(answer.iq) }] };
      },
    },
  ];
}
