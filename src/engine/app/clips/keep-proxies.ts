import { AppError } from '../../../shared/errors/app-error.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import type { ClipId, JobId } from '../../../shared/model/ids.ts';
import type { JobRunner } from '../../jobs/index.ts';
import type { App } from '../app.ts';
import { enqueueProxy, ProxyParams, remakeProxy } from './clip-jobs.ts';

interface KeptProxies {
  stop(): void;
}

interface KeepProxiesOptions {
  /** Whether the user wants proxies. */
  readonly isOn: () => boolean;
  readonly onError: (error: unknown) => void;
  /** Interval at which films are looked at whose proxies have failed. */
  readonly everyMs?: number;
}

/** Proxies that could not be made. */
interface FailedProxies {
  readonly jobId: JobId;
  /** Of the film when the job began. */
  readonly content: string;
  /** The film was not readable since, or had another content. */
  isOther: boolean;
  /** Content at the last look: a film that is still being written differs from look to look. */
  seen?: string;
}

const LOOK_EVERY_MS = 3000;

/**
 * Follows the films of the open project: where one changes, its proxies are made again, also those that are just being made; where that fails since the film is
 * being written or not there, they are made once it is readable and the same for two looks. Proxies that fail of a film that did not change are left to the user.
 */
export function keepProxies(app: App, jobs: JobRunner, { isOn, onError, everyMs = LOOK_EVERY_MS }: KeepProxiesOptions): KeptProxies {
  const { contents } = app.services;
  /** Content of a film when its job began. */
  const begun = new Map<JobId, string>();
  const failed = new Map<ClipId, FailedProxies>();
  let looking: Promise<void> | undefined;

  const openClip = (id: ClipId): Clip | undefined => app.current()?.document.clips.find((each) => each.id === id);
  const paramsOf = (jobId: JobId): ProxyParams | undefined => ProxyParams.safeParse(jobs.params(jobId)).data;
  const clipOf = (jobId: JobId): Clip | undefined => paramsOf(jobId)?.clip;

  const leaveContents = contents.subscribe(({ contentHash }, state) => {
    const clip = app.current()?.document.clips.find((each) => each.contentHash === contentHash);
    if (clip === undefined || state !== 'changed' || !isOn()) return;
    const making = jobs.list().find((job) => job.kind === 'makeProxy' && job.state === 'running' && clipOf(job.id)?.id === clip.id);
    if (making !== undefined) jobs.restart(making.id, { ...paramsOf(making.id), clip });
    else remakeProxy(app.services, jobs, clip).catch(onError);
  });
  const leaveJobs = jobs.subscribe((job) => {
    if (job.kind !== 'makeProxy') return;
    const clip = clipOf(job.id);
    if (clip === undefined) return;
    if (job.state === 'running' && !begun.has(job.id)) begun.set(job.id, contents.of(clip));
    if (job.state === 'running' || job.state === 'queued') failed.delete(clip.id);
    if (job.state === 'failed') failed.set(clip.id, { jobId: job.id, content: begun.get(job.id) ?? contents.of(clip), isOther: false });
    if (job.state !== 'running') begun.delete(job.id);
    if (job.state === 'failed') look();
  });

  async function lookAt(clipId: ClipId, proxies: FailedProxies): Promise<void> {
    const clip = openClip(clipId);
    if (clip === undefined) {
      failed.delete(clipId);
      return;
    }
    try {
      if (await contents.check(clip) === 'unverified') {
        contents.verifyInIdle(clip);
        delete proxies.seen;
        return;
      }
    } catch {
      // It is not there, or not readable: looked at again.
      proxies.isOther = true;
      delete proxies.seen;
      return;
    }
    const content = contents.of(clip);
    proxies.isOther ||= content !== proxies.content;
    const isStill = proxies.seen === content;
    proxies.seen = content;
    if (!proxies.isOther || !isStill || !isOn() || failed.get(clipId) !== proxies) return;
    failed.delete(clipId);
    try {
      jobs.resume(proxies.jobId);
    } catch (error) {
      // The user has removed the job from the list: its proxies are made by a new one.
      if (!(error instanceof AppError) || error.code !== 'job.notFound') throw error;
      enqueueProxy(app.services, jobs, clip);
    }
  }
  const look = (): void => {
    looking ??= (async () => { for (const [clipId, proxies] of [...failed]) await lookAt(clipId, proxies); })().catch(onError).finally(() => { looking = undefined; });
  };
  const timer = setInterval(() => { if (failed.size > 0) look(); }, everyMs);
  timer.unref();

  return {
    stop() {
      clearInterval(timer);
      leaveContents();
      leaveJobs();
    },
  };
}
