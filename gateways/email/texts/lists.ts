/** What is said of mailing lists. */
export const listTexts = {
  en: {
    'email.list.no-unsubscribe':
      'The mails of {list} do not say how to leave it. Look at the end of one of them, or mark them as junk.',
    'email.list.left': 'You have left {list}. A last mail or two may be on their way.',
    'email.list.leaving': 'A mail was sent to leave {list}. It may ask you to confirm that.',
    'email.list.page': '{list} is left on a page of the web: {url}',
    'email.list.read-only': 'Nobody may write to {list}. Answer the author of a mail, or look into its archive.',
    'email.list.disputed':
      'Mails of {list} name different addresses to write to, so nothing was sent. Write to the address that you know to be right.',
  },
} as const;
