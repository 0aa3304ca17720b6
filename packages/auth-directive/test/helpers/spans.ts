import { AsyncLocalStorage } from 'node:async_hooks';
import { type Context, type ContextManager, context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

/** The context manager of Node.js, as the OpenTelemetry SDK for Node.js has it. */
const storage = new AsyncLocalStorage<Context>();
const contextManager: ContextManager = {
  active: () => storage.getStore() ?? ROOT_CONTEXT,
  with: (active, run, self, ...args) => storage.run(active, () => run.apply(self as never, args)),
  bind: (_, target) => target,
  enable: () => contextManager,
  disable: () => contextManager,
};
const exporter = new InMemorySpanExporter();

/** Registers the SDK of OpenTelemetry. Returns the function that removes it. */
export function recordSpans(): () => void {
  exporter.reset();
  context.setGlobalContextManager(contextManager);
  const spanProcessors = [new SimpleSpanProcessor(exporter)];
  trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors }));
  return () => {
    trace.disable();
    context.disable();
  };
}

/** Runs a function within a new span. */
export async function withinSpan(run: () => Promise<unknown>): Promise<void> {
  await trace.getTracer('test').startActiveSpan('request', async (span) => {
    await run();
    span.end();
  });
}

/** Returns the events of the spans that have ended, and removes the spans. */
export function finishedEvents(): readonly { readonly name: string; readonly attributes: object }[] {
  const events = exporter.getFinishedSpans().flatMap((span) => span.events);
  exporter.reset();
  return events.map(({ name, attributes = {} }) => ({ name, attributes: { ...attributes } }));
}
