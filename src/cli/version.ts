import { existsSync, readFileSync } from 'node:fs';
import { Arguments } from './arguments.js';
import type { Command } from './command.js';

/** `isthmus version` */
export const versionCommand: Command = {
  name: 'version',
  summary: 'print the version of Isthmus and of Node',
  usage: '',
  options: [],
  async run(args, io) {
    new Arguments(args).end();
    io.out(`isthmus ${packageVersion()}, node ${process.versions.node}`);
    return 0;
  },
};

/** The version in package.json, which stands two folders above the sources and three above what is built from them. */
export function packageVersion(): string {
  for (const up of ['../../package.json', '../../../package.json']) {
    const file = new URL(up, import.meta.url);
    if (!existsSync(file)) continue;
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof content === 'object' && content !== null && 'name' in content && content.name === 'isthmus') {
      if ('version' in content && typeof content.version === 'string') return content.version;
    }
  }
  return 'unknown';
}
