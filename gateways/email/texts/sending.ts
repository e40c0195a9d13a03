/** What is told of mails on their way out, and what goes out by itself. */
export const sendingTexts = {
  en: {
    // sending/changes.ts
    'email.change.correction':
      'The mail has gone out and cannot be changed any more, and by your settings no second mail corrects it. Write another one, or set corrections to mail.',
    'email.change.retraction':
      'The mail has gone out and cannot be taken back, and by your settings no second mail says so. Write another one, or set corrections to mail.',
    'email.reaction.removed': 'A reaction that was sent by mail cannot be taken back.',
    'email.reaction.unknown': 'Nobody remembers the mail that you react to any more. Write an answer in words.',
    'email.reaction.never': 'By your settings no reactions are sent by mail. Write an answer in words.',
    'email.reaction.not-understood':
      'It is not known that the mail program of this contact shows reactions, and it might show a mail in its place. Write an answer in words, or set reactions to always.',
    'email.reaction.too-many': 'These are many reactions for one hour, and each is a mail. Wait a while.',

    // sending/fates.ts
    'email.waiting':
      'Your mail “{subject}” to {address} is not there yet: {reason} It is tried for {days} days in all, and you hear of it if that fails.',
    'email.waiting-without-subject':
      'Your mail to {address} is not there yet: {reason} It is tried for {days} days in all, and you hear of it if that fails.',

    // sending/sent-elsewhere.ts
    'email.sent-elsewhere': '[You wrote this in another mail program]\n{text}',
    'email.sent-elsewhere-about': '[You wrote this in another mail program: {subject}]\n{text}',

    // sending/read-reports.ts: read by whoever wrote the mail
    'email.read-report.subject': 'Read: {subject}',
    'email.read-report':
      'Your mail “{subject}” was displayed at {address}. That does not mean that it was read to its end or understood.',
  },
} as const;
