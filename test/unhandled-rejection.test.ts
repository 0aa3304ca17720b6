import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { handleUnhandledRejection } from '../src/unhandled-rejection.js';

test('logs a GraphQL error and continues', () => {
  const logged: unknown[] = [];

  handleUnhandledRejection(new GraphQLError('unhandled'), { error: (fields) => logged.push(fields['err']) });

  expect(logged).toEqual([expect.any(GraphQLError)]);
});

test('rethrows any other error, which ends the process', () => {
  expect(() => handleUnhandledRejection(new TypeError('internal'), { error: () => undefined })).toThrow(
    'internal',
  );
});
