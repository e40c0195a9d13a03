import type { Introduction } from '../gateway.js';

const ENTRY = /^([a-z][a-z0-9-]{0,30})=([^\s=,]+)$/;

/** The first networks. */
export const ircIntroduction: Introduction = {
  label: 'IRC',
  questions: [
    {
      name: 'networks',
      ask: 'Networks as name=host, with commas between them',
      default: 'libera=irc.libera.chat',
      check: (text) =>
        text.split(',').every((one) => ENTRY.test(one.trim()))
          ? undefined
          : 'write them so: libera=irc.libera.chat, oftc=irc.oftc.net',
    },
  ],
  write(answers) {
    const networks = (answers.get('networks') ?? '').split(',').map((one) => {
      const [, name = '', host = ''] = ENTRY.exec(one.trim()) ?? [];
      return [name, { host }] as const;
    });
    return { section: { networks: Object.fromEntries(networks) } };
  },
};
