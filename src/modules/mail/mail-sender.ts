import {
  addSeconds,
  type ChangeNotifications,
  type Transactions,
  type Unsubscribe,
  withWaitBudget,
} from '../../shared/index.js';
import { type DeliverMailDependencies, deliverMail } from './deliver-mail.js';
import type { StoredMail } from './outbox.js';

/** Sends the mails of the outbox, together with the senders of all other instances. */
export interface MailSender {
  /** Starts to send: at once after each commit with a mail, and regularly for further attempts. */
  start(): void;
  /** Sends all mails that are due. Resolves when none is left or being sent. */
  sendDue(): Promise<void>;
  /** Claims nothing more, and waits for mails being sent; after a moment they are aborted. */
  stop(): Promise<void>;
}

export interface MailSenderDependencies extends DeliverMailDependencies {
  readonly changeNotifications: Pick<ChangeNotifications, 'subscribe' | 'onResync'>;
  /** Called when the outbox cannot be read or written; another attempt follows. */
  readonly onError: (error: unknown) => void;
}

const maxConcurrent = 4;
/** For further attempts, and for notifications that were missed. */
const pollMs = 15_000;
/** One attempt, from the connection to the last reply. Shorter than the lease. */
const sendLimitMs = 60_000;
/** No transaction is open while a mail is sent. After a crash, the mail is due again when its lease ends. */
const leaseSeconds = 120;
const stopGraceMs = 3_000;
const databaseWaitMs = 5_000;

export function createMailSender(options: MailSenderDependencies): MailSender {
  const { changeNotifications, onError } = options;
  const dependencies = { ...options, transactions: withTimeLimit(options.transactions) };
  const stopping = new AbortController();
  const running = new Set<Promise<void>>();
  const subscriptions: Unsubscribe[] = [];
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;

  /** Each worker that has found a mail starts the next one, so that an idle server runs one query. */
  function startWorker(): void {
    if (isStopped || running.size >= maxConcurrent) return;
    const work = sendNext().catch(onError);
    running.add(work);
    void work.then(() => running.delete(work));
  }

  async function sendNext(): Promise<void> {
    for (;;) {
      const stored = isStopped ? null : await claimOne(dependencies);
      if (stored === null) return;
      startWorker();
      const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(sendLimitMs)]);
      await deliverMail(dependencies, stored, signal);
    }
  }

  async function finishRunning(): Promise<void> {
    while (running.size > 0) await Promise.all(running);
  }

  return {
    start: () => {
      subscriptions.push(
        changeNotifications.subscribe('mail', startWorker),
        changeNotifications.onResync(startWorker),
      );
      timer = setInterval(startWorker, pollMs).unref();
      startWorker();
    },
    sendDue: async () => {
      // A worker that is about to end may not have seen the newest mail.
      await finishRunning();
      startWorker();
      await finishRunning();
    },
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      for (const unsubscribe of subscriptions) unsubscribe();
      const abort = setTimeout(() => stopping.abort(), stopGraceMs);
      await finishRunning();
      clearTimeout(abort);
    },
  };
}

/** Each transaction has its own time to wait, so that a silent database cannot hold back `stop`. */
function withTimeLimit(transactions: Transactions): Transactions {
  return { ...transactions, run: (work) => withWaitBudget(databaseWaitMs, () => transactions.run(work)) };
}

async function claimOne({
  transactions,
  repository,
  clock,
}: MailSenderDependencies): Promise<StoredMail | null> {
  const now = clock.now();
  const claim = { now, leaseEnd: addSeconds(now, leaseSeconds), maxMails: 1 };
  const [stored] = await transactions.run((transaction) => repository.claim(transaction, claim));
  return stored ?? null;
}
