import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { handleUnhandledRejection } from '../src/unhandled-rejection.js';

test('logs the error of a field that graphql-js forgot, and goes on', () => {
  const logged: unknown[] = [];

  handleUnhandledRejection(new GraphQLError('forgotten'), { error: (fields) => logged.push(fields['err']) });

  expect(logged).toEqual([expect.any(GraphQLError)]);
});

test('lets a fault of ours end the process', () => {
  expect(() => handleUnhandledRejection(new TypeError('ours'), { error: () => undefined })).toThrow('ours');
});
