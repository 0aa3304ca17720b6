import { describe, expect, test } from '@jest/globals';
import { csvLine } from '../../console/src/admin/lists/save-file.js';

describe('a line of a CSV file', () => {
  test.each([
    ['=1+1', "'=1+1"],
    [' \t=1+1', "' \t'=1+1"],
    ['-2', "'-2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\uFF1D1+1', "'\uFF1D1+1"],
    ['Ada;=1+1', "Ada;'=1+1"],
    ['Ada\n+1', '"Ada\n\'+1"'],
  ])('has no formula, whatever separates its values: %j', (text, expected) => {
    expect(csvLine([text])).toBe(`${expected}\r\n`);
  });

  test('keeps texts that are no formulas, and numbers', () => {
    expect(csvLine(['Ada-Maria O"Neil', 'a+b@example.com', -2, true, null])).toBe(
      '"Ada-Maria O""Neil",a+b@example.com,-2,true,\r\n',
    );
  });
});
