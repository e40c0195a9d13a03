import type { FileLink, FormField, GatewayCall, GatewayCommand, GatewayDone, Problem, Written } from '../../gateway.js';
import { ACCOUNT, accountField, type CommandParts, field, first, linesOf, type Named, onMail, wrong } from './parts.js';
import { peopleIn, recipientsOf } from './people.js';

const TO = 'to';
const CC = 'cc';
const BCC = 'bcc';
const SUBJECT = 'subject';

/** Name of the form field with the text of a mail. */
export const BODY = 'body';
const ATTACHMENTS = 'attachments';
const HOW = 'how';

const PEOPLE = [TO, CC, BCC] as const;
const MOST_FILES = 32;
const LONGEST_SUBJECT = 500;

/** A mail that somebody has written into a form. */
interface WrittenMail {
  readonly people: Readonly<Record<'to' | 'cc' | 'bcc', readonly string[]>>;
  readonly subject: string;
  readonly text: string;
  readonly files: readonly FileLink[];
}

/** To write mails with all that a mail may have, and to pass others on. */
export function writingCommands(parts: CommandParts): readonly GatewayCommand[] {
  return [
    {
      word: 'send',
      name: { key: 'email.command.send' },
      about: { key: 'email.command.send.about' },
      audience: 'registered',
      steps: [
        {
          form: async (call) => ({
            title: call.say({ key: 'email.command.send' }),
            instructions: call.say({ key: 'email.command.send.instructions' }),
            fields: [...mailFields(call, true), ...(await accountField(parts, call))],
          }),
          check: async (call, values) => wrongMail(parts, call, values),
        },
      ],
      run: (call) => send(parts, call),
    },
    onMail(parts, {
      word: 'reply-all',
      under: 'send',
      fields: (call) => [field(call, BODY, { kind: 'text-multi', required: true })],
      run: async (call, named) => {
        const answer = await parts.orders(call.desk).user(call.jid, { do: 'people', ...named });
        if ('problem' in answer) return answer;
        const { account, id, thread, to, cc } = answer;
        return await sent(call, account, {
          to: recipientsOf({ to, cc, bcc: [] }),
          replyTo: id,
          thread,
          body: linesOf(call.values, BODY),
        });
      },
    }),
    onMail(parts, {
      word: 'forward',
      under: 'send',
      fields: (call) => [
        field(call, TO, { required: true }),
        field(call, BODY, { kind: 'text-multi' }),
        field(call, HOW, {
          kind: 'list-single',
          values: ['quoted'],
          options: (['quoted', 'attached'] as const).map((value) => ({
            value,
            label: call.say({ key: `email.command.forward.${value}` }),
          })),
        }),
      ],
      check: async (call, values) => wrongPeople(parts, call, values),
      run: (call, named) => forward(parts, call, named),
    }),
  ];
}

/** The fields of a mail that is written. */
export function mailFields(call: GatewayCall, isWhole: boolean): readonly FormField[] {
  const { say } = call;
  return [
    field(call, TO, { required: isWhole, description: say({ key: 'email.field.to.description' }) }),
    field(call, CC),
    field(call, BCC),
    field(call, SUBJECT),
    field(call, BODY, { kind: 'text-multi', required: isWhole }),
    field(call, ATTACHMENTS, { kind: 'text-multi', description: say({ key: 'email.field.attachments.description' }) }),
  ];
}

/** What is wrong with the values of `mailFields`, as far as they are known. */
export function wrongMail(parts: CommandParts, call: GatewayCall, values: GatewayCall['values']): Problem | undefined {
  const files = filesIn(values);
  return wrongPeople(parts, call, values) ?? ('problem' in files ? files.problem : undefined);
}

