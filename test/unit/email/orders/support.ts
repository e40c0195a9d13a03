import { randomBytes } from 'node:crypto';
import { emailConfig } from '../../../../gateways/email/config.js';
import { MailRecords } from '../../../../gateways/email/conversation/mail-records.js';
import { Spellings } from '../../../../gateways/email/conversation/spellings.js';
import { ImapFailure } from '../../../../gateways/email/imap/failure.js';
import type { FetchedMail, FolderUse, MailRef } from '../../../../gateways/email/imap/types.js';
import type { OrdersParts } from '../../../../gateways/email/orders/ordering.js';
import { OrderDesk } from '../../../../gateways/email/orders/orders.js';
import { OctetBudget } from '../../../../gateways/email/reader/octet-budget.js';
import { readJob } from '../../../../gateways/email/reader/read-job.js';
import { emailTexts } from '../../../../gateways/email/texts.js';
import type { Account, HoldContext, Problem, TextRef } from '../../../../gateways/gateway.js';
import { Catalogue } from '../../../../src/core/text/catalogue.js';
import { MemoryKv } from '../../irc/asks/support/memory-kv.js';
import { ManualClock } from '../../xmpp/manual-clock.js';

const words = new Catalogue(emailTexts);
const FIELDS = { 'found-imap': 'tls://imap.example.com:993', 'found-smtp': 'tls://smtp.example.com:465' };

export const MAILBOX: Account = {
  id: 'romeo@example.org',
  jid: 'romeo@example.org',
  label: '',
  born: 1,
  rev: 1,
  since: 0,
  fields: { ...FIELDS, email: 'romeo@example.com', 'found-kind': 'mailbox' },
};
export const ADDRESS: Account = {
  ...MAILBOX,
  id: 'romeo@example.org/work',
  label: 'work',
  fields: { 'found-kind': 'address', 'x-alias': 'romeo' },
};

interface Lying {
  readonly folder: string;
  readonly uid: number;
  readonly messageId: string;
  readonly octets: Uint8Array | 'too-large';
}

/** A mailbox of one test: mails by folder, each with a number. */
export class FakeBox {
  readonly mails: Lying[] = [];
  readonly flagged: { readonly id: string; readonly add?: readonly string[] }[] = [];
  readonly appended: { readonly use: FolderUse; readonly octets: Uint8Array; readonly flags: readonly string[] }[] = [];

  async folders() {
    return (['inbox', 'archive', 'junk', 'drafts'] as const).map((use) => ({ path: use, use, selectable: true }));
  }

  async fetchOne(ref: MailRef): Promise<FetchedMail> {
    const { folder, uid, octets } = this.#at(ref);
    const flags = folder === 'drafts' ? ['\\Draft'] : [];
    return { uidValidity: '1', uid, folder, octets, size: 0, flags, envelope: {} } as unknown as FetchedMail;
  }

  async findByMessageId(folder: string, messageId: string) {
    return this.mails
      .filter((mail) => mail.folder === folder && mail.messageId === messageId)
      .map(({ uid }) => ({ folder, uidValidity: '1', uid }));
  }

  async move(ref: MailRef, to: string) {
    const mail = this.#at(ref);
    this.mails.splice(this.mails.indexOf(mail), 1, { ...mail, folder: to });
    return { folder: to, uid: mail.uid };
  }

