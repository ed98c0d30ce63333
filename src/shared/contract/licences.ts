import { z } from 'zod';

/** Licences of all that is shipped; made by `scripts/licences.ts`. */
export const Licences = z.object({
  packages: z.array(z.object({ name: z.string(), version: z.string(), licence: z.string(), text: z.string() })),
  /** `use`: permitted uses of the weights, from the network's card. */
  networks: z.array(z.object({ id: z.string(), version: z.string(), use: z.string(), text: z.string() })),
});
export type Licences = z.infer<typeof Licences>;
