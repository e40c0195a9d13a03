/** What commands ask and say. */
export const commandTexts = {
  en: {
    // Fields of forms and tables
    'email.field.account': 'Account',
    'email.field.address': 'Mail address',
    'email.field.answer': 'Answer',
    'email.field.attachments': 'Files',
    'email.field.bcc': 'Blind copy to',
    'email.field.before': 'Before',
    'email.field.body': 'Text',
    'email.field.cc': 'Copy to',
    'email.field.code': 'What the browser showed',
    'email.field.date': 'Date',
    'email.field.day': 'A day, such as 2026-01-31.',
    'email.field.down': 'Down',
    'email.field.folder': 'Folder',
    'email.field.folder.description': 'Its name (see folders), or: inbox, sent, drafts, archive, junk, trash.',
    'email.field.from': 'From',
    'email.field.host': 'Mail server',
    'email.field.how': 'How',
    'email.field.mail': 'Mail',
    'email.field.mail.description':
      'Its number in the last list, or the address of whom it is from. Nothing: the last mail that came.',
    'email.field.messages': 'Mails in the inbox',
    'email.field.parked': 'Parked',
    'email.field.reason': 'Reason',
    'email.field.row': 'Number',
    'email.field.since': 'Since',
    'email.field.source': 'From where',
    'email.field.state': 'State',
    'email.field.subject': 'Subject',
    'email.field.text': 'Words',
    'email.field.to': 'To',
    'email.field.unseen': 'Unread',
    'email.field.unseen-only': 'Only what is unread',
    'email.field.up': 'Connected',
    'email.field.use': 'For',
    'email.field.user': 'User',
    'email.field.vcard': 'vCard',
    'email.field.waiting': 'Waiting',
    'email.field.watch': 'Watched',
    'email.field.who': 'Who',
    'email.yes': 'yes',

    // What folders are for
    'email.folder.inbox': 'new mail',
    'email.folder.sent': 'sent mail',
    'email.folder.drafts': 'drafts',
    'email.folder.junk': 'junk',
    'email.folder.trash': 'what was deleted',
    'email.folder.archive': 'archive',
    'email.folder.all': 'all mail',
    'email.folder.flagged': 'what is flagged',

    // How an account is
    'email.state.up': 'connected',
    'email.state.down': 'not connected; it is tried again by itself',
    'email.state.parked':
      'the mail server does not let me in; nothing is tried before you change the registration or write resume',
    'email.state.waiting': 'not connected yet',
    'email.state.address': 'an address of this gateway: there is nothing to connect to',
    'email.watch.idle': 'all the time',
    'email.watch.poll': 'every few minutes',

    // Why an order cannot be followed
    'email.order.silent': 'Whoever holds your mail does not answer at the moment. Try again in a minute.',
    'email.order.unknown':
      'Another release of this gateway holds your mail and does not know this command. Try again later.',
    'email.order.no-mailbox':
      'This account is an address of this gateway and has no mailbox, so there are no folders and nothing to search or move.',
    'email.order.no-such-mail': 'There is no such mail here (any more). Look for it with search.',
    'email.order.no-such-row':
      'The last list has no number {row}, or it is over a day old. Make a new one with search.',
    'email.order.no-mail-with': 'No mail with {contact} is known here. Look for it with search.',
    'email.order.none-came': 'No mail has come yet.',
    'email.order.not-kept':
      'This mail is not kept here any more: for addresses of this gateway mails are kept whole only for a while.',
    'email.order.no-html': 'This mail has no HTML, only the text that you know.',
    'email.order.no-place': 'There is no place for files: the administrator of this gateway has not set up HTTP.',

    // commands/reading.ts
    'email.command.full': 'Whole text of a mail',
    'email.command.full.about': 'the whole text of a mail, with what it quotes',
    'email.command.full.long': 'The text is too long to be shown here. It lies at:',
    'email.command.full.none': 'This mail has no text.',
    'email.command.read': 'Text of a mail',
    'email.command.read.about': 'the text of a mail and its files',
    'email.command.headers': 'Header of a mail',
    'email.command.headers.about': 'the header of a mail, as it came',
    'email.command.raw': 'Mail as a file',
    'email.command.raw.about': 'a mail as a file (.eml), as it came',
    'email.command.html': 'Mail as a page',
    'email.command.html.about': 'what the HTML of a mail shows, as a page that loads nothing from elsewhere',

    // commands/finding.ts
    'email.command.search': 'Search mail',
    'email.command.search.about': 'looks for mails in your mailbox',
    'email.command.search.instructions':
      'What is left empty does not count. Without anything: the newest mails of the inbox.',
    'email.command.search.day': '{value} is no day. Write one such as 2026-01-31.',
    'email.command.search.none': 'No mail is like that.',
    'email.command.search.how': 'Name a mail by its number: full 1, archive 2.',
    'email.command.folders': 'Folders',
    'email.command.folders.about': 'the folders of your mailbox',

    // commands/moving.ts
    'email.command.move': 'Move a mail',
    'email.command.move.about': 'moves a mail to another folder',
    'email.command.move.done': 'It is in {folder} now.',
    'email.command.archive': 'Archive a mail',
    'email.command.archive.about': 'moves a mail to the archive',
    'email.command.delete': 'Delete a mail',
    'email.command.delete.about': 'moves a mail to the trash',
    'email.command.junk': 'This is junk',
    'email.command.junk.about': 'moves a mail to junk, and marks it so that filters learn',
    'email.command.not-junk': 'This is no junk',
    'email.command.not-junk.about': 'moves a mail from junk back to the inbox',

    // commands/mailbox.ts
    'email.command.mailbox': 'My mailbox',
    'email.command.mailbox.about': 'whether your mailbox is connected, and what is unread',
    'email.command.resume': 'Connect again',
    'email.command.resume.about': 'tries again to connect to your mailbox',
    'email.command.resume.done': 'It is tried now. Write mailbox in a moment to see what came of it.',

    // commands/mailboxes-admin.ts
    'email.command.mailboxes': 'Mailboxes',
    'email.command.mailboxes.about': 'how many mailboxes there are at which mail servers, and which do not open',
    'email.command.mailboxes.none': 'No mailbox is open here.',
    'email.command.mailboxes.parked': '{jid} at {host}: {reason}',
    'email.command.mailboxes.silent': '{silent} parts of the gateway have not answered and are missing here.',
  },
} as const;
