import { NS } from '../../xmpp/namespaces.js';
import { announce } from '../announcements.js';
import { adminNode } from './admin.js';
import { firstOf } from './check-fields.js';
import type { Call, Command, CommandForm, Done } from './command.js';

const TEXT = 'announcement';
/** Ours: XEP-0133 4.23 knows only those who are online. */
const TO = 'x-to';

/** A message to everybody who is online, or to everybody who is registered (XEP-0133 4.23). */
export const announceCommand: Command = {
  ...adminNode('announce'),
  word: 'announce',
  name: { key: 'admin.announce' },
  about: { key: 'admin.announce' },
  steps: [{ form: async (call) => announceForm(call) }],
  confirm: ({ say }) => say({ key: 'admin.announce-confirm' }),
  run: send,
};

function announceForm({ say }: Call): CommandForm {
  return {
    title: say({ key: 'admin.announce' }),
    formType: NS.admin,
    fields: [
      { name: TEXT, kind: 'text-multi', label: say({ key: 'admin.announcement' }), required: true },
      {
        name: TO,
        kind: 'list-single',
        label: say({ key: 'admin.announce-to' }),
        values: ['online'],
        options: [
          { value: 'online', label: say({ key: 'admin.announce-online' }) },
          { value: 'registered', label: say({ key: 'admin.announce-registered' }) },
        ],
      },
    ],
  };
}

async function send({ say, site, values }: Call): Promise<Done> {
  const { gateway, stores } = site;
  const to = firstOf(values, TO) === 'registered' ? 'registered' : 'online';
  const count = await (to === 'online'
    ? stores.presence.countOnline(gateway.name)
    : stores.accounts.count(gateway.name));
  await announce(site, { type: 'announcement', to, text: (values.get(TEXT) ?? []).join('\n') });
  return { notes: [{ type: 'info', text: say({ key: 'admin.announced', params: { count } }) }] };
}
