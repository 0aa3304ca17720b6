/** Inputs of a mutation, and the positions that are refused. */
export interface NestedInputRow {
  readonly guarantee: string;
  readonly args: string;
  readonly declare?: string;
  readonly variables?: Record<string, unknown>;
  readonly refused: readonly string[];
}

export const nestedInputRows: readonly NestedInputRow[] = [
  {
    guarantee: 'a single value for a list is its first item',
    args: 'p: { keys: "ab" }',
    refused: ['Key p.keys.0'],
  },
  {
    guarantee: 'a single string in a variable is one item',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { keys: 'ab' } },
    refused: ['Key p.keys.0'],
  },
  {
    guarantee: 'a single number in a variable is one item',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { keys: 5 } },
    refused: ['Key p.keys.0'],
  },
  {
    guarantee: 'null in place of a list is checked once',
    args: 'p: { many: null }',
    refused: ['Guarded p.many'],
  },
  {
    guarantee: 'null in place of a list, in a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { many: null } },
    refused: ['Guarded p.many'],
  },
  {
    guarantee: 'null in a list is checked at its index',
    args: 'p: { many: [null, [null]] }',
    refused: ['Guarded p.many.0', 'Guarded p.many.1.0'],
  },
  { guarantee: 'null in place of an object provides no nested input', args: 'p: null', refused: [] },
  {
    guarantee: 'null in place of an object, in a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: null },
    refused: [],
  },
  {
    guarantee: 'null in place of an object, inside a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { open: null, opens: [null] } },
    refused: [],
  },
  {
    guarantee: 'nothing is reported below a refused input field',
    args: 'p: { closed: { x: 1, color: BLUE } }',
    refused: ['Post.closed p.closed'],
  },
  {
    guarantee: 'nothing is reported below a refused input type',
    args: 'p: { many: [[{ x: 1, color: BLUE }]] }',
    refused: ['Guarded p.many.0.0'],
  },
  {
    guarantee: 'nested inputs below a granted input are checked',
    args: 'p: { open: { x: 1, deep: { secret: 1 } } }',
    refused: ['Open.secret p.open.deep.secret'],
  },
  {
    guarantee: 'nested inputs below a granted input are checked, in a variable',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { open: { deep: { deep: { secret: null } } } } },
    refused: ['Open.secret p.open.deep.deep.secret'],
  },
  {
    guarantee: 'a variable in a list that was not sent is not provided',
    args: 'p: { opens: [$o, { secret: 1 }] }',
    declare: '$o: Open',
    refused: ['Open.secret p.opens.1.secret'],
  },
  {
    guarantee: 'the default of another variable has no effect',
    args: 'plain: $x, silent: $s',
    declare: '$x: Int = 1, $s: Int',
    refused: [],
  },
  {
    guarantee: 'the default of the variable itself is provided',
    args: 'plain: $x, silent: $s',
    declare: '$x: Int, $s: Int = 1',
    refused: ['Mutation.save(silent:) silent'],
  },
  {
    guarantee: 'an enum value is identified by its name, whatever its internal value',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { color: 'BLUE' } },
    refused: ['Color.BLUE p.color'],
  },
  {
    guarantee: 'another value of the enum is not refused',
    args: 'p: $p',
    declare: '$p: Post',
    variables: { p: { color: 'RED' } },
    refused: [],
  },
  { guarantee: 'null is no value of an enum', args: 'p: { color: null }', refused: [] },
];
