import type { Job } from '../../../shared/contract/jobs.ts';
import type { Editor } from '../../editor/editor.ts';

/** `off`: the user has switched system notifications off. */
export const NOTIFY_PREFERENCE = 'notify';

export type NotifyState = 'allowed' | 'unasked' | 'refused' | 'unavailable';

export function mayNotify(): NotifyState {
  if (!('Notification' in window)) return 'unavailable';
  switch (Notification.permission) {
    case 'granted': return 'allowed';
    case 'denied': return 'refused';
    case 'default': return 'unasked';
  }
}

/** Asks for permission once; browsers require a user action for it. */
export async function askToNotify(): Promise<NotifyState> {
  if (mayNotify() === 'unasked') await Notification.requestPermission();
  return mayNotify();
}

/** Pure: text of the system notification; `undefined` for ends that need none. */
export function endText(job: Pick<Job, 'kind' | 'state' | 'label' | 'error'>): { readonly title: string; readonly body: string } | undefined {
  if (job.kind !== 'propagate' && job.kind !== 'deliver') return undefined;
  switch (job.state) {
    case 'done': return { title: job.kind === 'deliver' ? 'Delivered' : 'Propagated', body: job.label };
    case 'failed': return { title: 'Failed', body: `${job.label}: ${job.error?.message ?? 'failed'}` };
    case 'queued': case 'running': case 'paused': case 'cancelled': case 'interrupted': return undefined;
  }
}

/** Sends a system notification of a job's end when the window is hidden or not in front. */
export function notifyEnd(job: Job, editor: Pick<Editor, 'preferences'>): void {
  const words = endText(job);
  if (words === undefined || mayNotify() !== 'allowed' || (document.visibilityState === 'visible' && document.hasFocus())) return;
  if (editor.preferences.getItem(NOTIFY_PREFERENCE) === 'off') return;
  const notification = new Notification(words.title, { body: words.body, tag: job.id });
  notification.addEventListener('click', () => {
    window.focus();
    notification.close();
  });
}
