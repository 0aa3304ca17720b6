import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKnownDevices, type DeviceOwner } from '../../../src/modules/login/known-devices.js';
import { createKeyedHash, type UserId } from '../../../src/shared/index.js';

let made = 0;

function devicesWith(key: string): ReturnType<typeof createKnownDevices> {
  return createKnownDevices({
    keyedHash: createKeyedHash(Buffer.from(key)),
    randomId: () => {
      made += 1;
      return Buffer.alloc(16, made);
    },
  });
}

const devices = devicesWith('a key');

function owner(name: string, changedAt = '2026-03-01T09:30:00.000Z'): DeviceOwner {
  // A constant that stands for an id.
  return { userId: name as UserId, passwordChangedAt: new Date(changedAt) };
}

describe('a known device', () => {
  test('proves that it signed a user in, under an id of its own', () => {
    const [laptop, phone] = [
      devices.issueDeviceCookie(null, owner('ada')),
      devices.issueDeviceCookie(null, owner('ada')),
    ];

    const ids = [devices.identifyDevice(laptop, owner('ada')), devices.identifyDevice(phone, owner('ada'))];

    expect(ids).toEqual([expect.any(String), expect.any(String)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('proves nothing of another user, of another password, or under another key', () => {
    const text = devices.issueDeviceCookie(null, owner('ada'));

    expect(devices.identifyDevice(text, owner('eve'))).toBeNull();
    expect(devices.identifyDevice(text, owner('ada', '2026-03-01T09:30:00.001Z'))).toBeNull();
    expect(devicesWith('another key').identifyDevice(text, owner('ada'))).toBeNull();
  });

  test('remembers the last five users, and keeps its id', () => {
    const users = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => owner(name));

    const text = users.reduce<string | null>((before, user) => devices.issueDeviceCookie(before, user), null);

    const ids = users.map((user) => devices.identifyDevice(text, user));
    expect(ids[0]).toBeNull();
    expect(new Set(ids.slice(1)).size).toBe(1);
    expect(ids[5]).not.toBeNull();
  });

  test('is no longer for being remembered twice', () => {
    const once = devices.issueDeviceCookie(null, owner('ada'));

    expect(devices.issueDeviceCookie(once, owner('ada'))).toBe(once);
  });

  test('cannot be made up: neither from pieces of others nor from anything else', () => {
    const ada = devices.issueDeviceCookie(null, owner('ada'));
    const eve = devices.issueDeviceCookie(null, owner('eve'));
    const [ofAda = ''] = ada.split('.');
    const [, proofOfEve = ''] = eve.split('.');

    expect(devices.identifyDevice(`${ofAda}.${proofOfEve}`, owner('ada'))).toBeNull();
    expect(devices.identifyDevice(`${ofAda}.${proofOfEve}`, owner('eve'))).toBeNull();
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{22}\.[\w-]{22}$/)),
        (text) => {
          expect(devices.identifyDevice(text, owner('ada'))).toBeNull();
          // Whatever was sent, what is kept is of the one form, and proves the one thing.
          expect(devices.issueDeviceCookie(text, owner('ada'))).toMatch(/^[\w-]{22}(\.[\w-]{22}){1,5}$/);
        },
      ),
    );
  });

  test('is not proven by a proof with one character changed', () => {
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
