import type { Introduction } from '../gateway.js';

/** Mailboxes of users need nothing; addresses of a domain of the admin's need a mail server beside the gateway. */
export const emailIntroduction: Introduction = {
  label: 'Email',
  questions: [
    {
      name: 'addresses',
      ask: 'Mail domain whose addresses users get, by a mail server of yours (empty: users bring mailboxes of their own)',
      optional: true,
      check: (text) => (/^[^\s@/:]+\.[^\s@/:]+$/.test(text) ? undefined : 'a domain, such as mail.example.org'),
    },
  ],
  write(answers) {
    const domain = answers.get('addresses') ?? '';
    if (domain === '') return { section: { ownMailboxes: { allowed: true } } };
    return {
      section: { addresses: { domain, lmtp: '127.0.0.1:2424', smtp: '127.0.0.1:25' } },
      notes: [
        `Postfix: lead the mail of ${domain} to Isthmus. In main.cf: transport_maps = inline:{ ${domain}=lmtp:inet:127.0.0.1:2424 } and relay_domains = ${domain}`,
      ],
    };
  },
};
