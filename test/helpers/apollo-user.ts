import { ApolloClient, type DocumentNode, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { SetContextLink } from '@apollo/client/link/context';

/** A user whose requests are sent by Apollo Client with the stored access token. */
export interface ApolloUser {
  /** Sends an operation and returns its data. Rethrows the errors of Apollo Client. */
  send<Data>(operation: DocumentNode, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
  /** Sends an operation that must be rejected as a whole and returns the error. */
  rejection(
    operation: DocumentNode,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<RejectedOperation>;
  storeTokens(tokens: Tokens): void;
  tokens(): Tokens;
  /** Changes the URL, after a restart of the server on another port. */
  setUrl(url: string): void;
}

export interface Tokens {
  readonly accessToken: string;
  readonly refreshToken: string;
}

/** The error of a rejected operation. */
export interface RejectedOperation {
  readonly code: unknown;
  readonly reason: unknown;
  readonly data: unknown;
}

export function createApolloUser(url: string): ApolloUser {
  let address = url;
  let storedTokens: Tokens | null = null;
  const authorization = new SetContextLink(({ headers }) => ({
    headers:
      storedTokens === null ? headers : { ...headers, authorization: `Bearer ${storedTokens.accessToken}` },
  }));
  const client = new ApolloClient({
    link: authorization.concat(new HttpLink({ uri: () => `${address}/graphql` })),
    cache: new InMemoryCache(),
    // A cached result would not come from the server.
    defaultOptions: { query: { fetchPolicy: 'no-cache' }, mutate: { fetchPolicy: 'no-cache' } },
  });
  const perform = async (operation: DocumentNode, variables: Record<string, unknown>): Promise<unknown> => {
    const isMutation = operation.definitions.some(
      (part) => part.kind === 'OperationDefinition' && part.operation === 'mutation',
    );
    const { data } = isMutation
      ? await client.mutate({ mutation: operation, variables })
      : await client.query({ query: operation, variables });
    return data;
  };
  return {
    // The caller states the type; its assertions check it.
    send: async <Data>(operation: DocumentNode, variables = {}) =>
      (await perform(operation, { ...variables })) as Data,
    rejection: (operation, variables = {}) => rejectionOf(perform(operation, { ...variables })),
    storeTokens: (tokens) => {
      storedTokens = { accessToken: tokens.accessToken, refreshToken: tokens.refreshToken };
    },
    tokens: () => {
      if (storedTokens === null) throw new Error('this user has not signed in');
      return storedTokens;
    },
    setUrl: (next) => {
      address = next;
    },
  };
}

async function rejectionOf(attempt: Promise<unknown>): Promise<RejectedOperation> {
  try {
    const data = await attempt;
    throw new Error(`not rejected: ${JSON.stringify(data)}`);
  } catch (error) {
    if (CombinedGraphQLErrors.is(error)) {
      const { code, reason } = error.errors[0]?.extensions ?? {};
      return { code, reason, data: error.data };
    }
    if (ServerError.is(error)) throw new Error(`${error.statusCode} ${error.bodyText}`);
    throw error;
  }
}

const tokens = 'tokens { accessToken refreshToken }';

export const operations = {
  acceptInvitation: gql`mutation ($input: AcceptInvitationInput!) {
    acceptInvitation(input: $input) { ok status userErrors { code field } ${tokens} user { id username role } }
  }`,
  signUp: gql`mutation ($input: SignUpInput!) {
    signUp(input: $input) { ok userErrors { code field } ${tokens} user { id username role status } }
  }`,
  login: gql`mutation ($input: LoginInput!) {
    login(input: $input) { ok status userErrors { code field } ${tokens} user { id username role } }
  }`,
  refresh: gql`mutation ($refreshToken: String!) {
    refreshToken(input: { refreshToken: $refreshToken }) { ok userErrors { code } ${tokens} }
  }`,
  reauthenticate: gql`mutation ($password: String!) { reauthenticate(password: $password) { ok userErrors { code } } }`,
  me: gql`{ me { id username email role status permissions sessions { id current } } }`,
  users: gql`{ users(first: 10, orderBy: { field: USERNAME, direction: ASC }) {
    totalCount nodes { id username role status } pageInfo { hasNextPage }
  } }`,
  setUserRole: gql`mutation ($input: SetUserRoleInput!) {
    setUserRole(input: $input) { ok userErrors { code } user { id role version } }
  }`,
  disableUser: gql`mutation ($input: DisableUserInput!) {
    disableUser(input: $input) { ok userErrors { code } user { id status disabledReason } }
  }`,
  logout: gql`mutation { logout { ok revokedSessions } }`,
};
