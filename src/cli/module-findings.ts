import { dirname, resolve } from 'node:path';
import type { GatewayModule, ModuleFinding } from '../../gateways/gateway.js';
import { systemClock } from '../clock.js';
import type { ConfigResult } from '../config/load.js';

/**
 * What is wrong in the files that sections of gateways name, where the config file itself can be used. `role`: that of the process, where it
 * has only one; then another process may serve HTTP.
 */
export async function moduleFindings(
  file: string,
  result: ConfigResult,
  modules: readonly GatewayModule[],
  role?: string,
): Promise<readonly ModuleFinding[]> {
  if (!result.ok) return [];
  const { gateways, http } = result.config;
  const domains = Object.fromEntries(gateways.map(({ name, domain }) => [name, domain]));
  const found = gateways.map(async ({ name, config }) => {
    const module = modules.find((one) => one.name === name);
    const { [name]: _, ...others } = domains;
    const beside = {
      folder: dirname(resolve(file)),
      gateways: others,
      http: http !== undefined || role !== undefined,
      now: systemClock.now(),
    };
    return (await module?.check?.(config, beside)) ?? [];
  });
  return (await Promise.all(found)).flat();
}
