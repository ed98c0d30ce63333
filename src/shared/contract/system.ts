import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { CacheGroup, CacheGroupSize } from '../model/cache-group.ts';
import { ProviderSetting, ProviderStatus } from '../model/provider.ts';
import { Licences } from './licences.ts';

export const DoctorFinding = z.object({ subject: z.string(), state: z.enum(['good', 'warning', 'bad']), text: z.string(), advice: z.string().optional() });
export type DoctorFinding = z.infer<typeof DoctorFinding>;

export const DirectoryEntry = z.object({ name: z.string(), path: z.string(), kind: z.enum(['directory', 'movie', 'image', 'project', 'editList', 'other']), bytes: z.number().nullable() });
export type DirectoryEntry = z.infer<typeof DirectoryEntry>;

/** What happened on this machine beside any project, told once to each window. `modelsChanged`: brought models came or went. */
export const SystemNotice = z.object({ kind: z.enum(['providerLost', 'modelsChanged']), text: z.string() });
export type SystemNotice = z.infer<typeof SystemNotice>;

export const systemContract = {
  /** Answers at once, with nothing: a window asks whether the engine is there. */
  answer: oc.output(z.void()),
  /** Preferences of this machine's user by name, e.g. sizes of panels. Not part of any project. */
  preferences: oc.output(z.record(z.string(), z.string())),
  /** `cacheBudgetBytes`: largest size of derived data on the disk; `threads`: of the networks; `proxies`: `off` where none are to be made of clips that are opened; `farmUrl`, `farmStore`: the render farm that propagates; `provider`: what runs the networks (`ProviderSetting`). */
  setPreference: oc.input(z.object({ name: z.string().min(1).max(200), value: z.string().max(100_000).nullable() })).output(z.void()),
  about: oc.output(z.object({ version: z.string(), provider: z.string(), threads: z.number().int(), ffmpeg: z.string(), cacheBytes: z.number(), cacheBudgetBytes: z.number(), models: z.array(z.object({ id: z.string(), version: z.string(), task: z.string() })) })),
  doctor: oc.output(z.array(DoctorFinding)),
  /** What can run the networks here. `setting` as it counts now. */
  providers: oc.output(z.object({ setting: ProviderSetting, providers: z.array(ProviderStatus).readonly() })),
  /** Tries all of them and remembers what was found; takes seconds to two minutes. */
  measureProviders: oc.output(z.array(ProviderStatus).readonly()),
  /** The folder of derived data. */
  cache: oc.output(z.object({
    folder: z.string(),
    /** Why it cannot be moved; `null` where it can. */
    fixedBy: z.string().nullable(),
    /** Why another folder is used than the one that was chosen. */
    problem: z.string().nullable(),
    freeBytes: z.number(), bytes: z.number(), budgetBytes: z.number(),
    /** While it is moved; `isMoved`: the new folder is in use, and the earlier one is being emptied. */
    moving: z.object({ doneBytes: z.number(), totalBytes: z.number(), isMoved: z.boolean() }).nullable(),
  })),
  /** What lies there. Looks at the plans of all shots of the open project for what is in use. */
  cacheGroups: oc.output(z.array(CacheGroupSize).readonly()),
  /** Moves derived data into another folder, `null` for the customary one, while work goes on; answers when the earlier folder is empty, with false where it was cancelled. */
  moveCache: oc.input(z.object({ folder: z.string().max(4096).nullable() })).output(z.object({ isMoved: z.boolean() })),
  /** Stops a move of the cache, unless the new folder is in use already: the earlier one stays in use, and what was copied is removed. */
  cancelCacheMove: oc.output(z.void()),
  /** Removes what of a group is not in use. */
  clearCache: oc.input(z.object({ group: CacheGroup })).output(z.object({ freedBytes: z.number() })),
  /** Threads of the networks now; `fixed` where the environment or the command sets them. */
  threads: oc.output(z.object({ count: z.number().int(), cores: z.number().int(), isSet: z.boolean(), isFixed: z.boolean() })),
  events: oc.output(eventIterator(SystemNotice)),
  /** For the studio, which has no dialogs of the desktop. Without a path: the user's home. */
  listDirectory: oc.input(z.object({ path: z.string().optional() })).output(z.object({ path: z.string(), parent: z.string().nullable(), entries: z.array(DirectoryEntry) })),
  /** A page of the guide as Markdown, by its name without an ending. */
  guidePage: oc.input(z.object({ page: z.string().regex(/^([a-z-]+|README)$/) })).output(z.object({ text: z.string() })),
  /** Licences of all that is shipped. */
  licences: oc.output(Licences),
  /** Path of the sample clip shipped with the program. */
  sampleFilm: oc.output(z.object({ path: z.string() })),
};
