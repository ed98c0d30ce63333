import { parentPort, workerData } from 'node:worker_threads';
import { generator, mutated } from './mutations.ts';
import { foreignSubjects, ownSubjects, refusal } from './subjects.ts';
import type { FuzzAnswer, FuzzOrder } from './run.ts';

const { folder } = workerData as { readonly folder: string | null };
const subjects = [...ownSubjects(), ...(folder === null ? [] : foreignSubjects(folder))];

parentPort?.on('message', ({ subject, seed }: FuzzOrder) => {
  const chosen = subjects[subject]!;
  const bytes = mutated(chosen.bytes, generator(seed));
  const started = performance.now();
  let answer: Pick<FuzzAnswer, 'kind' | 'sentence'>;
  try {
    const sentence = refusal(chosen, bytes);
    const isOne = sentence === undefined || /^[^\n]{10,400}$/.test(sentence);
    answer = sentence === undefined ? { kind: 'read' } : { kind: isOne ? 'refused' : 'fault', sentence };
  } catch (error) {
    answer = { kind: 'fault', sentence: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
  parentPort?.postMessage({ ...answer, ms: performance.now() - started } satisfies FuzzAnswer);
});
parentPort?.postMessage(subjects.map(({ name }) => name));
