import { describe, expect, test } from '@jest/globals';
import { createKnownDevices, type DeviceOwner } from '../../../src/modules/login/known-devices.js';
import { createKeyedHash, type UserId } from '../../../src/shared/index.js';
import { fc } from '../../helpers/fast-check.js';

let createdIds = 0;

function devicesWith(key: string): ReturnType<typeof createKnownDevices> {
  return createKnownDevices({
    keyedHash: createKeyedHash(Buffer.from(key)),
    randomId: () => {
      createdIds += 1;
      return Buffer.alloc(16, createdIds);
    },
  });
}

const devices = devicesWith('a key');

function owner(name: string, changedAt = '2026-03-01T09:30:00.000Z'): DeviceOwner {
  // Only compared, so it need not have the form of an id.
  return { userId: name as UserId, passwordChangedAt: new Date(changedAt) };
}

describe('createKnownDevices', () => {
  test('gives every device its own id', () => {
    const [laptop, phone] = [
      devices.issueDeviceCookie(null, owner('ada')),
      devices.issueDeviceCookie(null, owner('ada')),
    ];

    const ids = [devices.identifyDevice(laptop, owner('ada')), devices.identifyDevice(phone, owner('ada'))];

    expect(ids).toEqual([expect.any(String), expect.any(String)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('does not identify a device for another user, after a password change, or with another key', () => {
    const text = devices.issueDeviceCookie(null, owner('ada'));

    expect(devices.identifyDevice(text, owner('eve'))).toBeNull();
    expect(devices.identifyDevice(text, owner('ada', '2026-03-01T09:30:00.001Z'))).toBeNull();
    expect(devicesWith('another key').identifyDevice(text, owner('ada'))).toBeNull();
  });

  test('keeps the id of a device and the proofs of its last five users', () => {
    const users = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => owner(name));

    const text = users.reduce<string | null>((before, user) => devices.issueDeviceCookie(before, user), null);

    const ids = users.map((user) => devices.identifyDevice(text, user));
    expect(ids[0]).toBeNull();
    expect(new Set(ids.slice(1)).size).toBe(1);
    expect(ids[5]).not.toBeNull();
  });

  test('keeps one proof per user', () => {
    const once = devices.issueDeviceCookie(null, owner('ada'));

    expect(devices.issueDeviceCookie(once, owner('ada'))).toBe(once);
  });

  test('does not identify forged cookies', () => {
    const ada = devices.issueDeviceCookie(null, owner('ada'));
    const eve = devices.issueDeviceCookie(null, owner('eve'));
    const [idOfAda = ''] = ada.split('.');
    const [, proofOfEve = ''] = eve.split('.');

    expect(devices.identifyDevice(`${idOfAda}.${proofOfEve}`, owner('ada'))).toBeNull();
    expect(devices.identifyDevice(`${idOfAda}.${proofOfEve}`, owner('eve'))).toBeNull();
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{22}\.[\w-]{22}$/)),
        (text) => {
          expect(devices.identifyDevice(text, owner('ada'))).toBeNull();
          // Every input results in a valid cookie.
          expect(devices.issueDeviceCookie(text, owner('ada'))).toMatch(/^[\w-]{22}(\.[\w-]{22}){1,5}$/);
        },
      ),
    );
  });

  test('does not identify a cookie with one changed character', () => {
    const text = devices.issueDeviceCookie(null, owner('ada'));

    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('A', 'b', '-', '.', ' '), (at, character) => {
        const changed = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
        fc.pre(changed !== text);
        expect(devices.identifyDevice(changed, owner('ada'))).toBeNull();
      }),
    );
  });
});
