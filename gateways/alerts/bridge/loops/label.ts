const LABEL = /^(?:<([^<>]{1,80})>|\[([^[\]]{1,80})\]|\(([^()]{1,80})\))\s/u;

/** The name in brackets before a text, as bridges put it there (`<alice/xmpp> hi`), without what they add to it; undefined: there is none. */
export function labelled(text: string): string | undefined {
  const [, angle, square, round] = LABEL.exec(text.replaceAll('\u200b', '')) ?? [];
  const label = angle ?? square ?? round;
  return label === undefined ? undefined : label.split(/[\s/@:]/, 1)[0];
}
