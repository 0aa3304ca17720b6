/**
 * The validation messages of graphql-js and Apollo, by their beginning, and what is sent instead while
 * introspection is off. `$1` and `$2` are names that the document itself contains.
 */
const replacements: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/^Cannot query field ("\w+")/, 'Cannot query field $1.'],
  [/^Field ("\w+") of type .* must have a selection/, 'Field $1 must have a selection of subfields.'],
  [/^Field ("\w+") must not have a selection/, 'Field $1 must not have a selection of subfields.'],
  [/^Unknown argument ("\w+") on field "(?:\w+\.)?(\w+)"/, 'Unknown argument $1 on field "$2".'],
  [/^Unknown argument ("\w+") on directive ("@\w+")/, 'Unknown argument $1 on directive $2.'],
  [/^Field ("\w+") argument "\w+" of type /, 'A required argument of field $1 was not provided.'],
  [/^Directive ("@\w+") argument "\w+" of type /, 'A required argument of directive $1 was not provided.'],
  [/^Field "[\w.]+" of required type /, 'A required input field was not provided.'],
  [/^Field ("\w+") is not defined by type /, 'Input field $1 is not defined.'],
  [/^Unknown type ("\w+")/, 'Unknown type $1.'],
  [/^Unknown fragment ("\w+")/, 'Unknown fragment $1.'],
  [/^Unknown directive ("@\w+")/, 'Unknown directive $1.'],
  [
    /^Variable ("\$\w+") of type .* used in position /,
    'Variable $1 has a type that does not fit its position.',
  ],
  [/^Fields ("\w+") conflict because /, 'Fields $1 conflict. Use different aliases to fetch both.'],
  [/^Fragment ("\w+") cannot be spread here/, 'Fragment $1 cannot be spread here.'],
  [/^Fragment cannot be spread here/, 'The inline fragment cannot be spread here.'],
  [
    /^(Expected value of type|Expected a value of enum|Value "\w+" does not exist)/,
    'A literal has an invalid value.',
  ],
  [/^(\w+) cannot represent/, 'A literal has an invalid value.'],
];

/** Messages that contain only names of the document. */
const ownWords = new RegExp(
  `^(?:${[
    'A literal has an invalid value',
    'An operation can have at most one',
    'Anonymous Subscription must',
    'Cannot spread fragment "',
    'Directive "@\\w+" may not be used on',
    'Fragment "\\w+" (?:is never used|cannot condition on)',
    'Fragment cannot condition on',
    'GraphQL introspection is not allowed',
    'Maximum introspection depth',
    'Subscription "\\w+" must',
    'The \\w+(?: "\\w+")? definition is not executable',
    'The directive "@\\w+" can only be used once',
    'There can be only one (?:argument|fragment|input field|operation|variable) named "',
    'This anonymous operation must be',
    'Variable "\\$\\w+" (?:is not defined|is never used|cannot be non-input type)',
  ].join('|')})`,
);

/**
 * Returns a validation message without the names of types, arguments and input fields that the document does
 * not contain. An unknown message is replaced as a whole.
 */
export function withoutSchemaNames(message: string): string {
  for (const [pattern, replacement] of replacements) {
    const match = pattern.exec(message);
    if (match !== null) return match[0].replace(pattern, replacement);
  }
  return ownWords.test(message) ? message : 'The operation is not valid.';
}
