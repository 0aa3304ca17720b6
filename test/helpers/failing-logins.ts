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
export interface FailingLoginWorld {
  /** Makes somebody with the password, and answers their id. */
  readonly person: (username: string) => Promise<string>;
  readonly password: string;
  readonly sql: (text: string, values: readonly unknown[]) => Promise<unknown>;
  /** Above bcrypt's lowest, 4. */
  readonly cost: number;
}

type Planting = (id: string, world: FailingLoginWorld) => Promise<unknown>;

const setHash = (id: string, { sql }: FailingLoginWorld, hash: string): Promise<unknown> =>
  sql('UPDATE password_credentials SET hash = $2 WHERE user_id = $1', [id, hash]);

/** People by what is done to their rows; each is tried with a wrong password. */
const plantings: Readonly<Record<string, Planting>> = {
  wrong: async () => {},
  passwordless: (id, { sql }) => sql('DELETE FROM password_credentials WHERE user_id = $1', [id]),
  disabled: (id, { sql }) =>
    sql(`UPDATE users SET disabled_at = now(), disabled_reason = 'left' WHERE id = $1`, [id]),
  deleted: (id, { sql }) => sql('UPDATE users SET deleted_at = now() WHERE id = $1', [id]),
  tochange: (id, { sql }) =>
    sql('UPDATE password_credentials SET must_change = true WHERE user_id = $1', [id]),
  cheaphash: async (id, world) => setHash(id, world, await library.hash(world.password, 4)),
  oldcheap: async (id, world) => setHash(id, world, (await library.hash('x', 4)).replace('$2b$', '$2a$')),
  phphash: async (id, world) =>
    setHash(id, world, (await library.hash(world.password, world.cost)).replace('$2b$', '$2y$')),
  lostpepper: async (id, world) => setHash(id, world, `hs384:lost:${await library.hash('x', world.cost)}`),
  garbage: (id, world) => setHash(id, world, 'md5:0123456789'),
};

/** What is typed for a person whose password is another, by its kind; the last three are no passwords at all. */
function typed(password: string): readonly (readonly [kind: string, typed: string, fitsForm: boolean])[] {
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
];

/** Plants every kind of person, and answers every kind of login that must look like every other. */
export async function plantFailingLogins(world: FailingLoginWorld): Promise<readonly FailingLogin[]> {
  const wrong = 'a password that nobody here has';
  const people: FailingLogin[] = [];
  for (const [kind, plant] of Object.entries(plantings)) {
    await plant(await world.person(kind), world);
    people.push({ kind, identifier: kind, password: wrong, fitsForm: true });
  }
  const strangers = unknown.map((identifier) => ({
    kind: `unknown ${JSON.stringify(identifier).slice(0, 30)}`,
    identifier,
    password: wrong,
    fitsForm: true,
  }));
  const odd: FailingLogin[] = [];
  for (const [index, [kind, password, fitsForm]] of typed(world.password).entries()) {
    const identifier = `odd${index}`;
    await world.person(identifier);
    odd.push({ kind, identifier, password, fitsForm });
  }
  return [...strangers, ...people, ...odd];
}
