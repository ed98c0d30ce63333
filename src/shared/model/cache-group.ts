import { z } from 'zod';

/** Derived data as the settings show it: what a user may clear at once. */
export const CacheGroup = z.enum(['colour', 'working', 'media', 'facts']);
export type CacheGroup = z.infer<typeof CacheGroup>;

/** Sizes of one group, in bytes on the disk. */
export const CacheGroupSize = z.object({
  group: CacheGroup,
  bytes: z.number().min(0),
  /** What of it is not in use: by the open project, by a job or by another engine. */
  clearable: z.number().min(0),
});
export type CacheGroupSize = z.infer<typeof CacheGroupSize>;
