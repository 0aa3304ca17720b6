import type { IncomingMessage } from 'node:http';
import type { Log } from '../../shared/index.js';
import type { HttpOptions } from './http-options.js';
import { differentLoopbackNames, isPermittedOrigin, permittedOrigins } from './origin-check.js';

/** Logs why browsers reject calls of pages, which learn no reason themselves. */
export interface CrossOriginLog {
  /** Logs each origin and each header that is not allowed once, with the variable that would allow it. */
  logRefusals(request: Pick<IncomingMessage, 'method' | 'headers'>): void;
  /** Logs the allowed origins whose pages cannot use cookies of a server that listens at `url`. */
  logUnusableCookies(url: string): void;
}

/** Request headers that pages may send, beside those that CORS always allows. */
export const allowedRequestHeaders: readonly string[] = [
  'authorization',
  'content-type',
  'x-request-id',
  'apollo-require-preflight',
  'x-apollo-operation-name',
  'apollographql-client-name',
  'apollographql-client-version',
];

/** Strangers can send any origin, so the number of log lines is bounded. */
const maxEntries = 100;
const originText = /^[a-z][a-z0-9+.-]{0,30}:\/\/[\w.:[\]-]{1,253}$/;

export function createCrossOriginLog(log: Pick<Log, 'warn'>, options: HttpOptions): CrossOriginLog {
  const permitted = permittedOrigins(options);
  const headerNames = new Set([...allowedRequestHeaders, ...(options.allowedHeaders ?? [])]);
  const logged = new Set<string>();

  const warnOnce = (fields: Readonly<Record<string, string>>, message: string): void => {
    const key = JSON.stringify(fields);
    if (logged.has(key) || logged.size >= maxEntries) return;
    logged.add(key);
    log.warn(fields, message);
  };
  const logLostCookies = (origin: string, server: string): void => {
    const names = differentLoopbackNames(origin, server);
    if (names === null) return;
    warnOnce(
      { origin, host: names.server },
      `pages on ${names.page} cannot use cookies of ${names.server}: use the same name in both addresses`,
    );
  };
  return {
    logRefusals: ({ method, headers }) => {
      const { origin } = headers;
      if (origin === undefined || !originText.test(origin)) return;
      if (!isPermittedOrigin(origin, headers, permitted)) {
        warnOnce({ origin }, 'a page of another origin was rejected; CORDON_ALLOWED_ORIGINS can allow it');
        return;
      }
      // Behind the proxy of a development server, the browser knows one name only.
      if ((headers['sec-fetch-site'] ?? 'cross-site') === 'cross-site')
        logLostCookies(origin, `http://${headers.host}`);
      if (method !== 'OPTIONS') return;
      for (const header of requestedHeaders(headers))
        if (!headerNames.has(header))
          warnOnce(
            { header },
            'a request header of a page was rejected; CORDON_ALLOWED_HEADERS can allow it',
          );
    },
    logUnusableCookies: (url) => {
      for (const origin of options.allowedOrigins) logLostCookies(origin, url);
    },
  };
}

function requestedHeaders(headers: IncomingMessage['headers']): readonly string[] {
  const names = (headers['access-control-request-headers'] ?? '').toLowerCase().split(',');
  return names.map((name) => name.trim()).filter((name) => /^[\w-]{1,64}$/.test(name));
}
