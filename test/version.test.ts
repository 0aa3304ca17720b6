import { describe, expect, test } from '@jest/globals';
import { isNodeSupported } from '../src/version.js';

describe('isNodeSupported', () => {
  const ranges = '^20.19.0 || ^22.13.0 || >=24.11.0';

  test.each(['20.19.0', '20.20.2', '22.13.1', '24.11.0', '24.12.0', '25.0.0'])(
    'accepts Node %s',
    (version) => {
      expect(isNodeSupported(version, ranges)).toBe(true);
    },
  );

  test.each(['14.21.3', '18.20.8', '20.18.9', '21.7.0', '22.12.9', '23.11.0', '24.10.0'])(
    'rejects Node %s',
    (version) => {
      expect(isNodeSupported(version, ranges)).toBe(false);
    },
  );

  test('accepts the Node that runs the tests', () => {
    expect(isNodeSupported(process.versions.node)).toBe(true);
  });
});