  async flag(ref: MailRef, change: { readonly add?: readonly string[] }): Promise<boolean> {
    this.flagged.push({ id: this.#at(ref).messageId, ...change });
    return true;
  }

  async append(use: FolderUse, octets: Uint8Array, flags: readonly string[]) {
    this.appended.push({ use, octets, flags });
    return { folder: use };
  }

  async search() {
    return this.mails.map(({ folder, uid, messageId }) => ({
      folder,
      uidValidity: '1',
      uid,
      messageId,
      flags: [],
      size: 1,
      subject: '=?utf-8?Q?Caf=C3=A9?=',
      from: 'Alice <alice@example.net>',
      internalDate: 5,
    }));
  }

  #at({ folder = 'inbox', uid, uidValidity, messageId }: MailRef): Lying {
    const found = this.mails.find((mail) =>
      mail.folder === folder && uidValidity === '1' && uid !== undefined
        ? mail.uid === uid
        : mail.folder === folder && mail.messageId === messageId,
    );
    if (found === undefined) throw new ImapFailure('no-such-mail');
    return found;
  }
}

export interface World {
  readonly box: FakeBox;
  readonly clock: ManualClock;
  readonly kv: MemoryKv;
  readonly records: MailRecords;
  readonly accepted: string[];
  readonly contacts: { readonly contact: string; readonly name?: string }[];
  /** Mails of the address that are kept whole, by Message-ID. */
  readonly kept: Map<string, Uint8Array>;
  /** Changed by a test: how the mailbox is. */
  readonly state: { is: 'up' | 'down' | 'parked'; trouble?: Problem; paused?: Problem };
  /** Files that were fetched or posted to, by their addresses; what `fetch` finds there. */
  readonly web: { readonly posted: string[]; readonly files: Map<string, string> };
  give(order: object, user?: string): Promise<Record<string, unknown> & { readonly problem?: Problem }>;
}

/** A hold of one test with a mailbox and an address of Romeo's. */
export function world(accounts: readonly Account[] = [MAILBOX, ADDRESS]): World {
  const [kv, clock, box] = [new MemoryKv(), new ManualClock(), new FakeBox()];
  const records = new MailRecords(kv, Buffer.alloc(32, 7), 86_400_000);
  const state: World['state'] = { is: 'up' };
  const kept = new Map<string, Uint8Array>();
  const [accepted, contacts]: [string[], World['contacts'] extends readonly (infer C)[] ? C[] : never] = [[], []];
  const web: World['web'] = { posted: [], files: new Map() };
  const context = {
    kv,
    clock,
    accountsOf: async (jid: string) => accounts.filter((one) => one.jid === jid),
    jidOf: (contact: string) => `${contact.replace('@', '\\40')}@email.example.org`,
    text: ({ key }: TextRef) => words.text({ key }),
    metrics: { count: () => undefined, gauge: () => undefined },
    media: {
      post: async (url: string) => {
        web.posted.push(url);
        return { ok: true, status: 200 };
      },
      fetch: async (url: string) => {
        const found = web.files.get(url);
        const problem: Problem = { type: 'cancel', condition: 'item-not-found', text: { key: 'media.fetch-status' } };
        if (found === undefined) return { ok: false, why: 'status', problem };
        return { ok: true, file: { content: [Buffer.from(found)], end: Promise.resolve({ ok: true }) } };
      },
      put: async (content: Uint8Array, { name }: { readonly name: string }) => ({
        ok: true,
        file: { url: `https://files.example/${name}`, name, size: content.length },
      }),
    },
    contacts: {
      list: async () => ['known@example.net'],
      add: async (one: { readonly contact: string; readonly name?: string }) => void contacts.push(one),
    },
  } as unknown as HoldContext;
  const config = emailConfig.parse({
    domain: 'email.example.org',
    secret: 'x',
    sizes: { text: '1KiB' },
    addresses: {
      domain: 'mail.example.org',
      lmtp: '127.0.0.1:24',
      smtp: { host: '127.0.0.1' },
      authservIds: ['mx.example.org'],
    },
  });
  const mailboxes = {
    of: (id: string) => (id === MAILBOX.id ? { account: MAILBOX, mailbox: box, trouble: state.trouble } : undefined),
    stateOf: () => state.is,
    pausedReason: () => state.paused,
    all: () => [{ account: MAILBOX, mailbox: box, trouble: state.trouble }],
  };
  const parts = {
    context,
    config,
    reader: {
      read: async (octets: Uint8Array, options: object = {}) => ({
        mail: readJob({ octets, now: clock.now(), options }),
      }),
    },
    records,
    spellings: new Spellings(kv, 86_400_000),
    unsealing: {
      unseal: async (_identity: unknown, _octets: unknown, mail: unknown) => ({ mail, warnings: [], notes: [] }),
    },
    signIns: { concerns: () => false },
    random: randomBytes,
    fileMemory: new OctetBudget(config.sizes.filesInFlight),
    kept: { read: async () => undefined },
    recent: { read: async (_account: unknown, { id }: { readonly id: string }) => kept.get(id) },
    rooms: { inviteTo: async () => undefined },
    releases: { accept: async (_jid: string, contact: string) => void accepted.push(contact) },
    mailboxes,
  } as unknown as OrdersParts;
  const desk = new OrderDesk(parts);
  const give = async (order: object, user = MAILBOX.jid) =>
    JSON.parse(JSON.stringify(await desk.follow({ user, order }))) as Awaited<ReturnType<World['give']>>;
  return { box, clock, kv, records, accepted, contacts, kept, state, web, give };
}

/** A mail by its lines. */
export function octets(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'));
}
