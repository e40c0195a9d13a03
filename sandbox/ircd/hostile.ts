/** Octets that no server should send; each is followed by an orderly line that must still be understood. */
export interface Hostile {
  readonly name: string;
  readonly octets: Buffer;
}

const filled = (head: string, fill: string, length: number) =>
  Buffer.concat([Buffer.from(head), Buffer.alloc(length, fill)]);

/** `length` octets without any end of a line. */
export function endlessLine(length: number): Buffer {
  return filled(':evil!e@host PRIVMSG #c :', 'x', length);
}

/** A message whose tags are `length` octets long with `@` and the space; the bound of IRCv3 is 8191. */
export function longTags(length: number, text = 'behind long tags'): Buffer {
  const head = '@+x=';
  return Buffer.concat([
    filled(head, 'a', length - head.length - 1),
    Buffer.from(` :evil!e@host PRIVMSG #c :${text}\r\n`),
  ]);
}

/** The lines that every reader of a server has to survive, for a client whose nick is `nick`. */
export function hostileLines(nick: string): readonly Hostile[] {
  const text = (name: string, line: string): Hostile => ({ name, octets: Buffer.from(line, 'latin1') });
  return [
    { name: 'a line of 1 MiB', octets: Buffer.concat([endlessLine(1_048_576), Buffer.from('\r\n')]) },
    { name: 'tags of 8191 octets', octets: longTags(8191) },
    { name: 'tags of 8192 octets', octets: longTags(8192) },
    { name: 'tags of 64 KiB', octets: longTags(65_536) },
    text('a bare LF', ':evil!e@host PRIVMSG #c :bare LF\n'),
    text('a bare CR within', ':evil!e@host PRIVMSG #c :one\rPRIVMSG #c :two\r\n'),
    text('NUL within', ':evil!e@host PRIVMSG #c :a\0b\r\n'),
    text('nothing but CR LF', '\r\n\r\n\r\n'),
    text('nothing but a space', ' \r\n'),
    text('nothing but a source', ':evil!e@host\r\n'),
    text('nothing but tags', '@a=b\r\n'),
    text('an empty source', ': PRIVMSG #c :x\r\n'),
    text('UTF-8 that ends within a character', ':evil!e@host PRIVMSG #c :caf\xc3\r\n'),
    text('octets that are no UTF-8', ':evil!e@host PRIVMSG #c :\xff\xfe\xfd\r\n'),
    text('an overlong form of UTF-8', ':evil!e@host PRIVMSG #c :\xc0\xaf\r\n'),
    text('a surrogate in UTF-8', ':evil!e@host PRIVMSG #c :\xed\xa0\x80\r\n'),
    text('what XML does not allow', ':evil!e@host PRIVMSG #c :\x01\x08\x0b\x1f\xef\xbf\xbf\r\n'),
    text('500 parameters', `:irc.test 005 ${nick} ${'A=1 '.repeat(500)}:x\r\n`),
    text('numerics without parameters', ':irc.test 001\r\n:irc.test 353\r\n:irc.test 433\r\n:irc.test 005\r\n'),
    text('a mode without its parameter', ':evil!e@host MODE #c +ooo\r\n'),
    text('a kick without a nick', ':evil!e@host KICK #c\r\n'),
    text('a batch that never began', ':irc.test BATCH -nothing\r\n@batch=nothing :evil!e@host PRIVMSG #c :x\r\n'),
    text('a batch within itself', '@batch=a :irc.test BATCH +a chathistory #c\r\n'),
    text('a time that is none', '@time=yesterday :evil!e@host PRIVMSG #c :x\r\n'),
    text('an own nick change to nothing', `:${nick}!u@host NICK :\r\n`),
    text('an own join of nothing', `:${nick}!u@host JOIN :\r\n`),
  ];
}

/** One character of several octets that arrives in two pieces: what must be joined before it is decoded. */
export function splitCharacter(): readonly [Buffer, Buffer] {
  const line = Buffer.from(':friend!f@host PRIVMSG #c :a\u{1f600}b\r\n');
  const middle = line.indexOf(0xf0) + 2;
  return [line.subarray(0, middle), line.subarray(middle)];
}
