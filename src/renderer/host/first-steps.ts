/** Whether the start page has the pictures of the first steps. */
export const FIRST_STEPS_PREFERENCE = 'firstSteps';

/** Shown until the user hides them; not before the engine has said whether that was done. */
export function showsFirstSteps({ values }: { readonly values: Readonly<Record<string, string>> | null }): boolean {
  return values !== null && values[FIRST_STEPS_PREFERENCE] !== 'off';
}
