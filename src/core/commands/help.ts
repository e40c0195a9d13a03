import { contactJid } from '../addresses.js';
import type { Call, Command } from './command.js';

/** The help: what the gateway is, and what the caller may use, in ten lines. */
export function helpCommand(commandsFor: (call: Call) => Promise<readonly Command[]>): Command {
  return {
    node: 'help',
    word: 'help',
    aliases: ['?', 'commands', 'hello', 'hi'],
    name: { key: 'command.help' },
    about: { key: 'command.help-about' },
    audience: 'anyone',
    steps: [],
    run: async (call) => ({ notes: [{ type: 'info', text: linesFor(call, await commandsFor(call)).join('\n') }] }),
  };
}

function linesFor({ say, site }: Call, commands: readonly Command[]): readonly string[] {
  const { gateway } = site;
  const params = {
    name: gateway.identity.name,
    gateway: gateway.domain,
    example: contactJid(gateway, gateway.example),
    about: say(gateway.registration.instructions),
  };
  const shown = commands.filter(({ word, audience }) => word !== 'help' && audience !== 'admin');
  const forAdmins = commands.filter(({ audience }) => audience === 'admin').map(({ word }) => word);
  return [
    say({ key: 'command.help-gateway', params }),
    say({ key: 'command.help-words' }),
    ...shown.map(({ word, about }) => say({ key: 'command.help-word', params: { word, about: say(about) } })),
    ...(forAdmins.length === 0 ? [] : [say({ key: 'command.help-admins', params: { words: forAdmins.join(', ') } })]),
  ];
}
