import type { Sentences } from './catalogue.js';

/** The operations of admins in French. Their names, as `lane list`, are English everywhere. */
export const frenchOperations: Sentences = {
  'who is registered, by pages': 'qui est inscrit, page par page',
  'only at this gateway; default: at all of them': 'seulement à cette passerelle ; sinon à toutes',
  'only those whose JID has this in it': 'seulement ceux dont le JID contient ceci',
  'only those who are online': 'seulement ceux qui sont en ligne',
  'people on a page, default 50, at most 1000': 'personnes par page, sinon 50, au plus 1000',
  'where the page before ended': 'où la page précédente s’est arrêtée',
  'what one person has registered, where they are online, and what of theirs waits':
    'avec quoi une personne est inscrite, où elle est en ligne et ce qui attend d’elle',
  'bare JID of the person': 'JID de la personne, sans ressource',
  'all that is kept of one person, without secrets, for them to have':
    'tout ce qui est gardé d’une personne, sans les secrets, pour le lui remettre',
  'end what somebody has with the gateways until their next presence':
    'terminer la session d’une personne auprès des passerelles, jusqu’à sa prochaine présence',
  'remove the registration of somebody, with data and contacts':
    'supprimer l’inscription d’une personne, avec ses données et ses contacts',
  'Remove the registration? Its data and its list of contacts go with it.':
    'Supprimer l’inscription ? Ses données et sa liste de contacts partent avec elle.',
  'refuse all that a person or a domain sends, and end their sessions at once':
    'refuser tout ce qu’envoie une personne ou un domaine, et terminer aussitôt leurs sessions',
  'a JID, a domain (everybody there), or *@domain (everybody there but the domain itself)':
    'un JID, un domaine (tous ceux qui y sont) ou *@domaine (tous, sauf le domaine lui-même)',
  'why; whoever is banned reads it': 'la raison ; qui est exclu la lit',
  'how long, such as 2h or 7d; default: until it is removed':
    'combien de temps, par exemple 2h ou 7d ; sinon jusqu’à ce qu’elle soit levée',
  'until when, such as 2026-03-01T18:00Z': 'jusqu’à quand, par exemple 2026-03-01T18:00Z',
  'the bans that are in force': 'les exclusions en vigueur',
  'lift a ban: the person is served again at once, and is registered as before':
    'lever une exclusion : la personne est aussitôt servie de nouveau, et inscrite comme avant',
  'the gateway that the ban is for; default: the ban at all of them':
    'la passerelle que l’exclusion concerne ; sinon l’exclusion de toutes',
  'what waits in each lane, how old it is, and how the connection behind it is':
    'ce qui attend dans chaque file, depuis combien de temps, et l’état de la connexion derrière elle',
  'let nothing out of a lane: messages are still taken and wait, and expire as usual':
    'ne rien laisser sortir d’une file : les messages sont toujours pris, attendent et expirent comme d’habitude',
  'name of the lane, as lane list shows it': 'nom de la file, tel que lane list le montre',
  'why, for whoever looks at the lane': 'la raison, pour qui regarde la file',
  'let a paused lane run again: what waits goes out in order':
    'relancer une file suspendue : ce qui attend sort dans l’ordre',
  'what waits in one lane, who works it, and why nothing moves':
    'ce qui attend dans une file, qui s’en occupe et pourquoi rien n’avance',
  'the last messages of somebody, of a contact or of all, and where each stands':
    'les derniers messages d’une personne, d’un contact ou de tous, et où en est chacun',
  'only of this user': 'seulement de cette personne',
  'only with this address on the network, or its JID': 'seulement avec cette adresse du réseau, ou son JID',
  'how many; 50 where it is not said': 'combien ; sinon 50',
  'the way of one message, step by step, without its text': 'le parcours d’un message, étape par étape, sans son texte',
  'id of the stanza or of the envelope': 'identifiant de la stanza ou de l’enveloppe',
  'messages that could not be carried and are kept, the newest first':
    'les messages qui n’ont pu être acheminés et sont gardés, les plus récents d’abord',
  'only of this gateway': 'seulement de cette passerelle',
  'all that is known of one of them, but what it says': 'tout ce que l’on sait de l’un d’eux, sauf ce qu’il dit',
  'id of the letter, as letter list shows it': 'identifiant du message, tel que letter list le montre',
  'put it into its lane again, behind what waits there; its sender was told that it failed':
    'le remettre dans sa file, derrière ce qui y attend ; son expéditeur sait qu’il a échoué',
  'forget it for good': 'l’oublier pour de bon',
  'The message is gone then, and nobody can have it carried any more.':
    'Le message est alors perdu, et personne ne peut plus le faire acheminer.',
  'how much is logged; with a level: of everything, of a gateway or of one person, for a while':
    'ce qui va au journal ; avec un niveau : de tout, d’une passerelle ou d’une personne, pour un temps',
  'the least that is logged; usual: as the config says; left out: show what is set':
    'le niveau à partir duquel on écrit ; usual : comme dit la configuration ; sans rien : montrer ce qui est réglé',
  'only lines about this person': 'seulement les lignes sur cette personne',
  'how long, such as 1h; default: until it is taken back':
    'combien de temps, par exemple 1h ; sinon jusqu’à ce que ce soit retiré',
  'what is set besides log.level in the config': 'ce qui est réglé en plus de log.level dans la configuration',
  'the processes that run, what they hold and how they are':
    'les processus qui tournent, ce qu’ils tiennent et comment ils vont',
  'what users who are online are told now': 'ce qui est dit maintenant aux utilisateurs en ligne',
  'in how long, such as 5m, at most 24h; default: at once':
    'dans combien de temps, par exemple 5m, 24h au plus ; sinon tout de suite',
  'call off the end of the process that is asked, where it was to end later':
    'annuler l’arrêt du processus interrogé, s’il devait s’arrêter plus tard',
  'An end may be at most 24h away. Nothing was ended.': 'Un arrêt peut être à 24h au plus. Rien n’a été arrêté.',
  'The process ends in {seconds} s. Until then process call-off keeps it running.':
    'Le processus s’arrête dans {seconds} s. D’ici là, process call-off le laisse tourner.',
  'Nothing was to end this process.': 'Rien ne devait arrêter ce processus.',
  'The process goes on running.': 'Le processus continue de tourner.',
  'end the process that is asked, in order': 'arrêter en ordre le processus interrogé',
  'End this process? Its lanes go to other processes, or wait until it is started again.':
    'Arrêter ce processus ? Ses files passent à d’autres processus, ou attendent qu’il soit redémarré.',
  'end the process that is asked, in order, with exit code 75: systemd and Docker start it again':
    'arrêter en ordre le processus interrogé, avec le code 75 : systemd et Docker le redémarrent',
  'Restart this process? What is open is settled first; nothing is lost.':
    'Redémarrer ce processus ? Ce qui est ouvert est d’abord réglé ; rien n’est perdu.',
  'ask the XMPP server, or a service of it, what it is and what it offers':
    'demander au serveur XMPP, ou à un de ses services, ce qu’il est et ce qu’il offre',
  'its version (XEP-0092), its time, what it is and has (service discovery), or a place for a file':
    'sa version (XEP-0092), son heure, ce qu’il est et possède (découverte de services), ou une place pour un fichier',
  'whom, by address; default: the server itself': 'à qui, par son adresse ; sinon au serveur lui-même',
  'as an address of the gateway, and not as its domain':
    'en tant qu’adresse de la passerelle, et non en tant que son domaine',
  'have the process that is asked read its config again, as SIGHUP does':
    'faire relire sa configuration au processus interrogé, comme SIGHUP',
  'what admins have changed, who and when, the newest first':
    'ce que les administrateurs ont changé, qui et quand, le plus récent d’abord',
  'records on a page, default 50': 'lignes par page, sinon 50',
  'a code to sign in to the console in the browser, for when none can come as a message':
    'un code pour entrer dans la console du navigateur, quand aucun ne peut venir en message',
  'bare JID of the admin': 'JID de l’administrateur, sans ressource',

  '{who} is an admin. Take them off access.admins in the config first.':
    '{who} fait partie des administrateurs. Retirez-le d’abord de access.admins dans la configuration.',
  'The reason is longer than {most} characters. Say it shorter.':
    'La raison dépasse {most} caractères. Dites-la plus brièvement.',
  '{who} is banned at all gateways; all processes follow within two seconds.':
    '{who} est exclu de toutes les passerelles ; tous les processus suivent en deux secondes.',
  '{who} is banned at {gateway}; all processes follow within two seconds.':
    '{who} est exclu de {gateway} ; tous les processus suivent en deux secondes.',
  '{who} is banned no more.': '{who} n’est plus exclu.',
  '{who} is banned no more at {gateway}.': '{who} n’est plus exclu de {gateway}.',
  'all gateways': 'toutes les passerelles',
  'Look at ban list.': 'Voyez ban list.',
  'There are bans of it at {where}: name the gateway.': 'Il y en a pour : {where}. Nommez la passerelle.',
  'There is no such ban of {who}.': 'Il n’y a pas de telle exclusion de {who}.',
  '"{written}" is no address. Write a JID, a domain, or *@domain.':
    '« {written} » n’est pas une adresse. Écrivez un JID, un domaine ou *@domaine.',
  'A ban is for a person, not for one client: write {jid}.':
    'Une exclusion vaut pour une personne, pas pour un client : écrivez {jid}.',
  '{operation} has no argument {argument}; did you mean {meant}?':
    '{operation} n’a pas d’argument {argument} ; vouliez-vous dire {meant} ?',
  '{operation} takes no arguments, so no {argument}': '{operation} ne prend pas d’arguments, donc pas {argument}',
  '{operation} has no argument {argument}; it knows {names}':
    '{operation} n’a pas d’argument {argument} ; il connaît {names}',
  '{operation} needs {argument}: {about}': '{operation} demande {argument} : {about}',
  '{argument}: give one value only': '{argument} : donnez une seule valeur',
  '"{value}" is no number': '« {value} » n’est pas un nombre',
  '"{value}" is no time span; write one such as 90s, 15m, 2h or 7d':
    '« {value} » n’est pas une durée ; écrivez par exemple 90s, 15m, 2h ou 7d',
  '"{value}" is no time; write one such as 2026-03-01T08:00Z':
    '« {value} » n’est pas une heure ; écrivez par exemple 2026-03-01T08:00Z',
  '"{value}" is no address; write one such as juliet@example.org':
    '« {value} » n’est pas une adresse ; écrivez par exemple juliet@example.org',
  '"{value}" is none of {names}': '« {value} » n’est pas dans {names}',
  '"{value}" is neither true nor false': '« {value} » n’est ni true ni false',
  'It has errors, and all is as before.': 'Elle contient des erreurs, et tout reste comme avant.',
  'Nothing new counts now.': 'Rien de nouveau ne s’applique.',
  'These keys count now: {keys}.': 'Ces clés s’appliquent désormais : {keys}.',
  'These keys count after a restart: {keys}.': 'Ces clés s’appliqueront après un redémarrage : {keys}.',
  '{name} is paused; its holder follows within two seconds, and every later one.':
    '{name} est suspendue ; son détenteur suit en deux secondes, et tous les suivants.',
  'What is on its way to the network already ends as it would. Messages go on to be taken, and expire as usual.':
    'Ce qui est déjà en route vers le réseau s’achève normalement. Les messages sont toujours pris, et expirent comme d’habitude.',
  '{name} runs again.': '{name} tourne de nouveau.',
  '{name} is not paused. Look at lane show {name}.': '{name} n’est pas suspendue. Voyez lane show {name}.',
  'There is no lane "{name}".': 'Il n’y a pas de file « {name} ».',
  '{id} is forgotten.': '{id} est oublié.',
  'One letter is kept.': 'Un message est gardé.',
  '{total} letters are kept.': '{total} messages sont gardés.',
  'There is no letter "{id}". Look at letter list.': 'Il n’y a pas de message « {id} ». Voyez letter list.',
  'There is no gateway {gateway} any more. Drop the letter.':
    'Il n’y a plus de passerelle {gateway}. Le message ne peut plus être qu’oublié.',
  'Somebody else has retried or dropped it just now.': 'Quelqu’un d’autre vient de le réessayer ou de l’oublier.',
  'The lane {lane} takes nothing at present ({reason}). Try again later.':
    'La file {lane} ne prend rien en ce moment ({reason}). Réessayez plus tard.',
  'It waits in {lane} as {id}. If it fails again, it comes back as a letter.':
    'Il attend dans {lane} sous le nom {id}. S’il échoue encore, il revient ici.',
  'The account that it belongs to has ended. Drop the letter.':
    'Le compte auquel il appartient n’existe plus. Le message ne peut plus être qu’oublié.',
  '{jid} is banned. Lift the ban first.': '{jid} est exclu. Levez d’abord l’exclusion.',
  'No lane can carry it any more. Look at lane list.': 'Aucune file ne peut plus l’acheminer. Voyez lane list.',
  'Nothing was set for that. Look at log level without arguments.':
    'Rien n’était réglé pour cela. Voyez log level sans arguments.',
  'It is logged as the config says; all processes follow within two seconds.':
    'La configuration s’applique de nouveau ; tous les processus suivent en deux secondes.',
  'Logged from {level} on; all processes follow within two seconds.':
    'On écrit à partir de {level} ; tous les processus suivent en deux secondes.',
  'Lines show {shown}; whoever is shortened to the same is logged too.':
    'Les lignes montrent {shown} ; qui s’abrège de même y figure aussi.',
  'All is logged as log.level in the config says.': 'Pour tout vaut log.level de la configuration.',
  'Besides log.level in the config:': 'En plus de log.level de la configuration :',
  'What becomes of messages is not written down here. Set journeys.keep to a size, such as 32MiB, and restart.':
    'Ce que deviennent les messages n’est pas noté ici. Donnez à journeys.keep une taille, par exemple 32MiB, et redémarrez.',
  'No message is known that fits.': 'On ne connaît aucun message qui convienne.',
  'No message with the id {id} is known. What is older than journeys.age is forgotten.':
    'On ne connaît aucun message d’identifiant {id}. Ce qui est plus vieux que journeys.age est oublié.',
  'The process ends as by SIGTERM: what is open is settled first.':
    'Le processus s’arrête comme par SIGTERM : ce qui est ouvert est d’abord réglé.',
  'The process ends with exit code 75; whoever watches over it starts it again.':
    'Le processus s’arrête avec le code 75 ; qui veille sur lui le redémarre.',
  'Ask for one of: {names}.': 'On peut demander : {names}.',
  'This process holds no stream that is up: ask the one with the role xmpp.':
    'Ce processus ne tient aucun flux en service : interrogez celui du rôle xmpp.',
  '{to} gave no answer ({failure}).': '{to} n’a pas répondu ({failure}).',
  '{jid} is not online at any of these gateways, so there is no session to end.':
    '{jid} n’est en ligne à aucune de ces passerelles, il n’y a donc pas de session à terminer.',
  'The session of {jid} with {gateways} is ended; the next presence begins another.':
    'La session de {jid} auprès de {gateways} est terminée ; la prochaine présence en ouvre une autre.',
  'The registration of {jid} with {gateway} is removed.': 'L’inscription de {jid} auprès de {gateway} est supprimée.',
  'The registration was gone already.': 'L’inscription n’existait déjà plus.',
  '{jid} is not registered with {gateways}. Look at user list.':
    '{jid} n’est pas inscrit auprès de {gateways}. Voyez user list.',
  'Say either until when or for how long, not both.': 'Dites jusqu’à quand ou combien de temps, pas les deux.',
  '"{span}" is no time span. Write one such as 30m, 2h or 7d.':
    '« {span} » n’est pas une durée. Écrivez par exemple 30m, 2h ou 7d.',
  '"{time}" is no time. Write one such as 2026-03-01T18:00Z.':
    '« {time} » n’est pas une heure. Écrivez par exemple 2026-03-01T18:00Z.',
  '{time} is over already. Name a time to come.': '{time} est déjà passé. Nommez un moment à venir.',
  'There is none.': 'Il n’y en a pas.',
  'Use one of: {names}.': 'Il y a : {names}.',
  'There is no gateway "{name}".': 'Il n’y a pas de passerelle « {name} ».',
  '{jid} is no admin. Add it to access.admins in the config first.':
    '{jid} ne fait pas partie des administrateurs. Ajoutez-le d’abord à access.admins dans la configuration.',
  'It is good once, for ten minutes: write the JID at the console, and then this code.':
    'Il vaut une fois, pendant dix minutes : donnez le JID à la console, puis ce code.',
  Code: 'Code',
  'motd: told once to everybody who comes online; welcome: told to whoever has just registered':
    'motd : dit une fois à tous ceux qui se connectent ; welcome : dit à qui vient de s’inscrire',
  'only of this gateway; default: of all of them': 'seulement de cette passerelle ; sinon de toutes',
  'the messages that are told at a login or a registration': 'les messages dits à la connexion ou à l’inscription',
  'set the message of the day, which goes to who is online at once, or the welcome':
    'fixer le message du jour, qui va aussitôt à ceux qui sont en ligne, ou l’accueil',
  'the message': 'le message',
  'correct the one that is there: who was told it is not told again':
    'corriger celui qui existe : qui l’a reçu ne le reçoit pas de nouveau',
  'tell it no more': 'ne plus le dire',
  'The message has no text. Write one, or use notice remove.':
    'Le message n’a pas de texte. Écrivez-en un, ou prenez notice remove.',
  'The text is longer than {most} characters. Say it shorter.':
    'Le texte dépasse {most} caractères. Dites-le plus brièvement.',
  'Whoever registers with {where} is told this besides the usual welcome.':
    'Qui s’inscrit auprès de {where} reçoit ceci en plus de l’accueil habituel.',
  'Who is online with {where} is told it now, about 50 a second, and everybody else at their next login.':
    'Qui est en ligne auprès de {where} le reçoit maintenant, environ 50 par seconde, et les autres à leur prochaine connexion.',
  'Corrected at {where}: who was told the message before is not told again.':
    'Corrigé pour {where} : qui a reçu le message précédent ne le reçoit pas de nouveau.',
  'There is no {kind} to remove. Look at notice list.': 'Il n’y a pas de {kind} à supprimer. Voyez notice list.',
  'The {kind} of {where} is removed; all processes follow within two seconds.':
    '{kind} de {where} est supprimé ; tous les processus suivent en deux secondes.',
  Kind: 'Genre',
  Text: 'Texte',
  'Last login': 'Dernière connexion',

  Who: 'Qui',
  Gateway: 'Passerelle',
  Reason: 'Raison',
  Since: 'Depuis',
  Until: 'Jusqu’à',
  By: 'Par',
  Lane: 'File',
  State: 'État',
  'Paused by': 'Suspendue par',
  Connection: 'Connexion',
  Holder: 'Détenteur',
  Tenures: 'Mandats',
  Messages: 'Messages',
  'Age of the oldest': 'Âge du plus ancien',
  'Parked messages': 'Messages garés',
  'Parked conversations': 'Conversations garées',
  Waiting: 'En attente',
  Parked: 'Garés',
  Oldest: 'Le plus ancien',
  'A second': 'Par seconde',
  Letter: 'Message',
  User: 'Personne',
  Contact: 'Contact',
  Direction: 'Sens',
  Failed: 'Échoué',
  Sent: 'Envoyé',
  Tries: 'Essais',
  Level: 'Niveau',
  Person: 'Personne',
  Time: 'Heure',
  Way: 'Sens',
  'Last step': 'Dernière étape',
  Detail: 'Détail',
  Id: 'Identifiant',
  Envelope: 'Enveloppe',
  Stanza: 'Stanza',
  Step: 'Étape',
  Process: 'Processus',
  Role: 'Rôle',
  Version: 'Version',
  Memory: 'Mémoire',
  CPU: 'Processeur',
  'Loop delay': 'Retard de la boucle',
  Lanes: 'Files',
  'Takes nothing because': 'Ne prend rien, car',
  When: 'Quand',
  What: 'Quoi',
  With: 'Avec',
  Outcome: 'Résultat',
  Answer: 'Réponse',
  JID: 'JID',
  Accounts: 'Comptes',
  Address: 'Adresse',
  Online: 'En ligne',
  Account: 'Compte',
  'Registered with': 'Inscrit avec',
  'Clients online': 'Clients en ligne',
  Contacts: 'Contacts',
  Domain: 'Domaine',
  'Data (JSON)': 'Données (JSON)',

  all: 'toutes',
  up: 'en service',
  down: 'en panne',
  paused: 'suspendue',
  unheld: 'sans détenteur',
  out: 'vers le réseau',
  in: 'vers XMPP',
  accepted: 'pris',
  submitted: 'remis',
  taken: 'accepté',
  delivered: 'livré',
  retry: 'sera réessayé',
  failed: 'échoué',
  unknown: 'incertain',
  expired: 'expiré',
  refused: 'refusé',
};
