import { sampleConfig } from '../config/sample.js';
import { noMore } from './cli.js';
import type { Command } from './command.js';
import type { Networks } from './networks.js';

/** `isthmus sample`: the example config file, as `config/isthmus.example.yaml` holds it. */
export function sampleCommand(networks: Networks): Command {
  return {
    name: 'sample',
    summary: 'print an example config file with every key, its meaning and its default',
    usage: '',
    options: [],
    async run(args, io) {
      noMore(args);
      io.out(sampleConfig(await networks.all()).trimEnd());
      return 0;
    },
  };
}
