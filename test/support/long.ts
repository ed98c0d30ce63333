/** Whether the long forms of tests run as well: `npm run test:long`. */
export const isLong = process.env['TINTYPE_LONG'] === '1';

/** Cases of a test: the first ones always, `more` only in the long form. */
export function casesOf<const Case, const More>(cases: readonly Case[], more: readonly More[]): readonly (Case | More)[] {
  return isLong ? [...cases, ...more] : cases;
}
