import library from 'bcrypt';

/** A login that must fail without telling why. */
export interface FailingLogin {
  readonly kind: string;
  readonly identifier: string;
  readonly password: string;
  /** False for what a form of `/token` cannot carry, or what counts as left out there. */
  readonly fitsForm: boolean;
}

/** What planting them needs. */
export interface FailingLoginContext {
  /** Makes somebody with the password, and answers their id. */
  readonly user: (username: string) => Promise<string>;
  readonly password: string;
  readonly sql: (text: string, values: readonly unknown[]) => Promise<unknown>;
  /** Above bcrypt's lowest, 4. */
  readonly cost: number;
}

type RowChange = (id: string, context: FailingLoginContext) => Promise<unknown>;

const setHash = (id: string, { sql }: FailingLoginContext, hash: string): Promise<unknown> =>
  sql('UPDATE password_credentials SET hash = $2 WHERE user_id = $1', [id, hash]);

/** Users by what is done to their rows; each is tried with a wrong password. */
const rowChanges: Readonly<Record<string, RowChange>> = {
  wrong: async () => {},
  passwordless: (id, { sql }) => sql('DELETE FROM password_credentials WHERE user_id = $1', [id]),
  disabled: (id, { sql }) =>
    sql(`UPDATE users SET disabled_at = now(), disabled_reason = 'left' WHERE id = $1`, [id]),
  deleted: (id, { sql }) => sql('UPDATE users SET deleted_at = now() WHERE id = $1', [id]),
  tochange: (id, { sql }) =>
    sql('UPDATE password_credentials SET must_change = true WHERE user_id = $1', [id]),
  cheaphash: async (id, context) => setHash(id, context, await library.hash(context.password, 4)),
  oldcheap: async (id, context) => setHash(id, context, (await library.hash('x', 4)).replace('$2b$', '$2a$')),
  phphash: async (id, context) =>
    setHash(id, context, (await library.hash(context.password, context.cost)).replace('$2b$', '$2y$')),
  lostpepper: async (id, context) =>
    setHash(id, context, `hs384:lost:${await library.hash('x', context.cost)}`),
  garbage: (id, context) => setHash(id, context, 'md5:0123456789'),
};

/** What is invalidPasswords for a user whose password is another, by its kind; the last three are no passwords at all. */
function invalidPasswords(
  password: string,
): readonly (readonly [kind: string, invalidPasswords: string, fitsForm: boolean])[] {
  return [
    ['a long one', 'violet thunder '.repeat(17), true],
    ['one that is too long', 'x'.repeat(5000), true],
    ['the right one and a NUL', `${password}\0`, true],
    ['the right one and half a surrogate pair', `${password}\udc00`, false],
    ['nothing', '', false],
  ];
}

/** Names that nobody has; the last ones nobody could have. */
const unknown: readonly string[] = [
  'nobody',
  'nobody@example.com',
  'no\0body',
  'n'.repeat(2000),
  '@',
  '\u212Aelvin',
  '',
];

/** Plants every kind of user, and answers every kind of login that must look like every other. */
export async function createFailingLogins(context: FailingLoginContext): Promise<readonly FailingLogin[]> {
  const wrong = 'a password that nobody here has';
  const changedRowLogins: FailingLogin[] = [];
  for (const [kind, changeRow] of Object.entries(rowChanges)) {
    await changeRow(await context.user(kind), context);
    changedRowLogins.push({ kind, identifier: kind, password: wrong, fitsForm: true });
  }
  const unknownUserLogins = unknown.map((identifier) => ({
    kind: `unknown ${JSON.stringify(identifier).slice(0, 30)}`,
    identifier,
    password: wrong,
    fitsForm: identifier !== '',
  }));
  const odd: FailingLogin[] = [];
  for (const [index, [kind, password, fitsForm]] of invalidPasswords(context.password).entries()) {
    const identifier = `odd${index}`;
    await context.user(identifier);
    odd.push({ kind, identifier, password, fitsForm });
  }
  return [...unknownUserLogins, ...changedRowLogins, ...odd];
}
