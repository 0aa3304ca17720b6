import { signal } from '@preact/signals';

/** The proof that the StepUp dialog is to take; null while none is wanted. */
export interface WantedProof {
  /** Called once: true when the proof was given, false when the dialog was closed without it. */
  readonly settle: (isProven: boolean) => void;
}

export const wantedProof = signal<WantedProof | null>(null);

let pending: Promise<boolean> | null = null;

/** Asks for a fresh proof in a dialog. Several callers share one dialog. */
export function proveAgain(): Promise<boolean> {
  pending ??= new Promise<boolean>((resolve) => {
    wantedProof.value = { settle: resolve };
  }).finally(() => {
    wantedProof.value = null;
    pending = null;
  });
  return pending;
}
