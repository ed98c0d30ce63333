import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ClipId } from '../../../shared/model/ids.ts';
import type { Clip } from '../../../shared/model/clip.ts';
import { ArtefactKey } from '../../artefacts/index.ts';
import { createContentGuard } from './content-guard.ts';

const clip = { id: ClipId.parse('clip'), name: 'pier', source: { kind: 'file', path: '/films/pier.mov' }, contentHash: 'abc', frameCount: 10 } as Clip;
const key = (digit: string): ArtefactKey => ArtefactKey.parse(digit.repeat(64));

// Time goes on during looks alone, however busy the machine is.
beforeEach(() => { vi.useFakeTimers({ toFake: ['performance'] }); });
afterEach(() => { vi.useRealTimers(); });

/** A film that holds what `becomes` last said; each look takes `lookMs`. */
function film({ lookMs = 0 } = {}) {
  let content = 'abc';
  let found = 'abc';
  let looks = 0;
  const removed: ArtefactKey[] = [];
  const guard = createContentGuard({
    of: () => found,
    check: async () => {
      looks += 1;
      await new Promise((resolve) => { setImmediate(resolve); });
      vi.advanceTimersByTime(lookMs);
      found = content;
      return found === 'abc' ? 'same' : 'changed';
    },
  }, { remove: (each) => { removed.push(each); return Promise.resolve(); } });
  return { guard, removed, looks: () => looks, becomes: (next: string) => { content = next; } };
}

test('a film changed while a job stores artefacts is noticed at the next one, which is dropped; those verified before stay', async () => {
  const { guard, removed, becomes } = film();
  const watched = guard.watch(clip, 'abc');
  const work = watched.during(async () => {
    await watched.kept(key('1'));
    becomes('other');
    await watched.kept(key('2'));
    throw new Error('the work goes no further');
  });
  await expect(work).rejects.toMatchObject({ code: 'media.changed' });
  expect(removed).toEqual([key('2')]);
});

test('a change after the last artefact is noticed at the end', async () => {
  const { guard, removed, becomes } = film();
  const watched = guard.watch(clip, 'abc');
  await expect(watched.during(() => { becomes('other'); return Promise.resolve('made'); })).rejects.toMatchObject({ code: 'media.changed' });
  expect(removed).toEqual([]);
});

test('slow checks are not made for each artefact, and all unverified artefacts are dropped when the film has changed', async () => {
  const { guard, removed, looks, becomes } = film({ lookMs: 30 });
  const watched = guard.watch(clip, 'abc');
  const work = watched.during(async () => {
    await watched.kept(key('1'));
    becomes('other');
    await watched.kept(key('2'));
    await watched.kept(key('3'));
    expect(looks()).toBe(1);
  });
  await expect(work).rejects.toMatchObject({ code: 'media.changed' });
  expect(removed).toEqual([key('2'), key('3')]);
  expect(looks()).toBe(2);
});

test('a failure caused by the change is reported as the change; another failure as itself', async () => {
  const { guard, becomes } = film();
  const decode = new Error('Frame 3 cannot be read.');
  await expect(guard.watch(clip, 'abc').during(() => Promise.reject(decode))).rejects.toBe(decode);
  await expect(guard.watch(clip, 'abc').during(() => { becomes('other'); return Promise.reject(decode); })).rejects.toMatchObject({ code: 'media.changed' });
});

test('an artefact put while an earlier check runs is not verified by it', async () => {
  const { guard, removed, becomes } = film({ lookMs: 30 });
  const watched = guard.watch(clip, 'abc');
  const work = watched.during(async () => {
    const [first, second] = [watched.kept(key('1')), watched.kept(key('2'))];
    await first;
    await watched.kept(key('3'));
    await second;
    becomes('other');
  });
  await expect(work).rejects.toMatchObject({ code: 'media.changed' });
  expect(removed).toEqual([key('3')]);
});

test('another film that the work reads, too, is watched beside: its change drops what was made since', async () => {
  let second = 'def';
  const removed: ArtefactKey[] = [];
  const guard = createContentGuard({ of: ({ contentHash }) => (contentHash === 'abc' ? 'abc' : second), check: () => Promise.resolve('same') }, { remove: (each) => { removed.push(each); return Promise.resolve(); } });
  const other = { ...clip, contentHash: 'def', source: { kind: 'file', path: '/films/quay.mov' } } as Clip;
  const watched = guard.watch(clip, 'abc', [{ clip: other, content: 'def' }]);
  const work = watched.during(async () => {
    await watched.kept(key('1'));
    second = 'else';
    await watched.kept(key('2'));
  });
  await expect(work).rejects.toMatchObject({ code: 'media.changed' });
  expect(removed).toEqual([key('2')]);
});
