import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { suggestKeyframe } from '../src/engine/propagate/index.ts';
import { parseJsonInput } from '../src/shared/errors/parse.ts';

/** The suggested keyframe, for training/measure_second_key.py: mean confidences and keyframes in (JSON on stdin), the frame out. */
const Asked = z.object({ confidence: z.array(z.number()), keys: z.array(z.number().int()) });
const { confidence, keys } = parseJsonInput(Asked, await text(process.stdin), 'the confidences');
// Where no keyframe is worth while, the middle frame.
console.log(suggestKeyframe(confidence, keys) ?? Math.floor((confidence.length - 1) / 2));
