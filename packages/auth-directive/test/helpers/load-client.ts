import { transformSync } from '@swc/core';

/** The function of a generated client. A wrong coordinate is what an untyped program could pass. */
export type Can = (caller: object | null | undefined, coordinate: string) => boolean | 'depends';

/** Loads the text that `renderClient` returns, as a program would after its types are removed. */
export function loadClient(text: string): Can {
  const { code } = transformSync(text, {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const exports: { can?: Can } = {};
  new Function('exports', code)(exports);
  if (exports.can === undefined) throw new Error('The client has no function can.');
  return exports.can;
}

/** Evaluates each line `can(...); // answer` of an example. Returns the answers and the documented ones. */
export function runExample(text: string, can: Can): { answers: unknown[]; documented: string[] } {
  const calls = [...text.matchAll(/^(can\(.*\)); \/\/ (\S+)/gm)];
  const setup = text.replaceAll(/^(can\(|import ).*$/gm, '');
  const answers = new Function('can', `${setup}; return [${calls.map(([, call]) => call).join(', ')}]`)(can);
  return { answers, documented: calls.map(([, , answer = '']) => answer.replaceAll("'", '')) };
}
