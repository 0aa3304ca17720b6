import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKnownDevices, type DeviceOwner } from '../../../src/modules/login/known-devices.js';
import type { UserId } from '../../../src/shared/index.js';

let made = 0;

function devicesWith(key: string): ReturnType<typeof createKnownDevices> {
  return createKnownDevices({
    deviceKey: () => Buffer.from(key),
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
  test('proves that it signed a person in, under an id of its own', () => {
    const [laptop, phone] = [devices.remember(null, owner('ada')), devices.remember(null, owner('ada'))];

    const ids = [devices.recognise(laptop, owner('ada')), devices.recognise(phone, owner('ada'))];

    expect(ids).toEqual([expect.any(String), expect.any(String)]);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('proves nothing of another person, of another password, or under another key', () => {
    const text = devices.remember(null, owner('ada'));

    expect(devices.recognise(text, owner('eve'))).toBeNull();
    expect(devices.recognise(text, owner('ada', '2026-03-01T09:30:00.001Z'))).toBeNull();
    expect(devicesWith('another key').recognise(text, owner('ada'))).toBeNull();
  });

  test('remembers the last five people, and keeps its id', () => {
    const people = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => owner(name));

    const text = people.reduce<string | null>((before, person) => devices.remember(before, person), null);

    const ids = people.map((person) => devices.recognise(text, person));
    expect(ids[0]).toBeNull();
    expect(new Set(ids.slice(1)).size).toBe(1);
    expect(ids[5]).not.toBeNull();
  });

  test('is no longer for being remembered twice', () => {
    const once = devices.remember(null, owner('ada'));

    expect(devices.remember(once, owner('ada'))).toBe(once);
  });

  test('cannot be made up: neither from pieces of others nor from anything else', () => {
    const ada = devices.remember(null, owner('ada'));
    const eve = devices.remember(null, owner('eve'));
    const [ofAda = ''] = ada.split('.');
    const [, proofOfEve = ''] = eve.split('.');

    expect(devices.recognise(`${ofAda}.${proofOfEve}`, owner('ada'))).toBeNull();
    expect(devices.recognise(`${ofAda}.${proofOfEve}`, owner('eve'))).toBeNull();
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String(), fc.stringMatching(/^[\w-]{22}\.[\w-]{22}$/)),
        (text) => {
          expect(devices.recognise(text, owner('ada'))).toBeNull();
          // Whatever was sent, what is kept is of the one form, and proves the one thing.
          expect(devices.remember(text, owner('ada'))).toMatch(/^[\w-]{22}(\.[\w-]{22}){1,5}$/);
        },
      ),
    );
  });

  test('is not proven by a proof with one character changed', () => {
    const text = devices.remember(null, owner('ada'));

    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('A', 'b', '-', '.', ' '), (at, character) => {
        const changed = `${text.slice(0, at)}${character}${text.slice(at + 1)}`;
        fc.pre(changed !== text);
        expect(devices.recognise(changed, owner('ada'))).toBeNull();
      }),
    );
  });
});
