import { perhapsRule } from './generate-rules.js';
import type { Choices } from './seeded-random.js';

/** The leaves and inputs of a world, with their definitions. */
export type LeafTypes = {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly sdl: readonly string[];
};

function enumDefinition(choices: Choices, name: string): string {
  const values = ['RED', 'GREEN', 'BLUE'].map((value) => {
    const rule = perhapsRule(choices, 12, 'leaf');
    return `${value}_${name.toUpperCase()}${rule}`;
  });
  const own = perhapsRule(choices, 12, 'leaf');
  return `enum ${name}${own} { ${values.join(' ')} }`;
}

/** A default for a plain value of this type; undefined where there is none to give. */
function defaultOf(choices: Choices, type: string): string | undefined {
  if (type === 'String') return '"by the schema"';
  if (type === 'Int') return String(choices.below(3));
  if (type === 'Boolean') return String(choices.chance(50));
  return type === 'Color' ? 'RED_COLOR' : undefined;
}

function inputField(choices: Choices, name: string, types: readonly string[]): string {
  const type = choices.pick(types);
  const shape = choices.pick(['T', 'T', 'T', '[T]', '[T!]', '[[T]]']);
  const fallback = shape === 'T' && choices.chance(40) ? defaultOf(choices, type) : undefined;
  const tail = fallback === undefined ? '' : `${choices.pick(['', '!'])} = ${fallback}`;
  // A rule beside a default is where what was provided is hardest to tell.
  const rule = perhapsRule(choices, fallback === undefined ? 20 : 50, 'input');
  return `${name}: ${shape.replace('T', type)}${tail}${rule}`;
}

/** Enums, a scalar and input objects that nest; with their rules. */
export function generateLeafTypes(choices: Choices): LeafTypes {
  const sdl: string[] = [];
  const enums = ['Color', 'Shade'].slice(0, 1 + choices.below(2));
  for (const name of enums) sdl.push(enumDefinition(choices, name));
  sdl.push(`scalar Stamp${perhapsRule(choices, 15, 'leaf')}`);
  const leaves = ['String', 'String', 'Int', 'Boolean', 'Stamp', ...enums];
  const inputs: string[] = [];
  const count = choices.below(4);
  for (let index = 0; index < count; index += 1) {
    const name = `Input${index}`;
    inputs.push(name);
    const types = [...leaves, ...inputs];
    const fields = Array.from({ length: 1 + choices.below(4) }, (_, each) =>
      inputField(choices, `i${index}x${each}`, types),
    );
    const own = perhapsRule(choices, 12, 'input');
    sdl.push(`input ${name}${own} { ${fields.join(' ')} }`);
  }
  return { outputs: [...leaves, 'ID'], inputs: [...leaves, ...inputs, ...inputs], sdl };
}

/** The arguments of a field without their rules: an object must repeat those of its interfaces, but not their rules. */
export function generateArguments(choices: Choices, prefix: string, leaves: LeafTypes): readonly string[] {
  if (!choices.chance(30)) return [];
  const written = Array.from({ length: 1 + choices.below(2) }, (_, index) => {
    const type = choices.pick(leaves.inputs);
    const shape = choices.pick(['T', 'T', 'T', 'T!', '[T]', '[T!]']);
    const fallback = type === 'String' && shape === 'T' && choices.chance(30) ? ' = "by the schema"' : '';
    return `${prefix}a${index}: ${shape.replace('T', type)}${fallback}`;
  });
  if (choices.chance(40)) written.push(`open: Boolean = ${choices.pick(['true', 'false'])}`);
  return written;
}

/** The arguments as written in one definition, some with rules of their own. */
export function printArguments(choices: Choices, written: readonly string[]): string {
  if (written.length === 0) return '';
  return `(${written.map((argument) => argument + perhapsRule(choices, 18, 'input')).join(' ')})`;
}
