import { describeDevice } from '../../framework/device.js';

/** Returns a short name of a device, for recognition: the header is what the client claims. */
export function deviceName(session: {
  readonly deviceName: string | null;
  readonly userAgent: string | null;
}): string {
  return session.deviceName ?? describeDevice(session.userAgent);
}
