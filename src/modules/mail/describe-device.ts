/** Order matters: most browsers claim to be several others too. */
const browsers: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /\bEdg(?:e|A|iOS)?\//],
  ['Opera', /\bOPR\//],
  ['Firefox', /\b(?:Firefox|FxiOS)\//],
  ['Chrome', /\b(?:Chrome|CriOS)\//],
  ['Safari', /\bSafari\//],
];

const systems: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['iPhone', /\biPhone\b/],
  ['iPad', /\biPad\b/],
  ['Android', /\bAndroid\b/],
  ['Windows', /\bWindows\b/],
  ['macOS', /\bMac OS X\b/],
  ['Linux', /\bLinux\b/],
];

/**
 * Describes a device with words of a closed list and its address. The text that the device sends about itself
 * is not repeated: the person who signs in could write to the owner of the account with it.
 */
export function describeDevice(device: {
  readonly userAgent: string | null;
  readonly ipAddress: string | null;
}): string {
  const userAgent = device.userAgent ?? '';
  const nameIn = (list: typeof browsers): string | undefined =>
    list.find(([, pattern]) => pattern.test(userAgent))?.[0];
  const parts = [nameIn(browsers), nameIn(systems), device.ipAddress];
  return parts.filter((part) => part !== undefined && part !== null).join(', ') || '?';
}
