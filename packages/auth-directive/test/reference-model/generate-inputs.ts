import { maybeRule } from './generate-rules.js';
import type { SeededRandom } from './seeded-random.js';

/** The leaves and inputs of a scenario, with their definitions. */
export type LeafTypes = {
  readonly outputs: readonly string[];
  readonly inputs: readonly string[];
  readonly sdl: readonly string[];
};

function enumDefinition(random: SeededRandom, name: string): string {
  const values = ['RED', 'GREEN', 'BLUE'].map((value) => {
    const rule = maybeRule(random, 12, 'leaf');
    return `${value}_${name.toUpperCase()}${rule}`;
  });
  const own = maybeRule(random, 12, 'leaf');
  return `enum ${name}${own} { ${values.join(' ')} }`;
}

/** Returns a default for a value of this type, or undefined where there is none. */
function defaultOf(random: SeededRandom, type: string): string | undefined {
  if (type === 'String') return '"by the schema"';
  if (type === 'Int') return String(random.below(3));
  if (type === 'Boolean') return String(random.chance(50));
  return type === 'Color' ? 'RED_COLOR' : undefined;
}

function inputField(random: SeededRandom, name: string, types: readonly string[]): string {
  const type = random.pick(types);
  const shape = random.pick(['T', 'T', 'T', '[T]', '[T!]', '[[T]]']);
  const fallback = shape === 'T' && random.chance(40) ? defaultOf(random, type) : undefined;
  const tail = fallback === undefined ? '' : `${random.pick(['', '!'])} = ${fallback}`;
  // Inputs with both a rule and a default are the hardest case for detecting what was provided.
  const rule = maybeRule(random, fallback === undefined ? 20 : 50, 'input');
  return `${name}: ${shape.replace('T', type)}${tail}${rule}`;
}

/** Generates enums, a scalar and nested input objects, with their rules. */
export function generateLeafTypes(random: SeededRandom): LeafTypes {
  const sdl: string[] = [];
  const enums = ['Color', 'Shade'].slice(0, 1 + random.below(2));
  for (const name of enums) sdl.push(enumDefinition(random, name));
  sdl.push(`scalar Stamp${maybeRule(random, 15, 'leaf')}`);
  const leaves = ['String', 'String', 'Int', 'Boolean', 'Stamp', ...enums];
  const inputs: string[] = [];
  const count = random.below(4);
  for (let index = 0; index < count; index += 1) {
    const name = `Input${index}`;
    inputs.push(name);
    const types = [...leaves, ...inputs];
    const fields = Array.from({ length: 1 + random.below(4) }, (_, each) =>
      inputField(random, `i${index}x${each}`, types),
    );
    const own = maybeRule(random, 12, 'input');
    sdl.push(`input ${name}${own} { ${fields.join(' ')} }`);
  }
  return { outputs: [...leaves, 'ID'], inputs: [...leaves, ...inputs, ...inputs], sdl };
}

/**
 * Generates the arguments of a field without rules: an object must repeat the arguments of its interfaces,
 * but not their rules.
 */
export function generateArguments(
  random: SeededRandom,
  prefix: string,
  leaves: LeafTypes,
): readonly string[] {
  if (!random.chance(30)) return [];
  const written = Array.from({ length: 1 + random.below(2) }, (_, index) => {
    const type = random.pick(leaves.inputs);
    const shape = random.pick(['T', 'T', 'T', 'T!', '[T]', '[T!]']);
    const fallback = type === 'String' && shape === 'T' && random.chance(30) ? ' = "by the schema"' : '';
    return `${prefix}a${index}: ${shape.replace('T', type)}${fallback}`;
  });
  if (random.chance(40)) written.push(`open: Boolean = ${random.pick(['true', 'false'])}`);
  return written;
}

/** Returns the SDL of the arguments in one definition, some with rules of their own. */
export function printArguments(random: SeededRandom, written: readonly string[]): string {
  if (written.length === 0) return '';
  return `(${written.map((argument) => argument + maybeRule(random, 18, 'input')).join(' ')})`;
}
