import { isServiceLink } from './read-values.js';
import type { EffectiveValue, Environment, Settings } from './settings.js';
import { defaultText, type Variable } from './variable.js';

/** Describes the values in use, in the order of the table. */
export function effectiveValues(
  variables: { readonly [Key in keyof Settings]: Variable<Settings[Key]> },
  settings: Settings,
  env: Readonly<Record<string, string | undefined>>,
): readonly EffectiveValue[] {
  return (Object.keys(variables) as (keyof Settings)[]).map((key) => {
    // Safe because no value is passed to a variable here.
    const variable = variables[key] as Variable<unknown>;
    const secret = variable.source !== undefined;
    const source = sourceOf(variable, env);
    const given = source === 'ENVIRONMENT' ? (env[variable.name] ?? null) : null;
    return {
      name: variable.name,
      description: variable.description.replaceAll('`', ''),
      value: secret ? null : (valueText(settings[key]) ?? given),
      secret,
      source,
      default: defaultOf(variable, settings.environment).replaceAll('`', ''),
    };
  });
}

function sourceOf(
  { name, source }: Variable<unknown>,
  env: Readonly<Record<string, string | undefined>>,
): EffectiveValue['source'] {
  if (source !== undefined && (env[`${name}_FILE`] ?? '') !== '') return 'FILE';
  const text = source === 'file only' ? '' : (env[name] ?? '');
  return text === '' || isServiceLink(name, text) ? 'DEFAULT' : 'ENVIRONMENT';
}

function defaultOf(variable: Variable<unknown>, environment: Environment): string {
  return defaultText(variable, environment === 'production' ? variable.production : variable.development);
}

/** Returns null for no value, and for one of another form, which is shown as it was given. */
function valueText(value: unknown): string | null {
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  const isList = Array.isArray(value) && value.every((each) => typeof each === 'string');
  return isList && value.length > 0 ? value.join(', ') : null;
}