/** A mail of the values of `mailFields`. */
export function mailIn(parts: CommandParts, call: GatewayCall): WrittenMail | { readonly problem: Problem } {
  const { values } = call;
  const people: Record<'to' | 'cc' | 'bcc', readonly string[]> = { to: [], cc: [], bcc: [] };
  for (const name of PEOPLE) {
    const read = peopleIn(parts, call, linesOf(values, name));
    if ('problem' in read) return read;
    people[name] = read.contacts;
  }
  const files = filesIn(values);
  if ('problem' in files) return files;
  const subject = first(values, SUBJECT).slice(0, LONGEST_SUBJECT).toWellFormed();
  return { people, subject, text: linesOf(values, BODY), files: files.links };
}

/** Sends a message in the name of an account of the caller. */
export async function sent(call: GatewayCall, account: string, message: Written): Promise<GatewayDone> {
  const { desk, say } = call;
  const from = await desk.account(account);
  if (from === undefined || from.jid !== call.jid) return { problem: GONE };
  if (message.to.length === 0) return { problem: wrong('email.command.send.nobody') };
  const why = await desk.send(from, message);
  if (why !== undefined) return { problem: why };
  const [first, ...others] = message.to.map(({ contact }) => contact);
  const key = others.length === 0 ? 'email.command.send.done' : 'email.command.send.done-several';
  return { said: say({ key, params: { contact: first ?? '', others: others.length } }) };
}

/** The account that was chosen, else the default one. */
async function sendingAccount(call: GatewayCall): Promise<string> {
  const chosen = first(call.values, ACCOUNT);
  return chosen === '' ? ((await call.desk.accountsOf(call.jid))[0]?.id ?? '') : chosen;
}

const GONE: Problem = { type: 'auth', condition: 'registration-required', text: { key: 'email.account.gone' } };

async function send(parts: CommandParts, call: GatewayCall): Promise<GatewayDone> {
  const mail = mailIn(parts, call);
  if ('problem' in mail) return mail;
  const { people, subject, text, files } = mail;
  return await sent(call, await sendingAccount(call), {
    to: recipientsOf(people),
    body: text,
    ...(subject === '' ? {} : { subject }),
    ...(files.length === 0 ? {} : { files }),
  });
}

async function forward(parts: CommandParts, call: GatewayCall, named: Named): Promise<GatewayDone> {
  const { values, desk, jid } = call;
  const read = peopleIn(parts, call, linesOf(values, TO));
  if ('problem' in read) return read;
  const orders = parts.orders(desk);
  const answer = await orders.user(jid, { do: 'forward', quoted: first(values, HOW) !== 'attached', ...named });
  if ('problem' in answer) return answer;
  const { account, id, subject, text, files } = answer;
  const done = await sent(call, account, {
    to: recipientsOf({ to: read.contacts, cc: [], bcc: [] }),
    subject,
    body: [linesOf(values, BODY), text].filter((part) => part !== '').join('\n\n'),
    ...(files.length === 0 ? {} : { files }),
  });
  // That it is marked is a help for other programs, and no more.
  if (!('problem' in done) && id !== '') {
    await orders.user(jid, { do: 'mark', flag: '$Forwarded', account, mail: { by: 'id', id } });
  }
  return done;
}

function wrongPeople(parts: CommandParts, call: GatewayCall, values: GatewayCall['values']): Problem | undefined {
  for (const name of PEOPLE) {
    const read = peopleIn(parts, call, linesOf(values, name));
    if ('problem' in read) return read.problem;
  }
  return undefined;
}

function filesIn(
  values: GatewayCall['values'],
): { readonly links: readonly FileLink[] } | { readonly problem: Problem } {
  const urls = linesOf(values, ATTACHMENTS)
    .split(/\s+/)
    .filter((url) => url !== '');
  const strange = urls.find((url) => !/^https?:\/\/\S+$/i.test(url) || !URL.canParse(url));
  if (strange !== undefined) return { problem: wrong('email.command.send.url', { url: strange.slice(0, 100) }) };
  if (urls.length > MOST_FILES) return { problem: wrong('email.command.send.files', { most: MOST_FILES }) };
  return { links: urls.map((url) => ({ url })) };
}
