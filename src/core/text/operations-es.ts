import type { Sentences } from './catalogue.js';

/** The operations of admins in Spanish. Their names, as `lane list`, are English everywhere. */
export const spanishOperations: Sentences = {
  'who is registered, by pages': 'quién está registrado, por páginas',
  'only at this gateway; default: at all of them': 'solo en esta pasarela; si no, en todas',
  'only those whose JID has this in it': 'solo quienes tienen esto en su JID',
  'only those who are online': 'solo quienes están en línea',
  'people on a page, default 50, at most 1000': 'personas por página, si no 50, como mucho 1000',
  'where the page before ended': 'dónde terminó la página anterior',
  'what one person has registered, where they are online, and what of theirs waits':
    'con qué está registrada una persona, dónde está en línea y qué espera de ella',
  'bare JID of the person': 'JID de la persona, sin recurso',
  'all that is kept of one person, without secrets, for them to have':
    'todo lo que se guarda de una persona, sin secretos, para dárselo',
  'end what somebody has with the gateways until their next presence':
    'terminar la sesión de alguien con las pasarelas hasta su próxima presencia',
  'remove the registration of somebody, with data and contacts':
    'borrar el registro de alguien, con sus datos y contactos',
  'Remove the registration? Its data and its list of contacts go with it.':
    '¿Borrar el registro? Sus datos y su lista de contactos se van con él.',
  'refuse all that a person or a domain sends, and end their sessions at once':
    'rechazar todo lo que envía una persona o un dominio, y terminar enseguida sus sesiones',
  'a JID, a domain (everybody there), or *@domain (everybody there but the domain itself)':
    'un JID, un dominio (todos los de allí) o *@dominio (todos, salvo el propio dominio)',
  'why; whoever is banned reads it': 'el motivo; quien queda excluido lo lee',
  'how long, such as 2h or 7d; default: until it is removed':
    'cuánto tiempo, por ejemplo 2h o 7d; si no, hasta que se levante',
  'until when, such as 2026-03-01T18:00Z': 'hasta cuándo, por ejemplo 2026-03-01T18:00Z',
  'the bans that are in force': 'las exclusiones que están en vigor',
  'lift a ban: the person is served again at once, and is registered as before':
    'levantar una exclusión: se atiende a la persona otra vez enseguida, y sigue registrada como antes',
  'the gateway that the ban is for; default: the ban at all of them':
    'la pasarela de la exclusión; si no, la exclusión de todas',
  'what waits in each lane, how old it is, and how the connection behind it is':
    'qué espera en cada cola, desde cuándo, y cómo está la conexión que hay detrás',
  'let nothing out of a lane: messages are still taken and wait, and expire as usual':
    'no dejar salir nada de una cola: los mensajes se siguen tomando, esperan y caducan como siempre',
  'name of the lane, as lane list shows it': 'nombre de la cola, como lo muestra lane list',
  'why, for whoever looks at the lane': 'el motivo, para quien mire la cola',
  'let a paused lane run again: what waits goes out in order':
    'poner otra vez en marcha una cola detenida: lo que espera sale en orden',
  'what waits in one lane, who works it, and why nothing moves':
    'qué espera en una cola, quién la atiende y por qué nada se mueve',
  'the last messages of somebody, of a contact or of all, and where each stands':
    'los últimos mensajes de alguien, de un contacto o de todos, y cómo va cada uno',
  'only of this user': 'solo de esta persona',
  'only with this address on the network, or its JID': 'solo con esta dirección de la red, o su JID',
  'how many; 50 where it is not said': 'cuántos; si no se dice, 50',
  'the way of one message, step by step, without its text': 'el camino de un mensaje, paso a paso, sin su texto',
  'id of the stanza or of the envelope': 'identificador de la stanza o del sobre',
  'messages that could not be carried and are kept, the newest first':
    'los mensajes que no se pudieron llevar y se guardan, los más nuevos primero',
  'only of this gateway': 'solo de esta pasarela',
  'all that is known of one of them, but what it says': 'todo lo que se sabe de uno de ellos, salvo lo que dice',
  'id of the letter, as letter list shows it': 'identificador del mensaje, como lo muestra letter list',
  'put it into its lane again, behind what waits there; its sender was told that it failed':
    'ponerlo otra vez en su cola, detrás de lo que allí espera; su remitente sabe que falló',
  'forget it for good': 'olvidarlo para siempre',
  'The message is gone then, and nobody can have it carried any more.':
    'El mensaje desaparece entonces, y nadie puede ya hacer que se lleve.',
  'how much is logged; with a level: of everything, of a gateway or of one person, for a while':
    'cuánto se registra; con un nivel: de todo, de una pasarela o de una persona, por un tiempo',
  'the least that is logged; usual: as the config says; left out: show what is set':
    'lo mínimo que se registra; usual: como dice la configuración; sin nada: mostrar lo que hay',
  'only lines about this person': 'solo líneas sobre esta persona',
  'how long, such as 1h; default: until it is taken back': 'cuánto tiempo, por ejemplo 1h; si no, hasta que se retire',
  'what is set besides log.level in the config': 'lo que hay además de log.level en la configuración',
  'the processes that run, what they hold and how they are':
    'los procesos en marcha, qué tienen a su cargo y cómo están',
  'what users who are online are told now': 'lo que se dice ahora a los usuarios conectados',
  'in how long, such as 5m, at most 24h; default: at once':
    'dentro de cuánto tiempo, por ejemplo 5m, 24h como mucho; si no, ahora mismo',
  'call off the end of the process that is asked, where it was to end later':
    'anular el fin del proceso al que se pregunta, si iba a terminar más tarde',
  'An end may be at most 24h away. Nothing was ended.': 'Un fin puede estar a 24h como mucho. No se terminó nada.',
  'The process ends in {seconds} s. Until then process call-off keeps it running.':
    'El proceso termina en {seconds} s. Hasta entonces process call-off lo mantiene en marcha.',
  'Nothing was to end this process.': 'Nada iba a terminar este proceso.',
  'The process goes on running.': 'El proceso sigue en marcha.',
  'end the process that is asked, in order': 'terminar en orden el proceso al que se pregunta',
  'End this process? Its lanes go to other processes, or wait until it is started again.':
    '¿Terminar este proceso? Sus colas pasan a otros procesos, o esperan hasta que se inicie otra vez.',
  'end the process that is asked, in order, with exit code 75: systemd and Docker start it again':
    'terminar en orden el proceso al que se pregunta, con el código 75: systemd y Docker lo inician otra vez',
  'Restart this process? What is open is settled first; nothing is lost.':
    '¿Reiniciar este proceso? Lo que está abierto se resuelve primero; no se pierde nada.',
  'ask the XMPP server, or a service of it, what it is and what it offers':
    'preguntar al servidor XMPP, o a un servicio suyo, qué es y qué ofrece',
  'its version (XEP-0092), its time, what it is and has (service discovery), or a place for a file':
    'su versión (XEP-0092), su hora, qué es y qué tiene (descubrimiento de servicios), o un lugar para un archivo',
  'whom, by address; default: the server itself': 'a quién, por su dirección; si no, al propio servidor',
  'as an address of the gateway, and not as its domain': 'como una dirección de la pasarela, y no como su dominio',
  'have the process that is asked read its config again, as SIGHUP does':
    'hacer que el proceso al que se pregunta lea otra vez su configuración, como SIGHUP',
  'what admins have changed, who and when, the newest first':
    'lo que los administradores han cambiado, quién y cuándo, lo más nuevo primero',
  'records on a page, default 50': 'anotaciones por página, si no 50',
  'a code to sign in to the console in the browser, for when none can come as a message':
    'un código para entrar en la consola del navegador, cuando ninguno puede llegar como mensaje',
  'bare JID of the admin': 'JID del administrador, sin recurso',

  '{who} is an admin. Take them off access.admins in the config first.':
    '{who} es de los administradores. Quítalo primero de access.admins en la configuración.',
  'The reason is longer than {most} characters. Say it shorter.':
    'El motivo pasa de {most} caracteres. Dilo más breve.',
  '{who} is banned at all gateways; all processes follow within two seconds.':
    '{who} queda excluido de todas las pasarelas; todos los procesos lo siguen en dos segundos.',
  '{who} is banned at {gateway}; all processes follow within two seconds.':
    '{who} queda excluido de {gateway}; todos los procesos lo siguen en dos segundos.',
  '{who} is banned no more.': '{who} ya no está excluido.',
  '{who} is banned no more at {gateway}.': '{who} ya no está excluido de {gateway}.',
  'all gateways': 'todas las pasarelas',
  'Look at ban list.': 'Mira ban list.',
  'There are bans of it at {where}: name the gateway.': 'Las hay en: {where}. Nombra la pasarela.',
  'There is no such ban of {who}.': 'No hay tal exclusión de {who}.',
  '"{written}" is no address. Write a JID, a domain, or *@domain.':
    '«{written}» no es una dirección. Escribe un JID, un dominio o *@dominio.',
  'A ban is for a person, not for one client: write {jid}.':
    'Una exclusión es para una persona, no para un cliente: escribe {jid}.',
  '{operation} has no argument {argument}; did you mean {meant}?':
    '{operation} no tiene el argumento {argument}; ¿querías decir {meant}?',
  '{operation} takes no arguments, so no {argument}': '{operation} no toma argumentos, así que no {argument}',
  '{operation} has no argument {argument}; it knows {names}':
    '{operation} no tiene el argumento {argument}; conoce {names}',
  '{operation} needs {argument}: {about}': '{operation} necesita {argument}: {about}',
  '{argument}: give one value only': '{argument}: da un solo valor',
  '"{value}" is no number': '«{value}» no es un número',
  '"{value}" is no time span; write one such as 90s, 15m, 2h or 7d':
    '«{value}» no es una duración; escribe por ejemplo 90s, 15m, 2h o 7d',
  '"{value}" is no time; write one such as 2026-03-01T08:00Z':
    '«{value}» no es una hora; escribe por ejemplo 2026-03-01T08:00Z',
  '"{value}" is no address; write one such as juliet@example.org':
    '«{value}» no es una dirección; escribe por ejemplo juliet@example.org',
  '"{value}" is none of {names}': '«{value}» no está en {names}',
  '"{value}" is neither true nor false': '«{value}» no es ni true ni false',
  'It has errors, and all is as before.': 'Tiene errores, y todo sigue como antes.',
  'Nothing new counts now.': 'No cuenta nada nuevo.',
  'These keys count now: {keys}.': 'Estas claves cuentan ahora: {keys}.',
  'These keys count after a restart: {keys}.': 'Estas claves contarán tras un reinicio: {keys}.',
  '{name} is paused; its holder follows within two seconds, and every later one.':
    '{name} está detenida; su encargado lo sigue en dos segundos, y todos los posteriores.',
  'What is on its way to the network already ends as it would. Messages go on to be taken, and expire as usual.':
    'Lo que ya va camino de la red acaba como siempre. Los mensajes se siguen tomando, y caducan como siempre.',
  '{name} runs again.': '{name} está otra vez en marcha.',
  '{name} is not paused. Look at lane show {name}.': '{name} no está detenida. Mira lane show {name}.',
  'There is no lane "{name}".': 'No hay ninguna cola «{name}».',
  '{id} is forgotten.': '{id} queda olvidado.',
  'One letter is kept.': 'Se guarda un mensaje.',
  '{total} letters are kept.': 'Se guardan {total} mensajes.',
  'There is no letter "{id}". Look at letter list.': 'No hay ningún mensaje «{id}». Mira letter list.',
  'There is no gateway {gateway} any more. Drop the letter.':
    'Ya no hay ninguna pasarela {gateway}. El mensaje solo se puede olvidar.',
  'Somebody else has retried or dropped it just now.': 'Otra persona acaba de reintentarlo u olvidarlo.',
  'The lane {lane} takes nothing at present ({reason}). Try again later.':
    'La cola {lane} no toma nada por ahora ({reason}). Prueba más tarde.',
  'It waits in {lane} as {id}. If it fails again, it comes back as a letter.':
    'Espera en {lane} como {id}. Si vuelve a fallar, regresa aquí.',
  'The account that it belongs to has ended. Drop the letter.':
    'La cuenta a la que pertenece ya no existe. El mensaje solo se puede olvidar.',
  '{jid} is banned. Lift the ban first.': '{jid} está excluido. Levanta primero la exclusión.',
  'No lane can carry it any more. Look at lane list.': 'Ninguna cola puede ya llevarlo. Mira lane list.',
  'Nothing was set for that. Look at log level without arguments.':
    'No había nada puesto para eso. Mira log level sin argumentos.',
  'It is logged as the config says; all processes follow within two seconds.':
    'Se registra como dice la configuración; todos los procesos lo siguen en dos segundos.',
  'Logged from {level} on; all processes follow within two seconds.':
    'Se registra desde {level}; todos los procesos lo siguen en dos segundos.',
  'Lines show {shown}; whoever is shortened to the same is logged too.':
    'Las líneas muestran {shown}; quien se acorta igual también sale.',
  'All is logged as log.level in the config says.': 'Para todo vale log.level de la configuración.',
  'Besides log.level in the config:': 'Además de log.level de la configuración:',
  'What becomes of messages is not written down here. Set journeys.keep to a size, such as 32MiB, and restart.':
    'Aquí no se anota qué es de los mensajes. Da a journeys.keep un tamaño, por ejemplo 32MiB, y reinicia.',
  'No message is known that fits.': 'No se conoce ningún mensaje que encaje.',
  'No message with the id {id} is known. What is older than journeys.age is forgotten.':
    'No se conoce ningún mensaje con el identificador {id}. Lo más viejo que journeys.age se olvida.',
  'The process ends as by SIGTERM: what is open is settled first.':
    'El proceso termina como con SIGTERM: lo que está abierto se resuelve primero.',
  'The process ends with exit code 75; whoever watches over it starts it again.':
    'El proceso termina con el código 75; quien vela por él lo inicia otra vez.',
  'Ask for one of: {names}.': 'Se puede preguntar por: {names}.',
  'This process holds no stream that is up: ask the one with the role xmpp.':
    'Este proceso no tiene ningún flujo en marcha: pregunta al del papel xmpp.',
  '{to} gave no answer ({failure}).': '{to} no respondió ({failure}).',
  '{jid} is not online at any of these gateways, so there is no session to end.':
    '{jid} no está en línea en ninguna de estas pasarelas, así que no hay sesión que terminar.',
  'The session of {jid} with {gateways} is ended; the next presence begins another.':
    'La sesión de {jid} con {gateways} ha terminado; la próxima presencia empieza otra.',
  'The registration of {jid} with {gateway} is removed.': 'El registro de {jid} en {gateway} está borrado.',
  'The registration was gone already.': 'El registro ya no existía.',
  '{jid} is not registered with {gateways}. Look at user list.':
    '{jid} no está registrado en {gateways}. Mira user list.',
  'Say either until when or for how long, not both.': 'Di hasta cuándo o cuánto tiempo, no ambas cosas.',
  '"{span}" is no time span. Write one such as 30m, 2h or 7d.':
    '«{span}» no es una duración. Escribe por ejemplo 30m, 2h o 7d.',
  '"{time}" is no time. Write one such as 2026-03-01T18:00Z.':
    '«{time}» no es una hora. Escribe por ejemplo 2026-03-01T18:00Z.',
  '{time} is over already. Name a time to come.': '{time} ya pasó. Nombra un momento por venir.',
  'There is none.': 'No hay ninguno.',
  'Use one of: {names}.': 'Hay: {names}.',
  'There is no gateway "{name}".': 'No hay ninguna pasarela «{name}».',
  '{jid} is no admin. Add it to access.admins in the config first.':
    '{jid} no es de los administradores. Añádelo primero a access.admins en la configuración.',
  'It is good once, for ten minutes: write the JID at the console, and then this code.':
    'Vale una vez, durante diez minutos: da el JID a la consola, y después este código.',
  Code: 'Código',
  'motd: told once to everybody who comes online; welcome: told to whoever has just registered':
    'motd: se dice una vez a todos los que se conectan; welcome: a quien acaba de registrarse',
  'only of this gateway; default: of all of them': 'solo de esta pasarela; si no, de todas',
  'the messages that are told at a login or a registration': 'los mensajes que se dicen al conectarse o registrarse',
  'set the message of the day, which goes to who is online at once, or the welcome':
    'poner el mensaje del día, que va enseguida a quienes están en línea, o la bienvenida',
  'the message': 'el mensaje',
  'correct the one that is there: who was told it is not told again':
    'corregir el que hay: a quien ya lo recibió no se le repite',
  'tell it no more': 'no decirlo más',
  'The message has no text. Write one, or use notice remove.':
    'El mensaje no tiene texto. Escribe uno, o usa notice remove.',
  'The text is longer than {most} characters. Say it shorter.': 'El texto pasa de {most} caracteres. Dilo más breve.',
  'Whoever registers with {where} is told this besides the usual welcome.':
    'Quien se registra en {where} recibe esto además de la bienvenida habitual.',
  'Who is online with {where} is told it now, about 50 a second, and everybody else at their next login.':
    'Quien está en línea en {where} lo recibe ahora, unos 50 por segundo, y los demás la próxima vez que se conecten.',
  'Corrected at {where}: who was told the message before is not told again.':
    'Corregido en {where}: a quien recibió el mensaje anterior no se le repite.',
  'There is no {kind} to remove. Look at notice list.': 'No hay ningún {kind} que quitar. Mira notice list.',
  'The {kind} of {where} is removed; all processes follow within two seconds.':
    '{kind} de {where} está quitado; todos los procesos lo siguen en dos segundos.',
  Kind: 'Clase',
  Text: 'Texto',
  'Last login': 'Última conexión',

  Who: 'Quién',
  Gateway: 'Pasarela',
  Reason: 'Motivo',
  Since: 'Desde',
  Until: 'Hasta',
  By: 'Por',
  Lane: 'Cola',
  State: 'Estado',
  'Paused by': 'Detenida por',
  Connection: 'Conexión',
  Holder: 'Encargado',
  Tenures: 'Mandatos',
  Messages: 'Mensajes',
  'Age of the oldest': 'Edad del más antiguo',
  'Parked messages': 'Mensajes aparcados',
  'Parked conversations': 'Conversaciones aparcadas',
  Waiting: 'En espera',
  Parked: 'Aparcados',
  Oldest: 'El más antiguo',
  'A second': 'Por segundo',
  Letter: 'Mensaje',
  User: 'Persona',
  Contact: 'Contacto',
  Direction: 'Sentido',
  Failed: 'Fallado',
  Sent: 'Enviado',
  Tries: 'Intentos',
  Level: 'Nivel',
  Person: 'Persona',
  Time: 'Hora',
  Way: 'Sentido',
  'Last step': 'Último paso',
  Detail: 'Detalle',
  Id: 'Identificador',
  Envelope: 'Sobre',
  Stanza: 'Stanza',
  Step: 'Paso',
  Process: 'Proceso',
  Role: 'Papel',
  Version: 'Versión',
  Memory: 'Memoria',
  CPU: 'Procesador',
  'Loop delay': 'Retraso del bucle',
  Lanes: 'Colas',
  'Takes nothing because': 'No toma nada porque',
  When: 'Cuándo',
  What: 'Qué',
  With: 'Con',
  Outcome: 'Resultado',
  Answer: 'Respuesta',
  JID: 'JID',
  Accounts: 'Cuentas',
  Address: 'Dirección',
  Online: 'En línea',
  Account: 'Cuenta',
  'Registered with': 'Registrado con',
  'Clients online': 'Clientes en línea',
  Contacts: 'Contactos',
  Domain: 'Dominio',
  'Data (JSON)': 'Datos (JSON)',

  all: 'todas',
  up: 'en marcha',
  down: 'averiada',
  paused: 'detenida',
  unheld: 'sin encargado',
  out: 'hacia la red',
  in: 'hacia XMPP',
  accepted: 'tomado',
  submitted: 'entregado a la red',
  taken: 'aceptado',
  delivered: 'recibido',
  retry: 'se reintentará',
  failed: 'fallado',
  unknown: 'incierto',
  expired: 'caducado',
  refused: 'rechazado',
};
