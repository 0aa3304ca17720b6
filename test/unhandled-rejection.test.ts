import { expect, test } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { surviveLostFieldError } from '../src/unhandled-rejection.js';

test('logs the error of a field that graphql-js forgot, and goes on', () => {
  const logged: unknown[] = [];

  surviveLostFieldError(new GraphQLError('forgotten'), { error: (fields) => logged.push(fields['err']) });

  expect(logged).toEqual([expect.any(GraphQLError)]);
});

test('lets a fault of ours end the process', () => {
  expect(() => surviveLostFieldError(new TypeError('ours'), { error: () => undefined })).toThrow('ours');
});
