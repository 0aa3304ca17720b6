import { versionInfo } from 'graphql';

const SUPPORTED = [16, 17];

/** Throws for a version of graphql whose executor the guards do not know. */
export function assertSupportedGraphql({ major }: { readonly major: number } = versionInfo): void {
  if (!SUPPORTED.includes(major))
    throw new Error(`@cordon/auth-directive supports graphql 16 and 17; graphql ${major} is installed.`);
}
