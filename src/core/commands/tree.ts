import type { Account } from '../../../gateways/gateway.js';
import type { Problem } from '../../problem.js';
import type { Jid } from '../../xmpp/jid.js';
import { problem } from '../errors.js';
import type { Online } from '../online.js';
import { Registrar } from '../registrar.js';
import { Registration } from '../registration.js';
import type { Site } from '../site.js';
import { accountCommands } from './accounts.js';
import { activityCommands } from './activity.js';
import { adminCommands } from './admin.js';
import { announceCommand } from './announce.js';
import type { Audience, Call, Command, Values } from './command.js';
import { configListCommands } from './config-lists.js';
import { contactCommands } from './contacts.js';
import { gatewaysOwnCommands } from './gateways-own.js';
import { helpCommand } from './help.js';
import { registrationCommands } from './registering.js';
import { stateCommands } from './state.js';

/** What somebody is to the gateway, which says what they may use. */
interface Standing {
  /** What they have registered; none: they are not registered. */
  readonly accounts: readonly Account[];
  readonly admin: boolean;
}

/** All commands of a gateway, in the order in which they are listed, and who may use which. */
export class CommandTree {
  readonly #site: Site;
  readonly #registration: Registration;
  readonly #commands: readonly Command[];

  /** `own`: commands besides those that every gateway has. */
  constructor(site: Site, online: Online, own: readonly Command[] = []) {
    this.#site = site;
    this.#registration = new Registration(site);
    this.#commands = [
      helpCommand((call) => this.listFor(call.jid)),
      ...registrationCommands(this.#registration),
      ...accountCommands(this.#registration, new Registrar(site)),
      ...contactCommands,
      ...gatewaysOwnCommands(site),
      ...stateCommands(this.#registration),
      ...adminCommands(this.#registration, online),
      ...activityCommands,
      announceCommand,
      ...configListCommands,
      ...own,
    ];
  }

  /** The commands that somebody may use now and has a use for; nobody who may not use the gateway may use any. */
  async listFor(jid: Jid): Promise<readonly Command[]> {
    const standing = await this.#admitted(jid);
    if (standing === undefined) return [];
    return this.#commands.filter(
      (one) => isIn(one.audience, standing) && one.useless?.(standing.accounts) === undefined,
    );
  }

  /** The command that somebody means by a word in small letters, among those that are for them, of use or not; see `denial`. */
  async named(word: string, jid: Jid): Promise<Command | undefined> {
    const standing = await this.#admitted(jid);
    if (standing === undefined) return undefined;
    const theirs = this.#commands.filter(({ audience }) => isIn(audience, standing));
    return theirs.find((one) => one.word === word) ?? theirs.find(({ aliases = [] }) => aliases.includes(word));
  }

  /** The command of a node, whoever asks. */
  find(node: string): Command | undefined {
    return this.#commands.find((command) => command.node === node);
  }

  /** Why somebody may not use a command now, or has no use for it; undefined where they may. */
  async denial(command: Command, jid: Jid): Promise<Problem | undefined> {
    const closed = this.#site.access(jid.bare);
    if (closed !== undefined) return { ...closed, type: 'cancel' };
    const standing = await this.#standing(jid);
    if (!isIn(command.audience, standing)) return refusal(command.audience, this.#site.gateway.domain);
    return command.useless?.(standing.accounts);
  }

  call(jid: Jid, lang: string | undefined, values: Values): Call {
    const { words } = this.#site;
    const say: Call['say'] = (label) => (typeof label === 'function' ? label(lang) : words.text(label, lang));
    return { site: this.#site, jid, lang, values, say };
  }

  /** Undefined: they may not use the gateway. */
  async #admitted(jid: Jid): Promise<Standing | undefined> {
    return this.#site.access(jid.bare) === undefined ? await this.#standing(jid) : undefined;
  }

  async #standing(jid: Jid): Promise<Standing> {
    // Read afresh: who has just registered in another process may go on here.
    const { stores, gateway, isAdmin } = this.#site;
    const user = await stores.accounts.of(gateway.name, jid.bare);
    return { accounts: user?.all ?? [], admin: isAdmin(jid.bare) };
  }
}

function isIn(audience: Audience, { accounts, admin }: Standing): boolean {
  const registered = accounts.length > 0;
  switch (audience) {
    case 'anyone':
      return true;
    case 'registered':
      return registered;
    case 'unregistered':
      return !registered;
    case 'admin':
      return admin;
  }
}

function refusal(audience: Audience, gateway: string): Problem {
  if (audience === 'admin') return problem('command-admins', { gateway });
  if (audience === 'unregistered') return problem('command-already-registered', { gateway });
  return problem('command-not-registered', { gateway });
}
