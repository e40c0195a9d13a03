import { jsonSchema, SCHEMA_FILE } from '../config/json-schema.js';
import { sampleConfig } from '../config/sample.js';
import { Arguments } from './arguments.js';
import type { Command } from './command.js';
import type { Networks } from './networks.js';

/** `isthmus sample`: the example config file, as `config/isthmus.example.yaml` holds it. */
export function sampleCommand(networks: Networks): Command {
  return {
    name: 'sample',
    summary: 'print an example config file with every key, its meaning and its default',
    usage: '[--schema]',
    options: [
      {
        name: '--schema',
        summary: `print the JSON Schema of the file, for editors: keep it as ${SCHEMA_FILE} beside the file`,
      },
    ],
    async run(args, io) {
      const given = new Arguments(args);
      const schema = given.flag('--schema');
      given.end();
      const modules = await networks.all();
      io.out((schema ? jsonSchema(modules) : sampleConfig(modules)).trimEnd());
      return 0;
    },
  };
}
