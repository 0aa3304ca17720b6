const callers = new Map([
  ['Bearer token-of-ada', { kind: 'principal', id: 'ada', role: 'ADMIN' }],
  ['Bearer token-of-bob', { kind: 'principal', id: 'bob', role: 'USER' }],
]);

/** Returns the caller of a request. Replace it with your authentication: verify a token or read a session. */
export function findCaller(authorization) {
  if (!authorization) return { kind: 'anonymous' };
  return callers.get(authorization) ?? { kind: 'anonymous', reason: 'TOKEN_INVALID' };
}
