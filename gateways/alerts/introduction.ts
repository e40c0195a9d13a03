import type { Introduction } from '../gateway.js';

/** A book with one source for scripts and one person, the admin, to begin with. */
export const alertsIntroduction: Introduction = {
  label: 'Alerts',
  questions: [],
  write(_, { admin, others, newSecret }) {
    const book = `# Who sends alerts, who is told, and when. isthmus check explains what is wrong in it; it is read again on SIGHUP.

sources:
  scripts: { kind: text, tokenFile: scripts.token }

people:
  admin: { xmpp: ${admin} }

routes:
  - { name: first, to: [person:admin] }
`;
    // Who is told by another network is told by a user of that gateway.
    const accounts = {
      ...(others.includes('sms') && { sms: { name: 'Alerts' } }),
      ...(others.includes('irc') && { irc: { nick: 'alerts' } }),
    };
    return {
      section: { routes: 'routes.yaml', ...(Object.keys(accounts).length === 0 ? {} : { accounts }) },
      files: { 'routes.yaml': book, 'scripts.token': `${newSecret()}\n` },
      notes: ['The first alert: isthmus send, or any script with the token in scripts.token; see docs/admin/alerts.md'],
    };
  },
};
