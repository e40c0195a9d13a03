import type { Clock, Problem } from '../../gateway.js';
import { readSettings } from '../accounts/settings.js';
import type { EmailConfig } from '../config.js';
import type { Identity } from '../conversation/identity.js';
import type { MailPlace } from '../conversation/mail-records.js';
import { pause } from '../pauses.js';
import type { FlagKeeper, MailFlag } from '../reading/readings.js';
import type { OwnMailServers } from '../sending/routes.js';
import type { SmtpServer } from '../smtp/transaction.js';
import type { Access } from './access.js';
import type { Mailboxes } from './mailboxes.js';
import { printOf } from './own-mailbox.js';

interface OwnServersParts {
  readonly clock: Clock;
  readonly config: EmailConfig;
  readonly access: Access;
  /** Undefined where users may have none. */
  readonly mailboxes: Mailboxes | undefined;
  /** Aborted when the lane is given back. */
  readonly ending: AbortSignal;
}

/** Pauses before a mailbox that is not open yet is looked for again, ms: it may have been registered a moment ago. */
const NOT_OPEN_MS = [500, 2000, 8000];

/** The submission servers of users' own mailboxes, and the copies of what went out by them. */
export class OwnServers implements OwnMailServers, FlagKeeper {
  readonly #o: OwnServersParts;

  constructor(parts: OwnServersParts) {
    this.#o = parts;
  }

  get allowed(): (address: string) => boolean {
    return this.#o.access.rules.allowed;
  }

  async smtp({ account }: Identity): Promise<{ readonly server: SmtpServer; readonly print: string } | Problem> {
    const servers = await this.#o.access.of(account);
    return 'condition' in servers ? servers : { server: servers.smtp, print: printOf(account) };
  }

  keepCopy({ account }: Identity, octets: Uint8Array): void {
    if (readSettings(account.fields, this.#o.config).sentCopy !== 'never') void this.#keep(account.id, octets);
  }

  async #keep(account: string, octets: Uint8Array): Promise<void> {
    const { clock, mailboxes, ending } = this.#o;
    for (const ms of [0, ...NOT_OPEN_MS]) {
      if (ms > 0) await pause(clock, ms, ending);
      const open = mailboxes?.of(account);
      if (open !== undefined) {
        open.keepSent(octets);
        return;
      }
    }
  }

  flag(account: string, mail: { readonly id: string; readonly place: MailPlace }, flag: MailFlag): void {
    this.#o.mailboxes?.of(account)?.flag(mail, flag);
  }

  async isSent({ account }: Identity, messageId: string): Promise<boolean> {
    return (await this.#o.mailboxes?.of(account.id)?.isSent(messageId)) === true;
  }

  async locked(identity: Identity, why: Problem): Promise<void> {
    await this.#o.mailboxes?.of(identity.account.id)?.locked(why);
  }
}
