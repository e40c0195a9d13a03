import { NS } from '../../xmpp/namespaces.js';
import type { AllowList } from '../site.js';
import { adminNode } from './admin.js';
import type { Call, Command } from './command.js';

/** The section of the config for both. */
const ACCESS = 'access';

/**
 * Who may use the gateway and who are the admins (XEP-0133 4.12 and 4.29). Both lists belong to the config file: whoever takes over an
 * admin's client can make nobody an admin by it. So they are shown, and whoever changes one is told the line to write.
 */
export const configListCommands: readonly Command[] = [
  configList('edit-whitelist', 'whitelist', 'whitelistjids', {
    title: 'admin.whitelist',
    label: 'admin.whitelist-jids',
    list: ({ site }) => site.allowList?.() ?? { key: `${ACCESS}.allow`, rules: [] },
  }),
  configList('edit-admin', 'admins', 'adminjids', {
    title: 'admin.admins',
    label: 'admin.admin-jids',
    list: ({ site }) => ({ key: `${ACCESS}.admins`, rules: site.admins }),
  }),
];

interface ListParts {
  readonly title: string;
  readonly label: string;
  list(call: Call): AllowList;
}

function configList(node: string, word: string, field: string, { title, label, list }: ListParts): Command {
  return {
    ...adminNode(node),
    word,
    name: { key: title },
    about: { key: title },
    steps: [
      {
        form: async (call) => {
          const { key, rules } = list(call);
          return {
            title: call.say({ key: title }),
            instructions: call.say({ key: 'admin.config-owned', params: { key } }),
            formType: NS.admin,
            fields: [{ name: field, kind: 'jid-multi', label: call.say({ key: label }), values: rules }],
          };
        },
      },
    ],
    run: async (call) => {
      const { key, rules } = list(call);
      const wanted = call.values.get(field) ?? rules;
      if ([...wanted].sort().join('\n') === [...rules].sort().join('\n')) {
        return { notes: [{ type: 'info', text: call.say({ key: 'admin.nothing-new' }) }] };
      }
      // JSON is YAML, whatever stands in the addresses.
      const line = `${key}: ${JSON.stringify(wanted)}`;
      return { notes: [{ type: 'warn', text: call.say({ key: 'admin.config-line', params: { line } }) }] };
    },
  };
}
