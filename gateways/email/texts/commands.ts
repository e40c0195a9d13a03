/** What commands ask and say. */
export const commandTexts = {
  en: {
    // Fields of forms and tables
    'email.field.account': 'Account',
    'email.field.address': 'Mail address',
    'email.field.answer': 'Answer',
    'email.field.attachments': 'Files',
    'email.field.bcc': 'Blind copy to',
    'email.field.attachments.description': 'Addresses (https) of files that go with the mail, one a line.',
    'email.field.body': 'Text',
    'email.field.cc': 'Copy to',
    'email.field.code': 'What the browser showed',
    'email.field.code.description':
      'Nothing, to begin. Afterwards, where you were told so: the whole address of the page that the browser showed at the end.',
    'email.field.date': 'Date',
    'email.field.down': 'Down',
    'email.field.folder': 'Folder',
    'email.field.folder.description': 'Its name (see folders), or: inbox, sent, drafts, archive, junk, trash.',
    'email.field.from': 'From',
    'email.field.host': 'Mail server',
    'email.field.host.description': 'Its name; all names below it are meant too: example.com for imap.example.com.',
    'email.field.how': 'How',
    'email.field.mail': 'Mail',
    'email.field.mail.description':
      'Its number in the last list, or the address of whom it is from. Nothing: the last mail that came.',
    'email.field.messages': 'Mails in the inbox',
    'email.field.parked': 'Parked',
    'email.field.query': 'What to look for',
    'email.field.query.description':
      'Words, and: from:alice, to:bob, subject:"next week", body:word, since:2026-01-31, before:2026-02-28, is:unread, is:flagged, in:archive.',
    'email.field.reason': 'Reason',
    'email.field.row': 'Number',
    'email.field.since': 'Since',
    'email.field.state': 'State',
    'email.field.subject': 'Subject',
    'email.field.to': 'To',
    'email.field.to.description': 'Mail addresses, with commas between them.',
    'email.field.unseen': 'Unread',
    'email.field.up': 'Connected',
    'email.field.use': 'For',
    'email.field.vcard': 'vCard',
    'email.field.vcard.description':
      'The text of vCards, or the address (https) of a file with them. Nothing: the people to whom you have sent mail.',
    'email.field.waiting': 'Waiting',
    'email.field.watch': 'Watched',
    'email.field.who': 'Who',
    'email.field.who.description': 'A mail address, or a whole domain: @example.org.',
    'email.yes': 'yes',

    // commands/mail-line.ts: a mail in a list of a chat; the months are parted by spaces
    'email.line': '{row}. {head}: {subject}',
    'email.line.unseen': '{row}. {head}: {subject} (new)',
    'email.line.to': 'to {who}',
    'email.line.no-subject': 'no subject',
    'email.months': 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',

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

    'email.order.no-message-id': 'This mail has no Message-ID, so no answer could name it. Write a new mail with send.',
    'email.order.no-sign-in':
      'None of your mailboxes is at a provider where you sign in. What they need is in your registration.',
    'email.order.no-draft': 'This mail is no draft, so it is not sent. Choose one of the list that drafts shows.',
    'email.order.encrypted':
      'This mail came encrypted, for you alone. Pass it on as a file, which stays encrypted, or write what the other may know.',
    'email.order.no-invitation': 'There is no invitation in this mail that could be answered.',

    // commands/writing.ts
    'email.command.send': 'Write a mail',
    'email.command.send.about': 'sends a mail, with a subject, copies and files',
    'email.command.send.instructions':
      'It goes out like any message to a contact, and errors come back from its recipients.',
    'email.command.send.done': 'The mail to {contact} is on its way.',
    'email.command.send.done-several': 'The mail to {contact} and {others} more is on its way.',
    'email.command.send.nobody': 'This mail names nobody whom it could go to. Name at least one address.',
    'email.command.send.url': '{url} is no address of a file. Write one that begins with https://.',
    'email.command.send.files': 'A mail may have at most {most} files. Send the others with another one.',
    'email.command.reply-all': 'Answer everybody',
    'email.command.reply-all.about': 'answers a mail, to everybody in it',
    'email.forwarded': '---------- Forwarded message ----------',
    'email.command.forward': 'Pass a mail on',
    'email.command.forward.about': 'sends a mail on to somebody else',
    'email.command.forward.quoted': 'its text and its files',
    'email.command.forward.attached': 'the whole mail as a file',

    // commands/drafts.ts
    'email.command.drafts': 'Drafts',
    'email.command.drafts.about': 'the mails that you have begun to write',
    'email.command.drafts.none': 'There are no drafts. Write draft to begin one.',
    'email.command.drafts.how': 'Send one by its number: send-draft 1.',
    'email.command.draft': 'Write a draft',
    'email.command.draft.about': 'keeps a mail among your drafts',
    'email.command.draft.done': 'It is kept in {folder}.',
    'email.command.draft.empty': 'A draft needs a subject or a text.',
    'email.command.send-draft': 'Send a draft',
    'email.command.send-draft.about': 'sends one of your drafts',

    // commands/senders.ts
    'email.command.blocked': 'Blocked senders',
    'email.command.blocked.about': 'whose mail you do not want',
    'email.command.blocked.none': 'You have blocked nobody.',
    'email.command.block': 'Block a sender',
    'email.command.block.about': 'no mail of this sender comes any more',
    'email.command.block.done': 'No mail of {who} comes any more.',
    'email.command.unblock': 'Unblock a sender',
    'email.command.unblock.about': 'mail of this sender comes again',
    'email.command.unblock.done': 'Mail of {who} comes again.',
    'email.command.accept': 'Accept a sender',
    'email.command.accept.about': 'mail of this sender comes, also what waits',
    'email.command.accept.done': 'Mail of {who} comes from now on.',
    'email.command.important': 'Important senders',
    'email.command.important.about': 'whose mail comes at once, also while you are away',
    'email.command.important.none': 'You have named nobody as important.',
    'email.command.add-important': 'Add an important sender',
    'email.command.add-important.about': 'mail of this sender comes at once, also while you are away',
    'email.command.add-important.done': 'Mail of {who} comes at once from now on.',
    'email.command.remove-important': 'Remove an important sender',
    'email.command.remove-important.about': 'mail of this sender comes like other mail',
    'email.command.remove-important.done': 'Mail of {who} comes like other mail from now on.',
    'email.command.senders.domain': '{domain} is no mail domain. Write it as @example.org.',
    'email.command.senders.full':
      'So many senders are known of you that there is no room for more. Take some out first.',

    // commands/lists.ts
    'email.command.room': 'Enter a conversation as a room',
    'email.command.room.about': 'invites you to the room of a mail to several people',
    'email.command.unsubscribe': 'Leave a mailing list',
    'email.command.unsubscribe.about': 'leaves the mailing list of a mail',

    // commands/calendar.ts
    'email.command.rsvp': 'Answer an invitation',
    'email.command.rsvp.about': 'answers the invitation in a mail',
    'email.command.rsvp.choose': 'Choose one of the answers.',
    'email.command.rsvp.accepted': 'I come',
    'email.command.rsvp.declined': 'I do not come',
    'email.command.rsvp.tentative': 'Perhaps',
    'email.command.rsvp.accepted.subject': 'Accepted: {title}',
    'email.command.rsvp.declined.subject': 'Declined: {title}',
    'email.command.rsvp.tentative.subject': 'Tentative: {title}',

    // commands/contacts.ts
    'email.command.import-contacts': 'Import contacts',
    'email.command.import-contacts.about': 'adds people to your contacts: of vCards, or whom you have written to',
    'email.command.import-contacts.instructions':
      'They are added to your contacts where your server lets me do that; else it asks you about each.',
    'email.command.import-contacts.none': 'Nobody with a mail address was found.',
    'email.command.import-contacts.done':
      '{added} of {found} people were added; the others are there already, or come with the next import.',
    'email.command.import-contacts.no-vcard': 'This is no vCard. It begins with BEGIN:VCARD.',
    'email.command.import-contacts.long':
      'This is too long for a form. Put it into a file on the web, and give its address.',

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
    'email.command.search.is': '{value} is nothing that a mail can be. Write is:unread, is:read or is:flagged.',
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
    'email.command.sign-in': 'Sign in at the provider',
    'email.command.sign-in.about': 'signs in at the provider of your mailbox, where it takes no passwords',
    'email.command.sign-in.instructions': 'You are told a page to open.',
    'email.oauth.done': 'You have signed in. The mailbox {address} is opened now.',
    'email.command.resume': 'Connect again',
    'email.command.resume.about': 'tries again to connect to your mailbox',
    'email.command.resume.done': 'It is tried now. Write mailbox in a moment to see what came of it.',

    // commands/mailboxes-admin.ts
    'email.command.mailboxes': 'Mailboxes',
    'email.command.mailboxes.about': 'how many mailboxes there are at which mail servers, and which do not open',
    'email.command.mailboxes.none': 'No mailbox is open here.',
    'email.command.mailboxes.parked': '{jid} at {host}: {reason}',
    'email.command.mailboxes.paused': '{host} is paused since {since}.',
    'email.command.pause-provider': 'Pause a mail server',
    'email.command.pause-provider.about': 'connects to no mailbox at a mail server for now',
    'email.command.pause-provider.done':
      'No mailbox at {host} is connected to from now on, and nothing is sent there, until you write resume-provider {host}.',
    'email.command.pause-provider.host': '{host} is no name of a mail server.',
    'email.command.pause-provider.full': 'So many mail servers are paused that no more can be. Resume some first.',
    'email.command.pause-provider.late':
      '{silent} parts of the gateway have not answered; they follow when they look next.',
    'email.command.resume-provider': 'Go on with a mail server',
    'email.command.resume-provider.about': 'connects to the mailboxes at a mail server again',
    'email.command.resume-provider.done': 'The mailboxes at {host} are connected to again.',
    'email.mailbox.paused':
      'The administrator of this gateway has paused the connections to {host}. Your mail stays there; try again later.',
    'email.command.mailboxes.silent': '{silent} parts of the gateway have not answered and are missing here.',
  },
} as const;
