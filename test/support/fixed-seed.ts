import fc from 'fast-check';
import { isLong } from './long.ts';

// Property tests try the same values in each run, so that what they count is certain. `npm run test:long` tries others each time; a failure names its seed.
if (!isLong) fc.configureGlobal({ seed: 1 });
