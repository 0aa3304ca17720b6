export interface Case {
  readonly law: string;
  readonly expected: object;
}
export interface Adapter {
  readonly name: string;
}
export const cases: readonly Case[];
export const quickAdapters: readonly Adapter[];
export function runCase(adapter: Adapter, each: Case): Promise<string>;
