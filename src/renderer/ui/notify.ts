import { toast } from 'sonner';
import { AppError, isAbort } from '../../shared/errors/app-error.ts';
import { adviceFor } from './advice.ts';

/**
 * Reports an expected failure to the user, with details to copy. A cancel is not reported; a bug is also passed to the browser's error
 * handling.
 */
export function showError(error: unknown): void {
  if (isAbort(error)) return;
  // The banner already reports the lost engine.
  if (error instanceof AppError && error.code === 'network.unreachable') return;
  if (error instanceof AppError) {
    const { details } = error;
    const advice = adviceFor(error.code);
    toast.error(error.message, {
      id: `${error.code} ${error.message}`, duration: 10_000, closeButton: true, ...(advice === undefined ? {} : { description: advice }),
      ...(details === undefined ? {} : { action: { label: 'Copy details', onClick: () => { void navigator.clipboard.writeText(`${error.message}\n${details}`); } } }),
    });
    return;
  }
  toast.error('Something went wrong in Tintype. Saved changes are safe.', { description: error instanceof Error ? error.message : String(error), duration: 10_000, closeButton: true });
  reportError(error);
}

/** Tells of something that happened and needs nothing of the user. */
export function showNotice(text: string): void {
  toast.warning(text, { id: text, duration: 12_000, closeButton: true });
}

interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

/** Reports a success. The last of at most two actions is the main one. */
export function showDone(text: string, actions: readonly ToastAction[] = [], description?: string): void {
  const [main, other] = actions.toReversed();
  toast.success(text, {
    duration: actions.length > 0 ? 12_000 : 6_000, ...(description === undefined ? {} : { description }),
    ...(main === undefined ? {} : { action: { label: main.label, onClick: main.run } }), ...(other === undefined ? {} : { cancel: { label: other.label, onClick: other.run } }),
  });
}

const SOON_MS = 400;

/** Shows a progress note during a task that is not done at once. */
export async function showProgress<Result>(text: string, work: Promise<Result>): Promise<Result> {
  let told: number | string | undefined;
  const timer = window.setTimeout(() => { told = toast.loading(text, { duration: Number.POSITIVE_INFINITY }); }, SOON_MS);
  try {
    return await work;
  } finally {
    window.clearTimeout(timer);
    if (told !== undefined) toast.dismiss(told);
  }
}
