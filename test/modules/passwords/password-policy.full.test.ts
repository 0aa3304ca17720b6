import { expect, test } from '@jest/globals';
import { dictionary } from '@zxcvbn-ts/language-common';
import { isPaddedVariantAccepted } from './padded-passwords.js';

test('rejects every listed password, padded to the minimum by repetition or digits', () => {
  const accepted = dictionary['passwords-common'].filter((word) => isPaddedVariantAccepted(word));

  expect(accepted).toEqual([]);
});
