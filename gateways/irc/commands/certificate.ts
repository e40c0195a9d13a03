import type { FormField, GatewayCall, GatewayCommand, GatewayDone } from '../../gateway.js';
import { type CommandParts, field, first, moment, NETWORK, networkField } from './parts.js';

const ACTION = 'action';
const ACTIONS = [
  ['show', 'irc.command.certificate.show'],
  ['make', 'irc.command.certificate.make'],
  ['remove', 'irc.command.certificate.remove'],
] as const;

/** The certificate by which a user logs in at a network without a password (SASL EXTERNAL, CertFP). */
export function certificateCommand(parts: CommandParts): GatewayCommand {
  return {
    word: 'certificate',
    name: { key: 'irc.command.certificate' },
    about: { key: 'irc.command.certificate.about' },
    audience: 'registered',
    steps: [
      {
        form: async (call) => ({
          title: call.say({ key: 'irc.command.certificate' }),
          instructions: call.say({ key: 'irc.command.certificate.instructions' }),
          fields: [networkField(parts, call, true), actionField(call)],
        }),
        check: async (_call, values) => {
          if (!values.has(NETWORK)) return undefined;
          const found = parts.networks.find(first(values, NETWORK).toLowerCase());
          // A name of the user's own is known where the connections are.
          if (found.ok || found.refusal === 'unknown') return undefined;
          return { ...found.problem, type: 'modify', condition: 'not-acceptable' };
        },
      },
    ],
    run: (call) => certificate(parts, call),
  };
}

function actionField(call: GatewayCall): FormField {
  return field(call, ACTION, {
    kind: 'list-single',
    required: true,
    values: [ACTIONS[0][0]],
    options: ACTIONS.map(([value, key]) => ({ value, label: call.say({ key }) })),
  });
}

async function certificate({ orders }: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const network = first(call.values, NETWORK).toLowerCase();
  const [action] = ACTIONS.find(([one]) => one === first(call.values, ACTION)) ?? ACTIONS[0];
  const answer = await orders(call.desk).user(call.jid, { do: 'certificate', network, action });
  if ('problem' in answer) return answer;
  const { sha256, sha512, until } = answer;
  if (sha256 === undefined) return { said: call.say({ key: 'irc.command.certificate.none', params: { network } }) };
  return {
    said: call.say({ key: 'irc.command.certificate.use', params: { network, fingerprint: sha512 ?? sha256 } }),
    fields: [
      fingerprint('SHA-256', sha256),
      ...(sha512 === undefined ? [] : [fingerprint('SHA-512', sha512)]),
      ...(until === undefined ? [] : [field(call, 'until', { values: [moment(until)] })]),
    ],
  };
}

/** The name of the algorithm is the same in every language. */
function fingerprint(algorithm: string, hex: string): FormField {
  return { name: algorithm.toLowerCase(), kind: 'text-single', label: algorithm, values: [hex] };
}
