import { createCordonClient } from '@cordon/client';
import { signal } from '@preact/signals';
import { type JSX, render } from 'preact';

/** What the bundle of GraphiQL defines. */
interface GraphiqlBundle {
  readonly renderYogaGraphiQL: (element: Element, options: Readonly<Record<string, unknown>>) => void;
}

const firstOperation = `# Sign in above to send operations as a user. A token in the
# Headers tab takes precedence:
#   { "Authorization": "Bearer <accessToken>" }

query Server {
  server {
    version
    issuer
    setupRequired
  }
}
`;

/**
 * A session of its own, in the memory of this tab: it ends with the tab, and neither reads nor changes the
 * session of the other pages.
 */
const client = createCordonClient({
  endpoint: '/graphql',
  tabs: null,
  fetch: globalThis.fetch.bind(globalThis),
});
const person = signal<string | null>(null);
const problem = signal<string | null>(null);

async function signIn(form: HTMLFormElement): Promise<void> {
  const values = new FormData(form);
  problem.value = null;
  try {
    const payload = await client.login({
      username: String(values.get('username')),
      password: String(values.get('password')),
      deviceName: 'GraphiQL',
    });
    person.value = payload.user?.username ?? null;
    const [error] = payload.userErrors;
    if (payload.status !== 'COMPLETE')
      problem.value =
        error?.message ?? 'This account needs another step: paste a token into the Headers tab.';
  } catch {
    problem.value = 'The server refused the sign-in.';
  }
  form.reset();
}

async function signOut(): Promise<void> {
  person.value = null;
  await client.logout().catch(() => undefined);
}

function Bar(): JSX.Element {
  if (person.value !== null)
    return (
      <header class="explorer-bar">
        <span>
          Signed in as <strong>{person.value}</strong>
        </span>
        <button type="button" onClick={() => void signOut()}>
          Sign out
        </button>
      </header>
    );
  return (
    <header class="explorer-bar">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void signIn(event.currentTarget);
        }}
      >
        <input
          name="username"
          aria-label="Username"
          placeholder="Username"
          autocomplete="username"
          required
        />
        <input
          name="password"
          type="password"
          aria-label="Password"
          placeholder="Password"
          autocomplete="current-password"
          required
        />
        <button type="submit">Sign in</button>
      </form>
      {problem.value === null ? null : <span role="alert">{problem.value}</span>}
    </header>
  );
}

/** Keeps what is typed for as long as the tab is open: a document may contain a password. */
function memoryStorage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => {
      items.set(key, value);
    },
    removeItem: (key) => {
      items.delete(key);
    },
    clear: () => items.clear(),
  };
}

/** Earlier releases kept the typed documents in the browser. */
function forgetStoredDocuments(): void {
  for (const key of Object.keys(localStorage)) if (key.startsWith('graphiql:')) localStorage.removeItem(key);
}

function start(): void {
  forgetStoredDocuments();
  const { script, editorWorker, jsonWorker, graphqlWorker } = document.documentElement.dataset;
  const workers: Readonly<Record<string, string | undefined>> = {
    editorWorkerService: editorWorker,
    json: jsonWorker,
    graphql: graphqlWorker,
  };
  Object.assign(globalThis, {
    MonacoEnvironment: { globalAPI: false, getWorkerUrl: (_id: string, label: string) => workers[label] },
    // GraphiQL calls the fetch of the page at each request.
    fetch: client.fetch,
  });
  const bar = document.getElementById('bar');
  if (bar !== null) render(<Bar />, bar);
  const bundle = document.createElement('script');
  bundle.src = script ?? '';
  bundle.onload = renderGraphiql;
  document.head.append(bundle);
}

function renderGraphiql(): void {
  const element = document.getElementById('graphiql');
  const bundle = Reflect.get(globalThis, 'YogaGraphiQL') as GraphiqlBundle;
  if (element === null) return;
  bundle.renderYogaGraphiQL(element, {
    title: 'Cordon',
    endpoint: '/graphql',
    defaultQuery: firstOperation,
    shouldPersistHeaders: false,
    storage: memoryStorage(),
    // Its default writes what is typed into the address, and so into the history of the browser.
    onEditQuery: () => undefined,
  });
}

start();
