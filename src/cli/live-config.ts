import { type Access, allowed, isAdmin } from '../config/access.js';
import type { Config } from '../config/load.js';
import type { AboutSettings, DirectorySettings } from '../core/about.js';
import { problem } from '../core/errors.js';
import type { AllowList, Limits } from '../core/site.js';
import type { LogLevels } from '../log-levels.js';
import type { Problem } from '../problem.js';
import { parseJid } from '../xmpp/jid.js';

/** How long a message waits for a Redis that does not answer before its sender is told, ms. */
const PATIENCE_MS = 10_000;

type Rules = Pick<Access, 'allow' | 'deny'>;

/**
 * What of a config may change while Isthmus runs. The parts of the core hold what is given here for as long as they live: `take`
 * changes its content, and they see it at their next look.
 */
export class LiveConfig {
  readonly limits: Limits;
  /** Bare JIDs, normalised. */
  readonly admins: readonly string[];
  readonly #limits: { -readonly [Key in keyof Limits]: Limits[Key] };
  readonly #admins: string[] = [];
  readonly #levels: LogLevels;
  readonly #own = new Map<string, Rules | undefined>();
  #everybody: Rules = { allow: [], deny: [] };
  #console: ReadonlySet<string> = new Set();
  #config: Config;

  constructor(config: Config, levels: LogLevels) {
    this.#limits = limitsOf(config);
    this.limits = this.#limits;
    this.admins = this.#admins;
    this.#levels = levels;
    this.#config = config;
    this.take(config);
  }

  /** The config that counts; of keys that are not live it may say something newer than what runs. */
  get config(): Config {
    return this.#config;
  }

  /** Takes over what is live. */
  take(config: Config): void {
    const { access, console, log, gateways } = config;
    this.#config = config;
    // How long a lane may be without a holder is known to the lanes as well, from the start.
    Object.assign(this.#limits, { ...limitsOf(config), unheld: this.#limits.unheld });
    this.#levels.level = log.level;
    this.#admins.splice(0, this.#admins.length, ...access.admins.map(bareOf));
    this.#everybody = normalised(access);
    this.#console = new Set((console?.admins ?? access.admins).map(bareOf));
    for (const section of gateways) this.#own.set(section.name, ownAccess(section.config));
  }

  isAdmin(jid: string): boolean {
    return isAdmin({ admins: this.#admins }, jid);
  }

  /** Whether a bare JID may sign in to the console. */
  mayUseConsole(jid: string): boolean {
    return this.#console.has(jid);
  }

  /** The list that says who may use a gateway: its own, where it has one. */
  allowList(gateway: string): AllowList {
    const own = this.#own.get(gateway);
    return own === undefined
      ? { key: 'access.allow', rules: this.#everybody.allow }
      : { key: `gateways.${gateway}.allow`, rules: own.allow };
  }

  /** Who may use a gateway: undefined, or why not. */
  access(gateway: string): (jid: string) => Problem | undefined {
    return (jid) => {
      if (this.isAdmin(jid)) return undefined;
      if (!allowed(this.#everybody, jid)) return problem('access-denied', { jid });
      // A gateway that costs money may be granted to fewer people than the others.
      const own = this.#own.get(gateway);
      if (own !== undefined && !allowed(own, jid)) return problem('access-paid', { jid });
      return undefined;
    };
  }
}

/** What a gateway tells of itself, by its name. */
export function aboutOf(config: Config, directory: DirectorySettings | undefined): (gateway: string) => AboutSettings {
  const { networkPolicy, ...about } = config.about;
  return (gateway) => {
    const avatar = config.gateways.find(({ name }) => name === gateway)?.avatar;
    return { ...about, networkPolicy: networkPolicy[gateway], avatar, directory };
  };
}

function limitsOf({ limits, lanes }: Config): Limits {
  return {
    rate: limits.rate,
    burst: limits.burst,
    patience: PATIENCE_MS,
    unheld: lanes.failover,
    waiting: limits.waiting,
    contacts: limits.contacts,
    recipients: limits.recipients,
    accounts: limits.accounts,
    expiry: limits.messageTtl,
  };
}

/** The access lists of a gateway's own section, where it has any. */
function ownAccess(section: unknown): Rules | undefined {
  if (typeof section !== 'object' || section === null) return undefined;
  const { allow, deny } = section as Partial<Rules>;
  return allow === undefined && deny === undefined
    ? undefined
    : normalised({ allow: allow ?? ['*'], deny: deny ?? [] });
}

/** The rules as the addresses are that they are compared with. */
function normalised({ allow, deny }: Rules): Rules {
  const rules = (all: readonly string[]): string[] => all.map((rule) => parseJid(rule)?.full ?? rule.toLowerCase());
  return { allow: rules(allow), deny: rules(deny) };
}

function bareOf(jid: string): string {
  return parseJid(jid)?.bare ?? jid;
}
