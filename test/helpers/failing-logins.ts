import library from 'bcrypt';

/** A login that must fail without revealing the reason. */
export interface FailingLogin {
  readonly kind: string;
  readonly identifier: string;
  readonly password: string;
  /** False for values that a form at `/token` cannot contain or that count as missing there. */
  readonly fitsForm: boolean;
}

export interface FailingLoginContext {
  /** Creates a user with the password and returns the id. */
  readonly user: (username: string) => Promise<string>;
  readonly password: string;
  readonly sql: (text: string, values: readonly unknown[]) => Promise<unknown>;
  /** Higher than 4, the lowest cost of bcrypt. */
  readonly cost: number;
}

type RowChange = (id: string, context: FailingLoginContext) => Promise<unknown>;

const setHash = (id: string, { sql }: FailingLoginContext, hash: string): Promise<unknown> =>
  sql('UPDATE password_credentials SET hash = $2 WHERE user_id = $1', [id, hash]);

/** Users by the change to their rows; each login has a wrong password. */
const rowChanges: Readonly<Record<string, RowChange>> = {
  wrong: async () => {},
  passwordless: (id, { sql }) => sql('DELETE FROM password_credentials WHERE user_id = $1', [id]),
  disabled: (id, { sql }) =>
    sql(`UPDATE users SET disabled_at = now(), disabled_reason = 'left' WHERE id = $1`, [id]),
  deleted: (id, { sql }) => sql('UPDATE users SET deleted_at = now() WHERE id = $1', [id]),
  tochange: (id, { sql }) =>
    sql('UPDATE password_credentials SET must_change = true WHERE user_id = $1', [id]),
  withfactor: (id, { sql }) =>
    sql(
      `INSERT INTO totp_factors (id, user_id, sealed_secret, expires_at, confirmed_at, last_used_step)
       VALUES (gen_random_uuid(), $1, '', now(), now(), 1)`,
      [id],
    ),
  cheaphash: async (id, context) => setHash(id, context, await library.hash(context.password, 4)),
  oldcheap: async (id, context) => setHash(id, context, (await library.hash('x', 4)).replace('$2b$', '$2a$')),
  phphash: async (id, context) =>
    setHash(id, context, (await library.hash(context.password, context.cost)).replace('$2b$', '$2y$')),
  lostpepper: async (id, context) =>
    setHash(id, context, `hs384:lost:${await library.hash('x', context.cost)}`),
  garbage: (id, context) => setHash(id, context, 'md5:0123456789'),
};

/** Wrong passwords by kind; the last three are not valid passwords. */
function invalidPasswords(
  password: string,
): readonly (readonly [kind: string, password: string, fitsForm: boolean])[] {
  return [
    ['a long one', 'violet thunder '.repeat(17), true],
    ['one that is too long', 'x'.repeat(5000), true],
    ['the right one and a NUL', `${password}\0`, true],
    ['the right one and half a surrogate pair', `${password}\udc00`, false],
    ['nothing', '', false],
  ];
}

/** Names of no user; the last ones are not valid names. */
const unknownIdentifiers: readonly string[] = [
  'nobody',
  'nobody@example.com',
  'no\0body',
  'n'.repeat(2000),
  '@',
  '\u212Aelvin',
  '',
];

/** Creates every kind of user and returns every kind of login; all must have the same response. */
export async function createFailingLogins(context: FailingLoginContext): Promise<readonly FailingLogin[]> {
  const wrong = 'a password of no user';
  const changedRowLogins: FailingLogin[] = [];
  for (const [kind, changeRow] of Object.entries(rowChanges)) {
    await changeRow(await context.user(kind), context);
    changedRowLogins.push({ kind, identifier: kind, password: wrong, fitsForm: true });
  }
  const unknownUserLogins = unknownIdentifiers.map((identifier) => ({
    kind: `unknown ${JSON.stringify(identifier).slice(0, 30)}`,
    identifier,
    password: wrong,
    fitsForm: identifier !== '',
  }));
  const invalidPasswordLogins: FailingLogin[] = [];
  for (const [index, [kind, password, fitsForm]] of invalidPasswords(context.password).entries()) {
    const identifier = `invalid${index}`;
    await context.user(identifier);
    invalidPasswordLogins.push({ kind, identifier, password, fitsForm });
  }
  return [...unknownUserLogins, ...changedRowLogins, ...invalidPasswordLogins];
}
