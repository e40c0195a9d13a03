/** What is said in and about conversations that are entered as rooms. */
export const roomTexts = {
  en: {
    'email.room.came': 'New in this conversation: {people}',
    'email.room.left': 'Not in this conversation any more: {people}',
    'email.room.now': 'What you write here goes to: {people}',
    'email.room.invitation': 'A mail to several people: {subject}',
    'email.room.invited':
      'Here is an invitation to {room}. While you are there, mails of that conversation come there.',
    'email.order.no-group': 'That is no mail to several people, or one to very many: it has no room.',
    'email.room.no-nick':
      'Enter with a nick: the address of the room, a slash, and the name that you want to have in it.',
    'email.room.nick-taken': 'Somebody in this conversation is called so. Enter with another nick.',
    'email.room.full': 'Too many of your clients are in this room.',
    'email.room.not-in': 'You are not in this room. Enter it, or write to its address as to a contact.',
    'email.room.nobody': 'Nobody in this room is called so.',
    'email.room.only-mail':
      'Only people with a mail address can be brought into this conversation: invite the address of a mail contact at this gateway.',
    'email.room.too-many': 'There are too many people in this conversation for one more.',
    'email.room.last-one': 'Nobody would be left whom a mail could go to. Leave the room in place of it.',
    'email.room.no-change':
      'Roles and affiliations mean nothing by mail. You can invite a mail contact, or kick somebody who is not to get your next mails.',
    'email.room.no-owner': 'A conversation by mail has no owner and nothing to configure, and it cannot be destroyed.',
    'email.room.yourself': 'That is you. Write to all in the room, or to somebody else in it.',
    'email.room.no-answer': 'There is only a mail address behind it, which answers no requests.',
    'email.room.bad-request': 'This request says nothing that can be done in a room.',
  },
} as const;
