import type { Socket } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { clientAddress } from '../../../src/transports/http/client-address.js';
import { createTrustedProxies } from '../../../src/transports/http/trusted-proxies.js';

const isTrusted = createTrustedProxies(['10.0.0.0/8', 'fd00::/8']);

function addressOf(headers: Readonly<Record<string, string>>, remoteAddress = '10.0.0.1'): string {
  // Only the address of the socket is read.
  return clientAddress({ socket: { remoteAddress } as Socket, headers }, isTrusted);
}

describe('X-Forwarded-For', () => {
  test.each([
    ['203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8::1]:51234', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
    ['"[2001:db8::1]:51234"', '2001:db8::1'],
    ['2001:DB8:0::0:1', '2001:db8::1'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['198.51.100.1, 203.0.113.7:1 , 10.0.0.2:2, [fd00::3]:3', '203.0.113.7'],
    ['10.0.0.9', '10.0.0.9'],
  ])('of a trusted proxy names the client: %p', (header, address) => {
    expect(addressOf({ 'x-forwarded-for': header })).toBe(address);
  });

  test.each(['unknown', '203.0.113.7:', '203.0.113.7 x', '[203.0.113.7', '2001:db8::1]:1', 'a.example', '%'])(
    'that ends with %p is ignored',
    (header) => {
      expect(addressOf({ 'x-forwarded-for': `203.0.113.9, ${header}` })).toBe('10.0.0.1');
    },
  );

  test('of a client that is no trusted proxy is ignored', () => {
    expect(addressOf({ 'x-forwarded-for': '203.0.113.7' }, '198.51.100.9')).toBe('198.51.100.9');
  });
});

describe('Forwarded (RFC 7239)', () => {
  test.each([
    ['for=203.0.113.7', '203.0.113.7'],
    ['For="203.0.113.7:51234";proto=https;by=10.0.0.1', '203.0.113.7'],
    ['proto=https; host=a.example; for="[2001:DB8:cafe::17]:4711"', '2001:db8:cafe::17'],
    ['for=198.51.100.1, for=203.0.113.7, for="10.0.0.2:_port"', '203.0.113.7'],
    ['for="a,b";x="y,z", for=203.0.113.7;host="a, b"', '203.0.113.7'],
    ['for="198.51.100.1, for=203.0.113.7', '203.0.113.7'],
    ['for=198.51.100.1", for=203.0.113.7', '203.0.113.7'],
  ])('of a trusted proxy names the client: %p', (header, address) => {
    expect(addressOf({ forwarded: header })).toBe(address);
  });

  test.each([
    'for=unknown',
    'for=_hidden',
    'proto=https',
    '',
    'for=203.0.113.7;for=203.0.113.8',
    'xfor=203.0.113.7',
  ])('that ends with %p is ignored', (element) => {
    expect(addressOf({ forwarded: `for=203.0.113.9, ${element}` })).toBe('10.0.0.1');
  });

  test('is not read beside X-Forwarded-For, which a client cannot remove', () => {
    const both = { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=198.51.100.1' };

    expect(addressOf(both)).toBe('203.0.113.7');
    expect(addressOf({ ...both, 'x-forwarded-for': ' ' })).toBe('198.51.100.1');
  });

  test('of 1 MB is read in linear time', () => {
    const startedAt = performance.now();

    addressOf({ forwarded: `for="${',"'.repeat(500_000)}` });

    // Some milliseconds; in quadratic time, many minutes.
    expect(performance.now() - startedAt).toBeLessThan(60_000);
  });
});

describe('a trusted proxy', () => {
  test.each([
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['::ffff:10.0.0.0/104', '::ffff:10.9.9.9'],
    ['2001:0db8::/32', '2001:DB8::1'],
    ['2001:0db8:0:0:0:0:0:1', '2001:db8::1'],
  ])('given as %s is recognized as %s', (entry, address) => {
    expect(createTrustedProxies([entry])(address)).toBe(true);
    expect(createTrustedProxies([entry])('203.0.113.7')).toBe(false);
  });
});
