/** What is said of signatures, encryption and keys. */
export const cryptoTexts = {
  en: {
    'email.key.explain':
      'If you give the gateway your S/MIME key, it signs what you send and opens what is encrypted for you. It can then read ' +
      'those mails, and so can who runs it; on the way to your program they are protected as all your messages are. The key is ' +
      'kept encrypted, is never shown, and goes when you remove it. Without it, encrypted mails come to you as they are, for a ' +
      'program that holds your key.',
    'email.key.kept':
      'Your key for {address} is kept. It is valid until {day}, was made by {maker}, and has the fingerprint {fingerprint}.',
    'email.key.none': 'The gateway keeps no key for {address}. Give one with the command add-key.',
    'email.key.removed': 'The key for {address} is gone. Mails that are encrypted for it come to you as they are.',
    'email.key.confirm': 'Do you give the gateway your key?',
    'email.key.not-confirmed': 'Nothing was done. Set the answer to yes if you want it.',
    'email.key.missing': 'Write the key into the field, or the address where its file lies.',
    'email.key.no-account': 'There is no account of yours that the key could be for. Register first.',
    'email.key.unreadable': 'The key could not be read. Give it again.',
    'email.field.key-file': 'The key',
    'email.field.key-file.description':
      'A PEM file with the private key and its certificate, as text; or a PKCS #12 file in base64',
    'email.field.key-url': 'Or where its file lies',
    'email.field.key-url.description': 'An address that the gateway can fetch it from. Delete it there afterwards',
    'email.field.key-password': 'Password of the file',
    'email.field.key-confirm': 'Yes',
    'email.command.key': 'My S/MIME key',
    'email.command.key.about': 'tells which key of yours the gateway keeps',
    'email.command.add-key': 'Give the gateway my S/MIME key',
    'email.command.add-key.about': 'lets the gateway sign what you send, and open what is encrypted for you',
    'email.command.remove-key': 'Remove my S/MIME key',
    'email.command.remove-key.about': 'makes the gateway forget your key',
    'email.command.remove-key.confirm': 'Mails that are encrypted for it cannot be read here any more. Remove it?',
    'email.key.unknown-file':
      'This file holds no key that the gateway can read. Send a PKCS #12 file (.p12 or .pfx), or a PEM file with the private key and its certificate.',
    'email.key.needs-password': 'This file is protected. Send its password with it.',
    'email.key.wrong-password':
      'The password of this file is wrong. Try again, with the one that you chose when the file was made.',
    'email.key.unsupported':
      'This file is encrypted in a way that the gateway does not know. Export the key anew, with AES-256 or triple DES.',
    'email.key.costly':
      'Opening this file takes more rounds of calculation than the gateway does for anybody. Export the key anew, with at most 200,000.',
    'email.key.no-key':
      'There is no private key in this file, only certificates. Export it again together with the key.',
    'email.key.no-certificate':
      'No certificate in this file belongs to the private key in it. Export the key again together with its certificate.',
    'email.key.expired': 'This certificate ended on {day}. Get a new one from who made it.',
    'email.key.not-yet': 'This certificate is valid only from {day} on. Send it again then.',
    'email.key.address':
      'This certificate is for {named}, not for {address}. Send the one for the address that this account sends from.',
    'email.key.usage':
      'The certificate of {owner} is not for mail: it may neither sign nor encrypt. Ask its maker for one that may.',

    'email.signature.good': 'Signed by {address}, vouched for by {maker}. Whether that was revoked is not known.',
    'email.signature.address':
      'Signed by {owner}, which is not who this mail says that it is from. Take it as unsigned.',
    'email.signature.changed': 'This mail was changed after it was signed. Do not rely on it.',
    'email.signature.forged': 'The signature of this mail is not of who it says. Do not rely on it.',
    'email.signature.malformed': 'The signature of this mail cannot be read. Take it as unsigned.',
    'email.signature.no-certificate':
      'This mail is signed, but the certificate of its signer did not come along. Take it as unsigned, or ask for the certificate.',
    'email.signature.weak': 'The signature of this mail was made with what can be forged today. Take it as unsigned.',
    'email.signature.unsupported': 'This mail is signed in a way that the gateway does not know. Take it as unsigned.',
    'email.signature.untrusted':
      'Signed by {owner}, vouched for by {maker}, whom this gateway does not trust. Compare the fingerprint with its owner: {fingerprint}',
    'email.signature.expired': 'Signed by {owner} with a certificate that had ended. Take it as unsigned.',
    'email.signature.not-yet-valid':
      'Signed by {owner} with a certificate that was not valid yet. Take it as unsigned.',
    'email.signature.usage': 'Signed by {owner} with a certificate that is not for this. Take it as unsigned.',
    'email.signature.names': 'Signed by {owner} with a certificate that its maker may not give. Take it as unsigned.',
    'email.signature.unknown':
      'Signed by {owner} with a certificate that this gateway does not understand. Take it as unsigned.',

    'email.decrypt.not-for-us':
      'This mail is encrypted for another key than the one that the gateway keeps for you. It is attached as it came.',
    'email.decrypt.unsupported':
      'This mail is encrypted in a way that the gateway does not know. It is attached as it came.',
    'email.decrypt.broken':
      'This mail is encrypted and was damaged or changed on its way. It is attached as it came; ask for it again.',
    'email.decrypt.malformed': 'This mail says that it is encrypted, and cannot be read. It is attached as it came.',
    'email.decrypt.no-key':
      'This mail is encrypted, and the gateway has no key of yours. It is attached as it came, for a program that has.',
    'email.encrypt.no-certificate':
      'There is no certificate of {address} that the gateway trusts, so the message was not encrypted and not sent. Ask for a signed mail, or turn encryption off.',
    'email.encrypt.hidden':
      'An encrypted mail names everybody who can read it, so the message was not sent. Write to hidden recipients in mails of their own, or turn encryption off.',
    'email.encrypt.own-key': 'The key of {address} cannot sign, so the message was not sent. Register an RSA key.',

    'email.encrypt.no-key':
      'You have no S/MIME key here, so the message was not sent. Give one with the command key, or turn signing and encryption off in your registration.',

    'email.encrypt.expired':
      'Your certificate ended on {day}, so the message was not sent. Give a new key with the command add-key, or turn signing and encryption off in your registration.',

    'email.secure.failed':
      'This mail took too long to be signed, encrypted or opened. Send large files as links, outside of it.',

    'email.encrypted.opened': 'This mail came encrypted for you.',
    'email.encrypted.unsure':
      'This mail came encrypted for you. Nothing shows who wrote it, or that it was not changed on its way.',
    'email.openpgp.signed':
      'This mail is signed with OpenPGP, which the gateway does not check. The signature is attached.',
    'email.openpgp.encrypted':
      'This mail is encrypted with OpenPGP. It is attached as it came, for a program that has your key.',
    'email.openpgp.key': 'The OpenPGP key of {address} came with it (Autocrypt).',

    'email.object.lost': 'Nothing tells where this object lies, so it was not sent. Send it again.',
    'email.object.no-place':
      'The gateway fetches no files: the administrator has not set up HTTP. Send objects of at most 32 KiB, within the message.',
    'email.object.changed':
      'What lies at the address of this object is not what was sent, by its hash. Upload it again.',
    'email.object.unsafe':
      'Mail servers would change this object on its way: it has octets beyond ASCII, line ends other than CRLF, or lines of more than 998 octets. Encode its content in base64, then send it again.',

    'email.direct.subject': 'Secured message',
    'email.direct.object': 'This came signed and encrypted from {address}, one of your peers.',
    'email.direct.processed': 'The agent of {address} has taken the message and answers for it now.',
    'email.direct.dispatched': 'The message is in the hands of {address}.',
    'email.direct.displayed': 'The message was shown to {address}.',
    'email.direct.hidden':
      'Everybody who gets an object has to be named in it, so nothing was sent. Send it without hidden recipients.',
    'email.direct.no-key':
      'There is no key to sign this with, so nothing was sent. Ask the administrator for one, or give yours with the command add-key.',
    'email.direct.not-allowed':
      'Objects are exchanged only with peers whom the administrator has allowed, and {address} is none of them. Nothing was sent.',
    'email.direct.no-certificate':
      'There is no certificate of {address} that is vouched for by who this gateway trusts for that peer, so nothing was sent. Ask the administrator to get one.',
    'email.direct.own-address':
      'Your certificate is not for {address}, from which this would be sent. Register the key of that address.',
    'email.direct.own-expired':
      'Your certificate for {address} is not valid now. Register a new one, then send this again.',
    'email.direct.own-key':
      'Your key for {address} cannot sign, or a recipient cannot be encrypted for. Register an RSA key.',
    'email.direct.sender': 'The message names no sender, or several. It has to name one.',
    'email.direct.not-encrypted':
      'The message of {address} was not encrypted. Encrypt it with the certificate of its recipient.',
    'email.direct.not-opened':
      'The message of {address} could not be opened: it was damaged, or encrypted with another certificate than that of its recipient.',
    'email.direct.not-signed': 'The message of {address} was not signed. Sign it before it is encrypted.',
    'email.direct.address':
      'The message of {address} was signed by somebody else. Sign it with the certificate of its sender.',
    'email.direct.changed': 'The message of {address} was changed after it was signed. Send it again.',
    'email.direct.untrusted': 'The certificate of {address} is not one that this gateway relies on for that peer.',
    'email.direct.expired': 'The certificate of {address} is not valid now. Sign with a valid one.',
    'email.direct.refused-there': 'The agent of {address} did not take the message. It says why in a mail of its own.',
    'email.direct.bounced': 'The message could not be delivered to the agent of {address}.',
    'email.direct.silence':
      'The agent of {address} did not say in time that it took the message. It is taken as not delivered.',
  },
} as const;
