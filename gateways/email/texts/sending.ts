/** What is told of mails on their way out, and what goes out by itself. */
export const sendingTexts = {
  en: {
    // sending/read-reports.ts: read by whoever wrote the mail
    'email.read-report.subject': 'Read: {subject}',
    'email.read-report':
      'Your mail “{subject}” was displayed at {address}. That does not mean that it was read to its end or understood.',
  },
} as const;
