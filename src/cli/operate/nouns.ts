/** What admins operate on, each a command of its own, with its line in the help; a test compares them with the operations. */
export const NOUNS: Readonly<Record<string, string>> = {
  user: 'the people who are registered: list, info, export, end-session, delete',
  ban: 'refuse a person or a domain, for a time or for good: add, list, remove',
  notice: 'what everybody is told at a login, and new users at their registration: set, list, remove',
  lane: 'what waits, and why: list, show, pause, resume',
  message: 'what became of messages, step by step: list, show',
  letter: 'messages that could not be carried: list, show, retry, drop',
  incident: 'alerts that are open: list, show, ack, resolve',
  silence: 'alerts of which nobody hears for a while: add, list, show, expire',
  oncall: 'who is on call, now and next: show',
  token: 'bots of the API of alerts: make, list, revoke',
  log: 'how much is logged, of all or of one person: list, level',
  process: 'the processes that run: list, restart, shutdown, call-off',
  config: 'the config of the gateway that runs: reload',
  console: 'the console in the browser: code, to sign in where no message can come',
  server: 'the XMPP server, asked over the stream that is up: ask',
  operation: 'what admins have changed: list',
};
