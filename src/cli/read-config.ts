import type { GatewayModule } from '../../gateways/gateway.js';
import { type Config, type ConfigResult, loadConfig } from '../config/load.js';
import type { Layers } from '../config/overrides.js';
import type { CommandIo } from './command.js';
import { findingText } from './finding-text.js';
import type { Networks } from './networks.js';

/** A config file with what goes over it, and the modules of the gateways that it names. */
interface ReadConfig {
  readonly modules: readonly GatewayModule[];
  readonly result: ConfigResult;
}

/** Reads a config file as every command does: the environment goes over the file, options of the command go over both. */
export async function readConfig(networks: Networks, file: string, layers: Layers): Promise<ReadConfig> {
  const modules = await networks.of(file, layers);
  return { modules, result: loadConfig(file, modules, layers) };
}

/**
 * The config of a command that can do nothing without one. What is wrong in the file is written to the terminal; undefined
 * where it cannot be used, and the command ends with exit code 2.
 */
export async function usableConfig(networks: Networks, file: string, io: CommandIo): Promise<Config | undefined> {
  const { result } = await readConfig(networks, file, { environment: io.env });
  if (result.ok) return result.config;
  for (const finding of result.findings) io.err(findingText(file, finding));
  return undefined;
}

/** The option that the commands have in common. */
export const SET_OPTION = {
  name: '--set KEY=VALUE',
  summary: 'a value that goes over the file and the environment, such as --set log.level=debug; may be given often',
};
