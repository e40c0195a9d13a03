/** What users read of mails that could not be read. */
export const readerTexts = {
  en: {
    'email.reader.unread':
      'This mail is built in a way that could not be read here. It is attached as a whole: open the file in a mail program, and only if you know the sender.',
  },
} as const;
