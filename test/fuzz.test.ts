import { expect, test } from 'vitest';
import { generator, mutated } from './fuzz/mutations.ts';
import { ownSubjects, refusal } from './fuzz/subjects.ts';

/** The short form of `npm run fuzz`, which has more cases, reads edit lists of other programs too, and limits time and memory. */
const MUTATIONS = 150;

for (const [index, subject] of ownSubjects().entries()) {
  test(`${MUTATIONS} damaged files (${subject.name}) are read or refused with one sentence`, () => {
    const random = generator(1000 + index);
    expect(refusal(subject, subject.bytes)).toBeUndefined();
    let refused = 0;
    for (let number = 0; number < MUTATIONS; number++) {
      const sentence = refusal(subject, mutated(subject.bytes, random));
      if (sentence === undefined) continue;
      refused++;
      expect(sentence).toMatch(/^[^\n]{10,400}$/);
    }
    expect(refused).toBeGreaterThan(3);
  });
}
