import { describe, expect, test } from '@jest/globals';
import { networkOf } from '../../../src/platform/rate-limit/network-address.js';
import { fc } from '../../helpers/fast-check.js';

describe('networkOf', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:0DB8:0001:0002:FFFF::', '2001:db8:1:2::/64'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
    ['::', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['::FFFF:cb00:7109', '203.0.113.9'],
    ['0:0:0:0:0:ffff:203.0.113.9', '203.0.113.9'],
    ['64:ff9b::203.0.113.9', '64:ff9b:0:0::/64'],
    ['not an address', 'not an address'],
    ['', ''],
  ])('returns for %p the network %p', (ipAddress, network) => {
    expect(networkOf(ipAddress)).toBe(network);
  });

  test('returns the same network for all addresses of a /64', () => {
    fc.assert(
      fc.property(fc.ipV6(), (ipAddress) => {
        const [start = ''] = networkOf(ipAddress).split('::/64');
        const neighbour = networkOf(`${start}:1:2:3:4`);
        return networkOf(ipAddress).includes('.') || neighbour === networkOf(ipAddress);
      }),
    );
  });

  test('never throws for other text', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof networkOf(text) === 'string'));
  });
});
