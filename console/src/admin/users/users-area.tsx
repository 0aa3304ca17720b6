import type { JSX } from 'preact';
import { useRoute } from 'wouter-preact';
import { UserPage } from '../user/user-page.js';
import { UsersPage } from './users-page.js';

/** The list of users, or one of them. */
export function UsersArea(): JSX.Element {
  const [isOne] = useRoute('/console/users/:id');
  return isOne ? <UserPage /> : <UsersPage />;
}
