/** Version of the product; the same as in package.json and at the head of CHANGELOG.md (a test keeps it). */
export const VERSION = '2.0.0-beta.1';
