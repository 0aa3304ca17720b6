import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { consoleDialogs } from '../helpers/console-dialogs.js';
import { consolePages } from '../helpers/console-pages.js';
import { repositoryRoot } from './source-files.js';

/**
 * The lists of pages and dialogs that the accessibility tests walk, compared with the source of the console:
 * what is added there must be added to the lists.
 */

const folder = join(repositoryRoot, 'console');
const read = (path: string): string => readFileSync(join(folder, path), 'utf8');
const filesOf = (pattern: RegExp): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) => pattern.test(path));

/** Components around the dialogs of others. */
const frames = ['user/ActionDialog', 'user/UserAction'];

function routesInSource(): readonly string[] {
  const routes = filesOf(/\.tsx?$/).flatMap((path) => {
    const text = read(path);
    const named = [...text.matchAll(/<Route path="([^"]+)"/g)].map(([, route]) => route ?? '');
    const listed = [...text.matchAll(/(?:\{|routes: )\[('\/[^\]]+)\]/g)].flatMap(([, list]) =>
      [...(list ?? '').matchAll(/'([^']+)'/g)].map(([, route]) => route ?? ''),
    );
    const areas = path.endsWith('account/account.tsx')
      ? [...text.matchAll(/\{ name: '(\w+)'/g)].map(([, name]) => `/account/${name}`)
      : [];
    return [...named, ...listed, ...areas];
  });
  return [...new Set(routes.filter((route) => !route.endsWith('/*?')))].sort();
}

function dialogsInSource(): readonly string[] {
  const dialogs = filesOf(/\.tsx$/).flatMap((path) => {
    const text = read(path);
    return [...text.matchAll(/<(?:Dialog|ActionDialog|UserAction)\s(?!\|)|\spopover="/g)].flatMap(
      ({ index }) => {
        const component = [...text.slice(0, index).matchAll(/^(?:export )?function (\w+)/gm)].at(-1)?.[1];
        return `${basename(dirname(path))}/${component}`;
      },
    );
  });
  return [...new Set(dialogs.filter((name) => !frames.includes(name)))].sort();
}

test('every route of the console is among the pages that the accessibility tests walk', () => {
  expect([...new Set(consolePages.map(({ route }) => route))].sort()).toEqual(routesInSource());
});

test('every dialog and menu of the console is among those that the accessibility tests open', () => {
  expect([...new Set(consoleDialogs.map(({ component }) => component))].sort()).toEqual(dialogsInSource());
});

test('the styles of the console name no left or right, so that they hold for right-to-left text', () => {
  const physical =
    /(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)|(?:^|[\s;{])(?:left|right)\s*:|(?:text-align|float|clear):\s*(?:left|right)/;
  const found = filesOf(/\.css$/).flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (physical.test(line) ? [`${path}:${index + 1}`] : [])),
  );
  expect(found).toEqual([]);
});
