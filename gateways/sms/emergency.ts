/**
 * Numbers of emergency services anywhere (ITU-T E.161.1 and national plans). A text gateway must not pretend to reach
 * them: it cannot tell where a person is, and nobody may be listening.
 */
const EMERGENCY: ReadonlySet<string> = new Set(
  (
    '000 100 101 102 103 104 105 108 110 111 112 113 114 115 116 117 118 119 120 122 123 128 129 130 131 132 133 144 ' +
    '150 155 158 166 190 191 192 193 194 195 197 198 199 901 902 903 911 912 922 933 991 992 993 994 995 996 997 998 999'
  ).split(' '),
);

/** True for the digits of an emergency number, with or without a plus. */
export function isEmergency(digits: string): boolean {
  return EMERGENCY.has(digits.startsWith('+') ? digits.slice(1) : digits);
}
