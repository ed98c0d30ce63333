import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** `TINTYPE_LINT=syntax`: without the rules that need types, and without those of the React compiler. `npm run check` uses it for unchanged files. */
const isSyntaxOnly = process.env.TINTYPE_LINT === 'syntax';

export default tseslint.config(
  { ignores: ['out/**', 'dist/**', 'demo/**', '.cache/**', 'node_modules/**', 'training/**', 'test-results/**', 'playwright-report/**', '**/*.cjs'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Typed-array loops index within bounds they have just computed; `!` there is the honest form.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // There are no enums (erasableSyntaxOnly), and the rule asks for the type of every assignment.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      'no-console': 'error',
      eqeqeq: 'error',
    },
  },
  { files: ['src/renderer/**/*.tsx', 'src/renderer/**/*.ts'], plugins: { 'react-hooks': reactHooks }, rules: { 'react-hooks/rules-of-hooks': 'error', 'react-hooks/exhaustive-deps': 'warn' } },
  // The other rules compile every file of theirs by the React compiler: only those with components or hooks.
  ...(isSyntaxOnly ? [] : [{ files: ['src/renderer/**/*.tsx', 'src/renderer/**/use-*.ts', 'src/renderer/**/editor-context.ts', 'src/renderer/**/picture-drop.ts'], plugins: { 'react-hooks': reactHooks }, rules: reactHooks.configs.recommended.rules }]),
  { files: ['scripts/**', 'packaging/**', 'test/**', 'src/cli/**', '*.config.ts'], rules: { 'no-console': 'off' } },
  ...(isSyntaxOnly ? [{ files: ['**/*.ts', '**/*.tsx'], extends: [tseslint.configs.disableTypeChecked], linterOptions: { reportUnusedDisableDirectives: 'off' } }] : []),
);
