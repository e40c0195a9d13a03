import { refused } from '../../operation.js';
import type { NoticeKind } from '../../store/notices.js';
import { NS } from '../../xmpp/namespaces.js';
import { problem } from '../errors.js';
import type { Operator } from '../operator/operator.js';
import { adminNode } from './admin.js';
import type { Call, Command, Done } from './command.js';

/** The message of the day and the welcome of this gateway (XEP-0133 4.24 to 4.28). */
export function noticeCommands(operator: Operator): readonly Command[] {
  return [
    writing(operator, {
      node: 'set-motd',
      title: 'admin.set-motd',
      kind: 'motd',
      shows: false,
      done: 'admin.motd-set',
    }),
    writing(operator, {
      node: 'edit-motd',
      title: 'admin.edit-motd',
      kind: 'motd',
      shows: true,
      done: 'admin.motd-edited',
    }),
    deleting(operator, { node: 'delete-motd', title: 'admin.delete-motd', kind: 'motd', done: 'admin.motd-deleted' }),
    writing(operator, {
      node: 'set-welcome',
      title: 'admin.set-welcome',
      kind: 'welcome',
      shows: true,
      done: 'admin.welcome-set',
    }),
    deleting(operator, {
      node: 'delete-welcome',
      title: 'admin.delete-welcome',
      kind: 'welcome',
      done: 'admin.welcome-deleted',
    }),
  ];
}

interface Parts {
  /** Of XEP-0133; the word in a chat too. */
  readonly node: string;
  readonly title: string;
  readonly kind: NoticeKind;
  readonly done: string;
}

interface Writing extends Parts {
  /** Whether the form has the present text, to be corrected. */
  readonly shows: boolean;
}

/** The XEP names the fields as the notices. */
const LABELS: Readonly<Record<NoticeKind, string>> = { motd: 'admin.motd', welcome: 'admin.welcome' };

function writing(operator: Operator, { node, title, kind, shows, done }: Writing): Command {
  const name = { key: title };
  return {
    ...adminNode(node),
    word: node,
    name,
    about: name,
    steps: [
      {
        form: async (call) => {
          const text = shows ? await present(call, kind) : undefined;
          return {
            title: call.say(name),
            formType: NS.admin,
            fields: [
              {
                name: kind,
                kind: 'text-multi',
                label: call.say({ key: LABELS[kind] }),
                required: true,
                ...(text === undefined ? {} : { values: text.split('\n') }),
              },
            ],
          };
        },
      },
    ],
    run: async (call) => {
      const text = (call.values.get(kind) ?? []).join('\n');
      // A message of the day that is corrected was told already, and is told to nobody anew.
      const corrects = kind === 'motd' && shows && (await present(call, kind)) !== undefined;
      return await run(operator, call, {
        verb: 'set',
        kind,
        more: [['text', [text]], ...(corrects ? [['quietly', ['true']] as const] : [])],
        done: kind === 'motd' && !corrects ? 'admin.motd-set' : done,
      });
    },
  };
}

function deleting(operator: Operator, { node, title, kind, done }: Parts): Command {
  const name = { key: title };
  return {
    ...adminNode(node),
    word: node,
    name,
    about: name,
    steps: [],
    run: (call) => run(operator, call, { verb: 'remove', kind, more: [], done }),
  };
}

async function run(
  operator: Operator,
  { site, jid, say }: Call,
  {
    verb,
    kind,
    more,
    done,
  }: {
    readonly verb: string;
    readonly kind: NoticeKind;
    readonly more: readonly (readonly [string, readonly string[]])[];
    readonly done: string;
  },
): Promise<Done> {
  const values = new Map([['kind', [kind]], ['gateway', [site.gateway.name]], ...more]);
  const result = await operator.run('notice', verb, { actor: jid.bare, values });
  if (refused(result)) return { problem: problem('operation-refused', { problem: result.problem.replace(/\.$/, '') }) };
  return { notes: [{ type: 'info', text: say({ key: done }) }] };
}

async function present({ site }: Call, kind: NoticeKind): Promise<string | undefined> {
  return (await site.stores.notices.get(kind, site.gateway.name))?.text;
}
