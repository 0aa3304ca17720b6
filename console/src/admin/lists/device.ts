import { ta } from '../../texts/admin/index.js';

const browsers: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/\bcurl\//, 'curl'],
  [/\bnode\b|undici/i, 'Node.js'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/\bWindows\b/, 'Windows'],
  [/\b(?:iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
];

/** Returns a short name of a device, for recognition: the header is what the client claims. */
export function deviceName(session: {
  readonly deviceName: string | null;
  readonly userAgent: string | null;
}): string {
  if (session.deviceName !== null) return session.deviceName;
  const { userAgent } = session;
  if (userAgent === null || userAgent === '') return ta().sessions.unknownDevice;
  const known = [browsers, systems].map((list) => list.find(([pattern]) => pattern.test(userAgent))?.[1]);
  const text = known.filter((name) => name !== undefined).join(', ');
  return text === '' ? userAgent.slice(0, 60) : text;
}
