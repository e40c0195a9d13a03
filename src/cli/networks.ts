import type { GatewayModule } from '../../gateways/gateway.js';
import { namedGateways } from '../config/named-gateways.js';
import { variableOf } from '../config/override-names.js';
import type { Layers } from '../config/overrides.js';

/** Whether a variable or an option gives a key of this gateway. */
function isGiven(name: string, { environment = {}, settings = [] }: Layers): boolean {
  const prefix = variableOf(['gateways', name, '']);
  return (
    Object.entries(environment).some(([variable, text]) => variable.startsWith(prefix) && text !== '') ||
    settings.some((setting) => setting.startsWith(`gateways.${name}.`))
  );
}

/**
 * The networks that a build knows. The code of one comes into memory only when it is asked for: with all that belongs to it, it
 * takes some megabytes, and most installations use one or two.
 */
export class Networks {
  readonly #loaders: ReadonlyMap<string, () => Promise<GatewayModule>>;

  /** `loaders`: by the name of the network, as the config file gives it. */
  constructor(loaders: Readonly<Record<string, () => Promise<GatewayModule>>>) {
    this.#loaders = new Map(Object.entries(loaders));
  }

  /** In the order in which they are listed for people. */
  get names(): readonly string[] {
    return [...this.#loaders.keys()];
  }

  async all(): Promise<readonly GatewayModule[]> {
    return await Promise.all([...this.#loaders.values()].map((load) => load()));
  }

  /** Those that a config file or the environment names. All, where it names one that is not there: what is said about that lists what there is. */
  async of(file: string, layers: Layers = {}): Promise<readonly GatewayModule[]> {
    const named = [...namedGateways(file), ...this.names.filter((name) => isGiven(name, layers))];
    if (named.some((name) => !this.#loaders.has(name))) return await this.all();
    return await Promise.all([...this.#loaders].filter(([name]) => named.includes(name)).map(([, load]) => load()));
  }
}
