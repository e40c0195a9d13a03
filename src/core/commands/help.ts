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
  const shown = commands.filter((one) => one.word !== 'help' && one.audience !== 'admin' && one.under === undefined);
  const forAdmins = commands
    .filter(({ audience, under }) => audience === 'admin' && under === undefined)
    .map(({ word }) => word);
  return [
    // How to register is for those who have not.
    say({
      key: shown.some(({ audience }) => audience === 'registered') ? 'command.help-registered' : 'command.help-gateway',
      params,
    }),
    say({ key: 'command.help-words' }),
    ...shown.map(({ word, about }) => {
      const more = commands.filter(({ under }) => under === word).map((one) => one.word);
      const line = { word, about: say(about), more: more.join(', ') };
      return say({ key: more.length === 0 ? 'command.help-word' : 'command.help-words-under', params: line });
    }),
    ...(forAdmins.length === 0 ? [] : [say({ key: 'command.help-admins', params: { words: forAdmins.join(', ') } })]),
  ];
}
