/**
 * The cases of the conformance table. Each has a schema (`enum Role { USER ADMIN }` is added), a caller, an
 * operation and the expected response, with errors as "path CODE coordinate". `ran` are the resolvers that
 * wrote to the log.
 */
import { filterCases } from './cases/filters.mjs';
import { inputCases } from './cases/inputs.mjs';
import { elevationCases, mutationCases } from './cases/mutations.mjs';
import { ruleCases } from './cases/rules.mjs';
import { subscriptionCases } from './cases/subscriptions.mjs';
import { typeCases } from './cases/types.mjs';
import { valueCases } from './cases/values.mjs';

export const cases = [
  ...ruleCases,
  ...typeCases,
  ...valueCases,
  ...filterCases,
  ...inputCases,
  ...mutationCases,
  ...elevationCases,
  ...subscriptionCases,
];
