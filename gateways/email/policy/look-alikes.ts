/**
 * Letters that most people take for letters of the Latin alphabet, by script: those of Unicode's confusables (UTS 39) that have the shape
 * in small letters. A name in A-labels of nothing else is read as a Latin one.
 */
export const LOOK_ALIKES: Readonly<Record<string, string>> = {
  Armenian: 'օսոհցզգյռւ',
  Cyrillic: 'асԁеһіїјӏорԛѕԝхүуъьҽпгѵѡкмтвнԍ',
  Greek: 'αγεηικνορτυχωϲϳ',
};
