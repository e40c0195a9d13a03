import type { Sentences } from './catalogue.js';
import { frenchCommands } from './commands-fr.js';

/** French sentences of the core. */
export const french: Sentences = {
  'access.banned': 'L’administrateur vous a exclu de cette passerelle. Demandez-lui de lever cette exclusion.',
  'access.banned-why':
    'L’administrateur vous a exclu de cette passerelle : {reason}. Demandez-lui de lever cette exclusion.',
  'access.denied': 'Cette passerelle ne dessert pas {jid}. Demandez à son administrateur de l’autoriser.',
  'access.paid':
    '{jid} n’a pas le droit d’utiliser cette passerelle, car elle coûte de l’argent. Demandez l’accord de son administrateur.',

  'address.suggestion': '{problem} Écrivez plutôt à {jid}.',

  'message.not-registered':
    'Inscrivez-vous d’abord auprès de {gateway} : votre client la montre parmi les services de votre serveur.',
  'message.account-ended':
    'L’inscription avec laquelle ce message a été envoyé a pris fin ; il n’a donc pas été remis au réseau. Inscrivez-vous auprès de ' +
    '{gateway} et envoyez-le de nouveau.',
  'message.throttled': 'Vous envoyez trop vite. Attendez un moment et envoyez-le de nouveau.',
  'message.waiting':
    '{count} de vos messages attendent déjà, car le réseau ne les prend pas pour l’instant. Renvoyez celui-ci quand ils seront partis.',
  'message.lane-full': 'Trop de messages attendent pour ce réseau. Envoyez-le de nouveau plus tard.',
  'message.lane-unheld':
    'La connexion à ce réseau ne fonctionne pas depuis une minute. Envoyez-le de nouveau plus tard.',
  'message.store-down':
    'La passerelle ne peut pas garder de messages en sûreté pour l’instant ; elle n’en a donc pris aucun. Envoyez-le de nouveau plus tard.',
  'room.direct':
    '{room} est un salon. Entrez-y et écrivez à tous ou à une personne qui s’y trouve, ou bien au pseudonyme sans le salon.',
  'room.groupchat-nick':
    'Un message à tout un salon s’adresse à {room}. Pour écrire à une personne, envoyez un message ordinaire.',
  'room.unsure':
    'Le processus qui s’en occupait s’est arrêté ; personne ne sait donc ce qu’il en est advenu. Essayez de nouveau.',
  'message.groupchat': 'Il n’y a pas de salons sur cette passerelle. Écrivez plutôt à un contact.',
  'message.expired':
    'Le message n’a pas pu être remis au réseau à temps ; il n’a donc pas été envoyé. Envoyez-le de nouveau plus tard.',
  'message.unknown':
    'On ne sait pas si le message est parti en entier : la connexion s’est perdue avant la réponse du réseau, ou il n’en a pris qu’une ' +
    'partie. L’envoyer de nouveau peut le livrer deux fois.',
  'message.unsupported':
    'Ce réseau ne peut pas transporter cela ({feature}) ; rien n’a donc été envoyé. Dites-le dans un message simple.',
  'message.encrypted':
    'Ce message est chiffré, et le réseau derrière cette passerelle ne peut pas le lire. Désactivez le chiffrement pour {jid} et ' +
    'envoyez-le de nouveau.',
  'message.object':
    'Ce message contient un objet MIME entier, que le réseau derrière cette passerelle ne peut pas transporter. Envoyez son texte ou ses fichiers.',
  'message.object-malformed':
    'L’objet de ce message est illisible : son contenu n’est pas du base64, ou son adresse ou sa somme de contrôle manque. Demandez à qui ' +
    'fait le programme qui l’a envoyé.',
  'message.forwarded':
    'Un message transféré ne peut pas être transmis, car quelqu’un d’autre l’a écrit. Copiez son texte et envoyez celui-ci.',
  'console.code':
    'Code pour la console : {code}\nIl vaut {minutes} minutes, une seule fois, dans le navigateur qui l’a demandé. Si vous ne l’avez pas ' +
    'demandé, ne faites rien : sans lui, personne ne peut se connecter à votre place. Ne le donnez jamais.',
  'store.away': 'La passerelle n’atteint pas sa base de données pour l’instant. Essayez de nouveau plus tard.',
  'message.internal':
    'La passerelle a échoué en traitant ceci. Son administrateur en trouve la raison dans le journal.',

  'fallback.correction': 'Correction : {body}',
  'fallback.retraction': '(J’ai retiré un message précédent.)',
  'fallback.reaction': '(J’ai réagi par {emojis}.)',
  'fallback.reaction-removed': '(J’ai retiré ma réaction.)',
  'fallback.reaction-partly-removed': '(J’ai retiré ma réaction {emojis}.)',
  'fallback.reaction-changed': '(J’ai réagi par {added} et retiré {removed}.)',
  'fallback.invite': '(Je vous invite dans le salon {room}.)',
  'fallback.invite-reason': '(Je vous invite dans le salon {room} : {reason})',
  'fallback.file-inside': '(J’ai envoyé une image qui ne peut pas être montrée ici : {name})',
  'fallback.reply': 'À propos de « {quote} » : {body}',
  'fallback.subject': '{subject} : {body}',

  'incoming.correction': 'Correction : {body}',
  'incoming.retraction': '(Un message précédent a été retiré.)',
  'incoming.reaction': '(A réagi par {emojis}.)',
  'incoming.reaction-removed': '(A retiré une réaction.)',
  'incoming.object-e2e': '(Un message signé ou chiffré, S/MIME. Votre programme ne peut pas le montrer.)',
  'incoming.object-openpgp': '(Un message OpenPGP. Votre programme ne peut pas le montrer.)',
  'incoming.object-mime': '(Un courriel entier. Votre programme ne peut pas le montrer.)',
  'incoming.invite': '(Une invitation dans le salon {room}.)',

  'recipients.too-many':
    'Un message peut aller à {most} destinataires au plus ; celui-ci en nomme {count}. Envoyez-le en plusieurs fois.',
  'recipients.separately':
    'Chacun de vos destinataires reçoit ce message seul et n’apprend rien des autres. Les réponses ne viennent qu’à vous.',
  'recipient.foreign':
    '{recipient} n’est pas un contact de cette passerelle, qui ne livre à personne d’autre. Rien n’a été envoyé.',
  'recipient.malformed':
    '{recipient} n’est pas une adresse que cette passerelle sache lire ; rien n’y est allé. Corrigez-la et envoyez de nouveau.',
  'recipient.failed': '{recipient} : {problem}',

  'register.required': '{field} : une valeur est nécessaire.',
  'register.option': '{field} : choisissez une des valeurs proposées ({options}).',
  'register.too-long': '{field} : {limit} caractères au plus.',
  'register.boolean': '{field} : répondez 0, 1, true ou false.',
  'register.pattern': '{field} : cela n’a pas la forme demandée. Lisez sa description et corrigez.',
  'register.conflict':
    '{field} : {value} appartient déjà à quelqu’un d’autre sur cette passerelle. Choisissez une autre valeur.',
  'register.conflict-own': '{field} : {value} appartient déjà à un autre de vos comptes. Choisissez une autre valeur.',
  'register.closed':
    'L’inscription à cette passerelle n’est pas ouverte à {jid}. Demandez à son administrateur de l’autoriser.',
  'register.not-registered': '{jid} n’est pas inscrit à cette passerelle ; il n’y a rien à retirer.',
  'register.remove-alone': 'Pour vous désinscrire, envoyez <remove/> seul, sans autres champs.',
  'register.not-a-submission': 'Répondez au formulaire d’inscription par un formulaire de type submit.',
  'register.other-form': 'C’est un autre formulaire que celui de l’inscription. Demandez d’abord celui-là.',
  'register.no-fields': 'L’inscription n’a pas de champs. Demandez le formulaire et remplissez-le.',
  'register.welcome':
    'Vous êtes inscrit auprès de {gateway}. Écrivez à {example} pour joindre quelqu’un ; les réponses viennent de la même adresse. ' +
    'Écrivez help à {node} pour voir ce qu’il y a d’autre.',
  'register.welcome-as':
    'Vous êtes inscrit auprès de {gateway}, en tant que {own}. Écrivez à {example} pour joindre quelqu’un ; les réponses viennent de la ' +
    'même adresse. Écrivez help à {node} pour voir ce qu’il y a d’autre.',
  'register.timeout':
    'Le réseau n’a pas répondu à temps ; les données n’ont donc pas pu être vérifiées. Essayez de nouveau plus tard.',
  'register.busy': 'La passerelle ne peut pas garder d’inscriptions pour l’instant. Essayez de nouveau plus tard.',

  'account.label':
    'Un compte ne peut pas s’appeler « {label} ». Prenez de 1 à 64 des lettres a à z, chiffres, traits d’union et points entre eux.',
  'account.exists': 'Vous avez déjà un compte « {label} ». Modifiez celui-là ou choisissez un autre nom.',
  'account.unknown': 'Vous n’avez pas de compte « {label} » sur cette passerelle. Les vôtres sont {accounts}.',
  'account.first': 'Inscrivez-vous d’abord auprès de {gateway}. Ensuite vous pourrez ajouter d’autres comptes.',
  'contact.limit':
    'Vous avez {limit} contacts sur cette passerelle, et il n’en est pas permis davantage. Retirez-en un d’abord.',
  'account.limit':
    'Vous avez {limit} comptes sur cette passerelle, et il n’en est pas permis davantage. Retirez-en un d’abord.',
  'account.pins':
    'Vous avez attaché des comptes à {limit} contacts, et il n’en est pas permis davantage. Détachez-en un d’abord.',

  'stanza.limit':
    'Cette stanza est plus grande que ce que la passerelle lit ({limit}) ; rien n’en a été pris. Envoyez moins à la fois.',

  'iq.type': 'Le type d’un IQ est get, set, result ou error.',
  'iq.id': 'Un IQ a besoin d’un id.',
  'iq.children': 'Un IQ de type get ou set a besoin d’un enfant et d’un seul.',
  'iq.unknown': 'Cette passerelle ne connaît pas la requête {namespace} à cette adresse.',
  'iq.resource': 'Il n’y a rien à cette ressource. Demandez à {jid} sans ressource.',
  'prompt.empty': 'Tapez d’abord une adresse.',
  ...frenchCommands,
  'prompt.too-long': 'C’est plus long que toute adresse. Tapez l’adresse seule.',

  'vcard.foreign': 'Ce n’est pas à vous de changer ceci. Pour changer votre inscription, inscrivez-vous de nouveau.',

  'search.title': 'Chercher des personnes',
  'search.instructions':
    'Remplissez un ou plusieurs champs. Sont trouvées les personnes dont la fiche contient ce que vous avez tapé.',
  'search.first': 'Prénom',
  'search.last': 'Nom de famille',
  'search.nick': 'Pseudonyme',
  'search.email': 'Adresse de courriel',
  'search.phone': 'Numéro de téléphone',
  'search.more': 'Seuls les {results} premiers sont montrés. Remplissez davantage pour en trouver moins.',
  'search.form': 'Ce n’est pas le formulaire de recherche. Demandez-le et remplissez-le.',
  'search.empty': 'Remplissez au moins un champ de la recherche.',
  'search.throttled': 'Vous cherchez trop souvent. Attendez un moment et cherchez de nouveau.',
  'search.failed': 'L’annuaire ne répond pas pour l’instant. Cherchez de nouveau plus tard.',

  'archive.form': 'Ce n’est pas une requête que l’archive sache lire. Demandez son formulaire et remplissez-le.',
  'archive.field':
    'L’archive ne peut pas être parcourue par ce champ. Demandez son formulaire, qui montre tous ceux qu’elle connaît.',
  'archive.with': 'Ce que vous cherchez n’est pas une adresse. Corrigez-la et demandez de nouveau.',
  'archive.ids': 'Cela fait plus d’ids que l’archive n’en cherche à la fois. Demandez-en moins.',
  'archive.no-such': 'Vous n’avez vu ici aucun message de cet id, ou il n’est plus gardé. Demandez sans lui.',
  'archive.no-index': 'L’archive ne numérote pas ses messages. Demandez ceux qui viennent avant ou après l’un d’eux.',
  'archive.throttled': 'Vous interrogez l’archive trop souvent. Attendez un moment et demandez de nouveau.',

  'policy.own':
    'Les messages vers le réseau sont gardés jusqu’à leur remise, {hours} heures au plus ; ceux qui vous sont destinés, jusqu’à ce que votre ' +
    'serveur les ait pris. Des adresses et des ids sans texte sont gardés pour les accusés de réception, {reports} heures au plus. ' +
    'Se désinscrire efface aussitôt l’inscription et la liste de contacts.',

  'media.unavailable': 'Des fichiers ne peuvent pas être gardés ici pour l’instant. Envoyez plutôt un lien.',
  'media.too-large':
    'Le fichier est plus grand que ce que cette passerelle transporte ({limit} octets). Réduisez-le ou envoyez-le autrement.',
  'media.quota':
    'Tant de fichiers sont déjà gardés ici qu’il n’y a plus de place pour celui-ci. Essayez de nouveau quand de plus anciens auront expiré.',
  'media.full': 'Il n’y a pas de place pour des fichiers ici pour l’instant. Essayez de nouveau plus tard.',
  'media.broken': 'Le fichier s’est arrêté au milieu ; il n’a donc pas été transporté. Envoyez-le de nouveau.',
  'media.url':
    'Ce n’est pas un lien que la passerelle puisse suivre : il doit commencer par https:// ou http:// et ne nommer aucun utilisateur.',
  'media.encrypted':
    'Ce fichier est chiffré pour son seul destinataire ; la passerelle ne peut donc pas le lire. Désactivez le chiffrement pour ce contact ' +
    'et envoyez le fichier de nouveau.',
  'media.address': 'Le lien mène à {host}, qui n’est pas sur l’Internet public ; il n’a donc pas été suivi.',
  'media.unreachable': 'Le serveur du lien ({host}) n’a pas pu être joint. Essayez de nouveau plus tard.',
  'media.status': 'Le serveur du lien ({host}) n’a pas donné le fichier ({status}). Vérifiez le lien.',
  'media.timeout':
    'Le serveur du lien ({host}) était trop lent ; le fichier a été abandonné. Essayez de nouveau plus tard.',
};
